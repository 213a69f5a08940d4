import type { Accounts, Client } from '../accounts.ts';
import type { UserRow } from '../database/schema.ts';
import { type Budget, budgetOf } from '../limits/budget.ts';
import { canonicalIdentifier } from '../users/canonical.ts';
import { findUserRow } from '../users/find.ts';
import { type User, userFrom } from '../users/user.ts';
import { browserKnownTo } from './known-browser.ts';

/** Somebody says to be somebody: who that would be, and where the try counts. */
export interface Attempt {
  readonly row: UserRow | undefined;
  readonly user: User | undefined;
  readonly isKnownBrowser: boolean;
  readonly budget: Budget;
  readonly client: Client;
  /** Who, for the audit: the account, else an HMAC of what was typed. */
  readonly who: { readonly userId: string } | { readonly identifierMac: string };
}

/** One look at the users, whatever was typed. */
export async function beginAttempt(accounts: Accounts, identifier: string, client: Client): Promise<Attempt> {
  const row = await findUserRow(accounts.database.kysely, identifier);
  const user = row && userFrom(row);
  const browserId = browserKnownTo(accounts, client.browser, user);
  const identifierMac = accounts.keyring.mac('identifier', canonicalIdentifier(identifier));
  const who = user === undefined ? { identifierMac } : { userId: user.id };
  const isKnownBrowser = 'userId' in who && browserId !== undefined;
  const budget = budgetOf(isKnownBrowser ? { ...who, browserId } : who);
  return { row, user, isKnownBrowser, budget, client, who };
}
