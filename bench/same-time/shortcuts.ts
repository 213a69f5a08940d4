import { AsyncLocalStorage } from 'node:async_hooks';
import { type Accounts, findUser, type Turn } from '@latchkey/accounts';

/** Set while a request is answered that a careless server would have an answer to at once. */
const shortcut = new AsyncLocalStorage<true>();

type Answer = (request: Request) => Response | Promise<Response>;

/**
 * The defence is off: where nobody has the name, a log-in and a forgotten password are done after one look; at sign-up, where
 * somebody has. That is how most of such pages are written first.
 */
export function hasShortcut(accounts: Accounts, answer: Answer): Answer {
  return async (request) => {
    if (request.method !== 'POST') return answer(request);
    const form = new URLSearchParams(await request.clone().text());
    const isSignUp = form.has('username');
    const isKnown = (await findUser(accounts, form.get('email') ?? '')) !== undefined;
    return isKnown === isSignUp ? shortcut.run(true, () => answer(request)) : answer(request);
  };
}

/** Accounts that hash nothing and write nothing on the short way. */
export function withShortcuts(accounts: Accounts): Accounts {
  const { database, passwords } = accounts;
  const isShort = () => shortcut.getStore() === true;
  const nothing: Turn = { hash: async () => 'none', verify: async () => ({ matches: false }) };
  // Proof: what the pages do with a transaction that was left out is to go on.
  const leftOut = { execute: async () => undefined } as unknown as ReturnType<
    typeof database.kysely.transaction
  >;
  const kysely = new Proxy(database.kysely, {
    get(target, name) {
      if (name === 'transaction' && isShort()) return () => leftOut;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  return {
    ...accounts,
    database: { ...database, kysely },
    passwords: {
      ...passwords,
      hash: (password, options) => (isShort() ? nothing.hash(password) : passwords.hash(password, options)),
      withTurn: (work, options) => passwords.withTurn((turn) => work(isShort() ? nothing : turn), options),
    },
  };
}
