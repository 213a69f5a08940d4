import { type Accounts, completeLogIn, noteReplay, sessionStore, type User } from '@latchkey/accounts';
import type { LoginEvents, UserStore } from '@latchkey/session';
import { createLink } from './links.ts';
import { whoAsks } from './site.ts';

export interface LoginForOptions {
  /** The same as that of `createWeb`. Default none. */
  readonly prefix?: string;
  /** Your own; they run beside ours. Given after `...loginFor(…)` instead, they would take the place of ours. */
  readonly events?: LoginEvents<User>;
}

/** The part of a login's settings that follows from the accounts and the pages; spread it into those of `createLogin`. */
export interface LoginForAccounts {
  readonly store: UserStore<User>;
  readonly userId: (user: User) => string;
  readonly isActive: (user: User) => boolean;
  readonly loginPage: string;
  readonly confirmPage: string;
  readonly loginMessage: string;
  readonly confirmMessage: string;
  readonly events: LoginEvents<User>;
  readonly clock: () => number;
}

/** Introduces `session` and `accounts`, which do not know each other: `createLogin({ ...loginFor(accounts), secrets })`. */
export function loginFor(accounts: Accounts, options: LoginForOptions = {}): LoginForAccounts {
  const { prefix = '', events = {} } = options;
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
      ...events,
      async restored(user, visit) {
        const completed = await completeLogIn(accounts, user, {
          proofs: [],
          client: whoAsks(visit),
        });
        if (!completed.ok) await visit.logOut();
        await events.restored?.(user, visit);
      },
      async replayed(userId, visit) {
        await noteReplay(accounts, userId, whoAsks(visit));
        await events.replayed?.(userId, visit);
      },
    },
  };
}
