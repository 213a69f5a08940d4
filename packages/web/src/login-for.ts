import { type Accounts, recordAudit, sessionStore, type User } from '@latchkey/accounts';
import type { LoginSettings } from '@latchkey/session';
import { createLink } from './links.ts';

export interface LoginForOptions {
  /** The same as that of `createWeb`. Default none. */
  readonly prefix?: string;
}

/** The part of a login's settings that follows from the accounts and the pages; spread it into those of `createLogin`. */
export type LoginForAccounts = Pick<
  LoginSettings<User>,
  | 'store'
  | 'userId'
  | 'isActive'
  | 'loginPage'
  | 'confirmPage'
  | 'loginMessage'
  | 'confirmMessage'
  | 'events'
  | 'clock'
>;

/** Introduces `session` and `accounts`, which do not know each other: `createLogin({ ...loginFor(accounts), secrets })`. */
export function loginFor(accounts: Accounts, { prefix = '' }: LoginForOptions = {}): LoginForAccounts {
  const link = createLink(prefix);
  return {
    store: sessionStore(accounts),
    userId: (user) => user.id,
    isActive: (user) => user.disabledAtMs === undefined,
    loginPage: link('/login'),
    confirmPage: link('/confirm'),
    loginMessage: 'flash.login-needed',
    confirmMessage: 'flash.confirmation-needed',
    clock: accounts.clock,
    events: {
      replayed: (userId, { address }) =>
        recordAudit(accounts, { event: 'remember-token-replayed', result: 'failure', userId, address }),
    },
  };
}
