import { addressOf, browserOf, type Kind, password } from './crowd.ts';
import type { Visitor } from './visitor.ts';

/** One question that a stopwatch might answer. */
export interface Class {
  readonly name: string;
  readonly one: Kind;
  readonly other: Kind;
  /** What they are called, where they are no accounts. */
  readonly kinds?: string;
  /** The page with the form. */
  readonly page: string;
  readonly needsLogIn?: boolean;
  /** What its form is answered with, whoever it is about. */
  readonly status: number;
  /** @param turn never the same twice */
  send(visitor: Visitor, email: string, turn: number): ReturnType<Visitor['post']>;
}

const knownOrNot = { one: 'known', other: 'nobody' } as const;
const disabledOrNot = { one: 'disabled', other: 'nobody' } as const;

const logIn = {
  page: '/login',
  status: 422,
  send: (visitor, email) => visitor.post('/login', { email, password: 'a wrong password' }),
} as const satisfies Partial<Class>;

const forgot = {
  page: '/forgot',
  status: 303,
  send: (visitor, email) => visitor.post('/forgot', { email }),
} as const satisfies Partial<Class>;

export const classes = {
  logIn: { name: 'log-in, wrong password', ...knownOrNot, ...logIn },
  logInDisabled: { name: 'log-in, disabled', ...disabledOrNot, ...logIn },
  signUp: {
    name: 'sign-up',
    ...knownOrNot,
    page: '/signup',
    status: 303,
    send: (visitor, email, turn) =>
      visitor.post('/signup', {
        username: `s${String(turn).padStart(6, '0')}`,
        email,
        password,
        confirm_password: password,
      }),
  },
  signUpAgain: {
    name: 'its mail once more',
    ...knownOrNot,
    kinds: 'waiting, over',
    page: '/signup/sent',
    status: 303,
    send: (visitor, email) => visitor.post('/signup/resend', {}, `latchkey_signup=${browserOf(email)}`),
  },
  forgot: { name: 'forgotten password', ...knownOrNot, ...forgot },
  forgotDisabled: { name: 'forgotten password, disabled', ...disabledOrNot, ...forgot },
  magicLink: {
    name: 'log-in by mail',
    ...knownOrNot,
    page: '/login/link',
    status: 303,
    send: (visitor, email) => visitor.post('/login/link', { email }),
  },
  emailChange: {
    name: 'change of address',
    ...knownOrNot,
    page: '/account/email',
    needsLogIn: true,
    status: 303,
    send: (visitor, email) => visitor.post('/account/email', { email }),
  },
} as const satisfies Record<string, Class>;

/** One timed question. */
export async function ask(
  { send, status, name }: Class,
  visitor: Visitor,
  { kind, turn }: { readonly kind: Kind; readonly turn: number },
): Promise<number> {
  const answer = await send(visitor, addressOf(kind, Math.floor(turn / 2)), turn);
  if (answer.status !== status) throw new Error(`${name}, ${kind}: answered with ${answer.status}.`);
  return answer.ms;
}
