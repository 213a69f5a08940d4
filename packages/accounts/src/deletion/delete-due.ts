import { setImmediate as othersTurn } from 'node:timers/promises';
import type { Accounts } from '../accounts.ts';
import { userColumns, userFrom } from '../users/user.ts';
import { eraseUser } from './erase-user.ts';

export interface DeleteDueOptions {
  /** Stops before the next account; that is no error. */
  readonly signal?: AbortSignal | undefined;
}

export interface DeletedDue {
  readonly deleted: number;
  /** What your `onDelete` threw, with whose account it was: that one stays as it is until the next time. */
  readonly failed: readonly FailedDeletion[];
}

export interface FailedDeletion {
  readonly userId: string;
  readonly error: unknown;
}

/**
 * Deletes every account whose owner asked for it seven days ago and has not logged in since. `sweep` does it. Each account is
 * tried once, in a transaction of its own: one that fails keeps no other.
 */
export async function deleteDue(accounts: Accounts, { signal }: DeleteDueOptions = {}): Promise<DeletedDue> {
  let deleted = 0;
  const failed: FailedDeletion[] = [];
  for (const userId of await dueUsers(accounts)) {
    if (signal?.aborted) break;
    try {
      if (await deleteIfDue(accounts, userId)) deleted++;
    } catch (error) {
      failed.push({ userId, error });
    }
    // SQLite works in this very thread: without a pause the requests would wait for all of them.
    await othersTurn();
  }
  return { deleted, failed };
}

async function dueUsers({ clock, database }: Accounts): Promise<string[]> {
  const rows = await database.kysely
    .selectFrom('users')
    .select('id')
    .where('deletes_at', '<=', clock())
    .orderBy('deletes_at')
    .execute();
  return rows.map(({ id }) => id);
}

/**
 * Asked once more inside the transaction: a log-in that came before it keeps the account, and one that comes after finds
 * none (a race between the two would delete the account of somebody who is being let in).
 */
async function deleteIfDue(accounts: Accounts, userId: string): Promise<boolean> {
  return await accounts.database.kysely.transaction().execute(async (transaction) => {
    const row = await transaction
      .selectFrom('users')
      .select(userColumns)
      .where('id', '=', userId)
      .where('deletes_at', '<=', accounts.clock())
      .executeTakeFirst();
    if (row === undefined) return false;
    await eraseUser(accounts, userFrom(row), { in: transaction, by: 'latchkey' });
    return true;
  });
}
