import {
  type Accounts,
  completeLogIn,
  factorsProven,
  noteReplay,
  type Proof,
  sessionStore,
  trustsBrowser,
  type User,
} from '@latchkey/accounts';
import type { LoginEvents, MissingFactors, UserStore, Visit } from '@latchkey/session';
import { createLink } from './links.ts';
import { keepRestored } from './second-factor/pending-cookie.ts';
import { trustedBrowserIn, whoAsks } from './site.ts';
import { factorPage } from './step-up/factor-page.ts';

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
  readonly factorPage: (missing: MissingFactors<User>, visit: Visit<User>) => string;
  readonly countFactors: (proofs: readonly Proof[]) => number;
  readonly loginMessage: string;
  readonly confirmMessage: string;
  readonly factorMessage: string;
  readonly graceFor: (user: User, visit: Visit<User>) => Promise<boolean>;
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
    factorPage: factorPage(link),
    countFactors: factorsProven,
    loginMessage: 'flash.login-needed',
    confirmMessage: 'flash.confirmation-needed',
    factorMessage: '', // `factorPage` has said it
    graceFor: async (user, visit) => {
      const { second } = accounts.factors;
      if (user.secondFactorSinceMs === undefined) return second === 'optional';
      const trust = { userId: user.id, cookie: trustedBrowserIn(visit) };
      return await trustsBrowser(accounts, accounts.database.kysely, trust);
    },
    clock: accounts.clock,
    events: {
      ...events,
      async restored(user, visit) {
        const client = { ...whoAsks(visit), trusted: trustedBrowserIn(visit) };
        const completed = await completeLogIn(accounts, user, { proofs: [], client, remember: true });
        if (!completed.ok) await visit.logOut();
        if (!completed.ok && completed.reason === 'factor-missing') {
          keepRestored(visit, completed.pending);
        }
        await events.restored?.(user, visit);
      },
      async replayed(userId, visit) {
        await noteReplay(accounts, userId, whoAsks(visit));
        await events.replayed?.(userId, visit);
      },
    },
  };
}
