import type { Kysely } from 'kysely';
import type { Accounts } from '../accounts.ts';
import type { Database } from '../database/open.ts';
import type { Schema } from '../database/schema.ts';
import { readLimits } from './settings.ts';

/**
 * To be told of every new row, so that the table stays within its number. The attack: a million made-up names, each
 * with a counter. Counting all rows for each new one would itself be the attack, so they are counted once in every
 * hundredth of the number, and at nine tenths the oldest go until eight tenths are left. The last tenth is room for ten
 * processes that have not counted for a while.
 */
export async function noteNewRow(accounts: Accounts, kysely = accounts.database.kysely): Promise<void> {
  const limits = readLimits(accounts.limits);
  if (limits === undefined) return;
  const { database } = accounts;
  const uncounted = (newRows.get(database) ?? Number.POSITIVE_INFINITY) + 1;
  const isDue = uncounted >= limits.rows / 100;
  newRows.set(database, isDue ? 0 : uncounted);
  if (isDue) await makeRoom(kysely, { now: accounts.clock(), rows: limits.rows });
}

/** New rows since this process last counted; the first one of a process is counted. */
const newRows = new WeakMap<Database, number>();

interface Room {
  readonly now: number;
  readonly rows: number;
}

/** Through the caller's transaction, where there is one: it holds the write lock that anything else would wait for. */
async function makeRoom(kysely: Kysely<Schema>, { now, rows }: Room): Promise<void> {
  const counted = await kysely
    .selectFrom('limits')
    .select((select) => select.fn.countAll<number>().as('rows'))
    .executeTakeFirstOrThrow();
  if (counted.rows < rows * 0.9) return;
  const surplus = counted.rows - Math.floor(rows * 0.8);
  const gone = await deleteOldest(kysely, now, surplus);
  if (gone < surplus) await deleteWaiting(kysely, surplus - gone);
}

async function deleteOldest(kysely: Kysely<Schema>, now: number, count: number): Promise<number> {
  const result = await kysely
    .deleteFrom('limits')
    .where('name', 'in', (oldest) =>
      oldest
        .selectFrom('limits')
        .select('name')
        .where('wait_until', '<=', now)
        .orderBy('updated_at')
        .limit(count),
    )
    .executeTakeFirst();
  return Number(result.numDeletedRows);
}

/** Only when nearly every row holds somebody back: those go first that would be free the soonest, closed budgets last. */
async function deleteWaiting(kysely: Kysely<Schema>, count: number): Promise<void> {
  await kysely
    .deleteFrom('limits')
    .where('name', 'in', (soonest) =>
      soonest.selectFrom('limits').select('name').orderBy('wait_until').orderBy('updated_at').limit(count),
    )
    .execute();
}

/**
 * Deletes what holds nobody back any more, and says how many: windows a day after their last try, budgets 30 d. A
 * closed budget stays: an unlock opens it, or a mailed reset.
 */
export async function sweepLimits({ clock, database }: Accounts): Promise<number> {
  const now = clock();
  const result = await database.kysely
    .deleteFrom('limits')
    .where('wait_until', '<=', now)
    .where('updated_at', '<=', now - dayMs)
    .where((is) =>
      is.or([
        is('name', 'like', 'log-in/%'),
        is('name', 'like', 'sign-up/%'),
        is('name', 'like', 'mail-%'),
        is('name', 'like', 'account-%'),
        is('updated_at', '<=', now - 30 * dayMs),
      ]),
    )
    .executeTakeFirst();
  return Number(result.numDeletedRows);
}

const dayMs = 86_400_000;
