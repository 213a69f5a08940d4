import { type Kysely, sql } from 'kysely';
import type { Accounts } from '../accounts.ts';
import type { Schema } from '../database/schema.ts';
import { noteNewRow } from './rows.ts';
import { readLimits } from './settings.ts';

/**
 * Counts a wrong password in all sessions that one remember series has restored; how many in a row. The attack:
 * whoever has a remember token guesses nine times, drops the session and lets the token restore a new one.
 * 0 when limits are off.
 */
export async function countSeriesFailure(
  accounts: Accounts,
  series: string,
  { in: kysely }: { readonly in: Kysely<Schema> },
): Promise<number> {
  if (readLimits(accounts.limits) === undefined) return 0;
  const now = accounts.clock();
  const { count } = await kysely
    .insertInto('limits')
    .values({ name: rowOf(series), count: 1, since: now, wait_until: 0, updated_at: now })
    .onConflict((conflict) =>
      conflict.column('name').doUpdateSet({ count: sql<number>`limits.count + 1`, updated_at: now }),
    )
    .returning('count')
    .executeTakeFirstOrThrow();
  if (count === 1) await noteNewRow(accounts, kysely);
  return count;
}

export async function clearSeriesFailures(kysely: Kysely<Schema>, series: string): Promise<void> {
  await kysely.deleteFrom('limits').where('name', '=', rowOf(series)).execute();
}

/** The public half of the remember cookie, worth nothing without the other. */
function rowOf(series: string): string {
  return `series/${series}`;
}
