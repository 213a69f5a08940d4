import type { Transaction } from 'kysely';
import type { Accounts, Client } from '../accounts.ts';
import { recordAudit } from '../audit/record.ts';
import { uniqueViolationOf } from '../database/errors.ts';
import type { Schema } from '../database/schema.ts';
import { takeFromWindow } from '../limits/window.ts';
import { notify } from '../notices/notify.ts';
import { canonicalUsername } from './canonical.ts';
import type { Fault } from './faults.ts';
import { faultsOfUsername } from './fields.ts';
import { type User, userColumns, userFrom } from './user.ts';

export interface UsernameChange {
  readonly user: User;
  /** As typed. */
  readonly username: string;
}

export type ChangeUsernameOutcome =
  /** `isChanged: false`: it is the name there was already. */
  | { readonly ok: true; readonly user: User; readonly isChanged: boolean }
  | { readonly ok: false; readonly reason: 'faults'; readonly faults: readonly Fault[] }
  /** 20 an hour from one address, sign-ups counted in: both tell whether somebody has a name. */
  | { readonly ok: false; readonly reason: 'limited'; readonly retryAfterSeconds: number }
  /** The account was disabled or deleted meanwhile. */
  | { readonly ok: false; readonly reason: 'gone' };

/**
 * Gives an account another user name, or its first. Sessions go on: whose they are is the id. No name can look like
 * another's, because all of them are compared in one canonical form, and of two that ask for a name at once the unique
 * index lets one through.
 */
export async function changeUsername(
  accounts: Accounts,
  { user, username: typed }: UsernameChange,
  client: Client,
): Promise<ChangeUsernameOutcome> {
  const faults = faultsOfUsername(typed);
  if (faults.length > 0) return { ok: false, reason: 'faults', faults };
  const username = typed.trim();
  if (username === user.username) return { ok: true, user, isChanged: false };
  const place = await takeFromWindow(accounts, { name: 'sign-up', address: client.address });
  if (!place.ok) return { ok: false, reason: 'limited', retryAfterSeconds: place.retryAfterSeconds };
  try {
    const changed = await accounts.database.kysely
      .transaction()
      .execute((transaction) => store(accounts, transaction, { userId: user.id, username, client }));
    return changed === undefined
      ? { ok: false, reason: 'gone' }
      : { ok: true, user: changed, isChanged: true };
  } catch (error) {
    if (uniqueViolationOf(error) !== 'users.username_canonical') throw error;
    return { ok: false, reason: 'faults', faults: [{ field: 'username', reason: 'taken' }] };
  }
}

interface Storing {
  readonly userId: string;
  readonly username: string;
  readonly client: Client;
}

async function store(
  accounts: Accounts,
  transaction: Transaction<Schema>,
  { userId, username, client }: Storing,
): Promise<User | undefined> {
  const row = await transaction
    .updateTable('users')
    .set({ username, username_canonical: canonicalUsername(username) })
    .where('id', '=', userId)
    .where('disabled_at', 'is', null)
    .returning(userColumns)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const user = userFrom(row);
  const { address, agent } = client;
  await recordAudit(
    accounts,
    { event: 'username-changed', result: 'success', userId, address, agent },
    { in: transaction },
  );
  await notify(accounts, user, { template: 'username-changed', client, in: transaction });
  return user;
}
