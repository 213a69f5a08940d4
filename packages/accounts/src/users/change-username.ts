import type { Transaction } from 'kysely';
import type { Accounts, Client } from '../accounts.ts';
import { recordAudit } from '../audit/record.ts';
import { uniqueViolationOf } from '../database/errors.ts';
import type { Schema } from '../database/schema.ts';
import { takeFromWindow } from '../limits/window.ts';
import { notify } from '../notices/notify.ts';
import { type Standing, sessionStands } from '../sessions/session-stands.ts';
import { canonicalUsername } from './canonical.ts';
import type { Fault } from './faults.ts';
import { faultsOfUsername } from './fields.ts';
import { type User, userColumns, userFrom } from './user.ts';

export interface UsernameChange {
  readonly user: User;
  /** The session in which it is asked. */
  readonly sessionIdHash: string;
  /** As typed. */
  readonly username: string;
}

export type ChangeUsernameOutcome =
  /** `isChanged: false`: it is the name there was already. */
  | { readonly ok: true; readonly user: User; readonly isChanged: boolean }
  | { readonly ok: false; readonly reason: 'faults'; readonly faults: readonly Fault[] }
  /** 20 an hour from one address, sign-ups counted in: both tell whether somebody has a name. */
  | { readonly ok: false; readonly reason: 'limited'; readonly retryAfterSeconds: number }
  /** The session or the account has changed since the page was opened, and nothing was written. */
  | { readonly ok: false; readonly reason: 'gone' };

/**
 * Gives an account another user name, or its first. Sessions go on: whose they are is the id. Names are compared in
 * one canonical form, and of two that ask for one at once the unique index lets one through.
 */
export async function changeUsername(
  accounts: Accounts,
  { user, sessionIdHash, username: typed }: UsernameChange,
  client: Client,
): Promise<ChangeUsernameOutcome> {
  const faults = faultsOfUsername(typed);
  if (faults.length > 0) return { ok: false, reason: 'faults', faults };
  const username = typed.trim();
  if (username === user.username) return { ok: true, user, isChanged: false };
  const place = await takeFromWindow(accounts, { name: 'sign-up', address: client.address });
  if (!place.ok) return place;
  try {
    const changed = await accounts.database.kysely
      .transaction()
      .execute((transaction) => store(accounts, transaction, { user, sessionIdHash, username, client }));
    return changed === undefined
      ? { ok: false, reason: 'gone' }
      : { ok: true, user: changed, isChanged: true };
  } catch (error) {
    if (uniqueViolationOf(error) !== 'users.username_canonical') throw error;
    return { ok: false, reason: 'faults', faults: [{ field: 'username', reason: 'taken' }] };
  }
}

interface Storing extends Standing {
  readonly username: string;
  readonly client: Client;
}

async function store(
  accounts: Accounts,
  transaction: Transaction<Schema>,
  { username, client, ...standing }: Storing,
): Promise<User | undefined> {
  const row = await transaction
    .updateTable('users')
    .set({ username, username_canonical: canonicalUsername(username) })
    .where(sessionStands(standing))
    .returning(userColumns)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const user = userFrom(row);
  await recordAudit(
    accounts,
    { event: 'username-changed', result: 'success', userId: user.id, client },
    { in: transaction },
  );
  await notify(accounts, user, { template: 'username-changed', client, in: transaction });
  return user;
}
