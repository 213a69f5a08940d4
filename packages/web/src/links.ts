import { codedError } from './coded-error.ts';

/** Every page there is, as a path below the prefix. */
export type PagePath =
  | '/'
  | '/signup'
  | '/login'
  | '/logout'
  | '/dashboard'
  | '/confirm'
  | '/confirm/factor'
  | '/confirm/resume'
  | '/confirm/resume/drop'
  | '/signup/sent'
  | '/signup/resend'
  | '/verify'
  | '/verify/resend'
  | '/forgot'
  | '/forgot/sent'
  | '/reset'
  | '/login/passkey'
  | '/login/factor'
  | '/login/factor/cancel'
  | '/login/set-up'
  | '/login/set-up/totp'
  | '/login/set-up/passkey'
  | '/login/link'
  | '/login/link/sent'
  | '/login/link/open'
  | '/email/confirm'
  | '/email/cancel'
  | '/account'
  | '/account/password'
  | '/account/username'
  | '/account/email'
  | '/account/email/withdraw'
  | '/account/language'
  | '/account/sessions'
  | '/account/sessions/end'
  | '/account/sessions/end-others'
  | '/account/history'
  | '/account/security'
  | '/account/security/totp'
  | '/account/security/totp/remove'
  | '/account/security/passkeys/add'
  | '/account/security/passkeys/rename'
  | '/account/security/passkeys/remove'
  | '/account/security/recovery-codes'
  | '/account/security/recovery-codes/confirm'
  | '/account/security/browsers/end'
  | '/account/security/password/remove'
  | '/account/data'
  | '/account/delete'
  | `/assets/${string}`;

export interface LinkOptions {
  /** Where to go on to afterwards; already judged by `visit.safeNext`. */
  readonly next?: string | undefined;
  /** Which of the ways to prove a second factor the page asks for. */
  readonly by?: string | undefined;
  /** What is asked for afterwards. */
  readonly afterwards?: 'factor' | undefined;
  /** Which passkey the page is about. */
  readonly passkey?: string | undefined;
  /** Which form waits there. */
  readonly of?: string | undefined;
}

const parameters = [
  ['next', 'next'],
  ['by', 'by'],
  ['afterwards', 'then'],
  ['passkey', 'passkey'],
  ['of', 'of'],
] as const;

/** Makes the address of a page: the one place that knows the prefix. */
export type Link = (path: PagePath, options?: LinkOptions) => string;

/** @throws `prefix-invalid` unless `prefix` is empty or a path like `/auth`, without a slash at its end */
export function createLink(prefix: string): Link {
  if (!/^(?:\/[\w~-][\w.~-]*)*$/.test(prefix)) {
    throw codedError(
      'prefix-invalid',
      `The prefix must be empty or a path like \`/auth\`, not \`${prefix}\`.`,
    );
  }
  return (path, options = {}) => {
    const address = path === '/' ? prefix || '/' : prefix + path;
    const query = parameters.flatMap(([option, name]) => {
      const value = options[option];
      return value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`];
    });
    return query.length === 0 ? address : `${address}?${query.join('&')}`;
  };
}
