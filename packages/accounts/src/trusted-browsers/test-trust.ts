import type { Accounts, Client } from '../accounts.ts';
import { sessionStore } from '../sessions/store.ts';
import { sessionOf } from '../sessions/test-records.ts';
import { type TestAccounts, type TestScope, testAccounts } from '../testing.ts';
import { addUser } from '../users/sign-up.ts';
import type { User } from '../users/user.ts';
import { trustBrowser, trustsBrowser } from './trust.ts';

export const laptop: Client = { address: '192.0.2.7', agent: 'Firefox on Linux' };

/** Ada and Bob, each with a session, and what their browsers may do; for the tests of trusted browsers. */
export interface TrustHouse extends TestAccounts {
  readonly ada: User;
  readonly bob: User;
  /** The cookie after this account has trusted the browser that sent `cookie`. */
  trust(user: User, cookie?: string): Promise<string>;
  isTrusted(user: User, cookie: string | undefined): Promise<boolean>;
}

export const sessionIdHashOf = ({ username }: User) => `session of ${username}`;

export async function trustHouse(scope: TestScope): Promise<TrustHouse> {
  const made = await testAccounts(scope);
  const { accounts } = made;
  const { kysely } = accounts.database;
  return {
    ...made,
    ada: await addLoggedIn(accounts, 'ada'),
    bob: await addLoggedIn(accounts, 'bob'),
    trust: ({ id: userId }, cookie) =>
      kysely
        .transaction()
        .execute((transaction) =>
          trustBrowser(accounts, transaction, { userId, cookie, client: { ...laptop, trusted: cookie } }),
        ),
    isTrusted: ({ id: userId }, cookie) => trustsBrowser(accounts, kysely, { userId, cookie }),
  };
}

async function addLoggedIn(accounts: Accounts, username: string): Promise<User> {
  const added = await addUser(accounts, { username, password: 'kestrel on the mast' });
  if (!added.ok) throw new Error(`No account was made: ${added.reason}`);
  const { user } = added;
  const session = sessionOf(user, sessionIdHashOf(user), { atMs: accounts.clock() });
  await sessionStore(accounts).start(session, { user });
  return user;
}
