import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Accounts } from '../accounts.ts';
import type { Schema } from '../database/schema.ts';
import { noteNewRow } from './rows.ts';
import { readLimits } from './settings.ts';

/** A run of failures, by the name of its row. Made by `budgetOf`. */
export type Budget = string & { readonly budget: unique symbol };

/** Whose failures are counted. */
export type BudgetOwner =
  /** Somebody who says to be this account, by mail address or by user name, in a browser that it does not know. */
  | { readonly userId: string }
  /** The same in a browser in which this account has logged in before. */
  | { readonly userId: string; readonly browserId: string }
  /** Somebody who says to be an account that there is not: an HMAC of what was typed, in its canonical form. */
  | { readonly identifierMac: string };

export type TryOutcome =
  /** `failures`: in a row, with this try, which counts as one until `clearBudget`. */
  { readonly ok: true; readonly failures: number } | BudgetWait;

export interface BudgetWait {
  readonly ok: false;
  readonly retryAfterSeconds: number;
  /** After 100 failures waiting does not help; `unlockUser` does. */
  readonly closed: boolean;
}

/** The failure at which a budget closes; NIST SP 800-63B-4 section 3.2.2 allows 100 in a row. */
export const closesAtFailures = 100;

/** What must be waited after so many failures in a row: 1 s after the fifth, doubling, 15 min at most. */
export function waitSecondsAfter(failures: number): number {
  return failures < firstWaitAfter ? 0 : Math.min(2 ** (failures - firstWaitAfter), longestWaitSeconds);
}

const firstWaitAfter = 5;
const longestWaitSeconds = 900;

/** No wait ends here. The largest integer that every driver reads as a number. */
const neverMs = Number.MAX_SAFE_INTEGER;

export function budgetOf(owner: BudgetOwner): Budget {
  // The one place that makes a Budget.
  return nameOf(owner) as Budget;
}

function nameOf(owner: BudgetOwner): string {
  if ('identifierMac' in owner) return `nobody/${owner.identifierMac}`;
  const account = encodeURIComponent(owner.userId.toWellFormed());
  return 'browserId' in owner ? `${browsersOf(account)}${owner.browserId}` : `account/${account}`;
}

/** The start of the names of an account's browsers. No encoded id has a `/`, so none starts like another's. */
function browsersOf(encodedUserId: string): string {
  return `browser/${encodedUserId}/`;
}

/** A cheap look: whether a try would be refused now, so that whoever waits does not take a turn at hashing. */
export async function waitOf(accounts: Accounts, budget: Budget): Promise<BudgetWait | undefined> {
  if (readLimits(accounts.limits) === undefined) return undefined;
  const query = accounts.database.kysely.selectFrom('limits').select('wait_until').where('name', '=', budget);
  const row = await query.executeTakeFirst();
  return row && waitingUntil(row.wait_until, accounts.clock());
}

/**
 * Counts a try as a failure before its password is hashed; one statement, so that of tries made in parallel no more
 * get through than of tries made one by one. A refused try is not counted.
 */
export async function countTry(accounts: Accounts, budget: Budget): Promise<TryOutcome> {
  if (readLimits(accounts.limits) === undefined) return { ok: true, failures: 0 };
  const failures = await count(accounts, budget);
  if (failures === 1) await noteNewRow(accounts);
  if (failures !== undefined) return { ok: true, failures };
  // Another try ended the wait meanwhile: a second is the least anybody waits.
  return (await waitOf(accounts, budget)) ?? { ok: false, retryAfterSeconds: 1, closed: false };
}

async function count({ clock, database }: Accounts, budget: Budget): Promise<number | undefined> {
  const now = clock();
  const row = await database.kysely
    .insertInto('limits')
    .values({ name: budget, count: 1, since: now, wait_until: 0, updated_at: now })
    .onConflict((conflict) =>
      conflict
        .column('name')
        .doUpdateSet({ count: sql<number>`limits.count + 1`, wait_until: waitAfter(now), updated_at: now })
        .where('limits.wait_until', '<=', now),
    )
    .returning('count')
    .executeTakeFirst();
  return row?.count;
}

/** `waitSecondsAfter` in SQL. `limits.count` is the number before this try. */
function waitAfter(now: number): RawBuilder<number> {
  const untilAfter = (failures: number) => now + 1000 * waitSecondsAfter(failures);
  const doubling = doublingFailures.map(
    (failures) => sql`WHEN limits.count = ${failures - 1} THEN ${untilAfter(failures)}`,
  );
  return sql`CASE WHEN limits.count < ${firstWaitAfter - 1} THEN 0 ${sql.join(doubling, sql` `)}
    WHEN limits.count < ${closesAtFailures - 1} THEN ${untilAfter(closesAtFailures)} ELSE ${neverMs} END`;
}

/** From the fifth to the last that does not yet wait the longest. */
const doublingFailures = Array.from({ length: 10 }, (_, index) => firstWaitAfter + index);

function waitingUntil(untilMs: number, now: number): BudgetWait | undefined {
  if (untilMs <= now) return undefined;
  if (untilMs === neverMs) return { ok: false, retryAfterSeconds: longestWaitSeconds, closed: true };
  return { ok: false, retryAfterSeconds: Math.ceil((untilMs - now) / 1000), closed: false };
}

/** After a success, of the one budget it came through: or a guesser with an account would clear what he did to others. */
export async function clearBudget(kysely: Kysely<Schema>, budget: Budget): Promise<void> {
  await kysely.deleteFrom('limits').where('name', '=', budget).execute();
}

/** All of an account: that of strangers and those of every browser. How many there were. */
export async function clearBudgetsOf(kysely: Kysely<Schema>, userId: string): Promise<number> {
  const strangers = budgetOf({ userId });
  const browsers = budgetOf({ userId, browserId: '' });
  const result = await kysely
    .deleteFrom('limits')
    .where((is) =>
      is.or([
        is('name', '=', strangers),
        // `0` is the character after `/`.
        is.and([is('name', '>', browsers), is('name', '<', `${browsers.slice(0, -1)}0`)]),
      ]),
    )
    .executeTakeFirst();
  return Number(result.numDeletedRows);
}
