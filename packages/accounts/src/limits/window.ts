import { sql } from 'kysely';
import type { Accounts } from '../accounts.ts';
import { recordAudit } from '../audit/record.ts';
import { networkOf } from './network.ts';
import { noteNewRow } from './rows.ts';
import { readLimits } from './settings.ts';

/** What is counted by address: log-in attempts in a minute, sign-ups in an hour. */
export type WindowName = 'log-in' | 'sign-up';

export type WindowOutcome =
  | { readonly ok: true }
  | { readonly ok: false; readonly retryAfterSeconds: number };

export interface WindowTry {
  readonly name: WindowName;
  /** Without one there is no window: the command line has no address. */
  readonly address: string | undefined;
}

/**
 * Takes one place in the window of this address, or says when the next window opens. A window opens with its first
 * try, and however many come at once, no more than its number get through. A refused try is not counted, so that
 * whoever waits gets in.
 */
export async function takeFromWindow(
  accounts: Accounts,
  { name, address }: WindowTry,
): Promise<WindowOutcome> {
  const limits = readLimits(accounts.limits);
  if (limits === undefined || address === undefined) return { ok: true };
  const window: Window = {
    row: `${name}/${networkOf(address)}`,
    most: name === 'log-in' ? limits.logInsPerMinute : limits.signUpsPerHour,
    lengthMs: lengthsMs[name],
  };
  let retryAfterSeconds = await waitOf(accounts, window);
  if (retryAfterSeconds === undefined) {
    const count = await take(accounts, window);
    if (count === 1) await noteNewRow(accounts);
    if (count !== undefined) return { ok: true };
    retryAfterSeconds = (await waitOf(accounts, window)) ?? 1;
  }
  await recordAudit(accounts, { event: 'limit-hit', result: 'failure', address, detail: name });
  return { ok: false, retryAfterSeconds };
}

const lengthsMs: Readonly<Record<WindowName, number>> = { 'log-in': 60_000, 'sign-up': 3_600_000 };

interface Window {
  readonly row: string;
  readonly most: number;
  readonly lengthMs: number;
}

/**
 * Seconds until the window opens, where it is full. A cheap look, so that a flood of refused tries writes nothing; it lets
 * nobody in, that is for `take`.
 */
async function waitOf(
  { clock, database }: Accounts,
  { row, most, lengthMs }: Window,
): Promise<number | undefined> {
  const query = database.kysely.selectFrom('limits').select(['count', 'since']).where('name', '=', row);
  const found = await query.executeTakeFirst();
  const leftMs = found === undefined || found.count < most ? 0 : found.since + lengthMs - clock();
  // Further ahead than a window is long: written before the clock was set back.
  return leftMs <= 0 || leftMs > 2 * lengthMs ? undefined : Math.max(1, Math.ceil(leftMs / 1000));
}

/** One statement, hence atomic: the new count, or `undefined` when the window is full. */
async function take(
  { clock, database }: Accounts,
  { row, most, lengthMs }: Window,
): Promise<number | undefined> {
  const now = clock();
  // A `since` that lies ahead by more than a window was written before the clock was set back.
  const isOver = sql<boolean>`(limits.since <= ${now - lengthMs} OR limits.since > ${now + lengthMs})`;
  // A full window holds somebody back, so it is not the one to go when the table is full.
  const waitUntil = sql<number>`CASE WHEN ${isOver} OR limits.count + 1 < ${most} THEN 0 ELSE limits.since + ${lengthMs} END`;
  const taken = await database.kysely
    .insertInto('limits')
    .values({ name: row, count: 1, since: now, wait_until: 0, updated_at: now })
    .onConflict((conflict) =>
      conflict
        .column('name')
        .doUpdateSet({
          count: sql<number>`CASE WHEN ${isOver} THEN 1 ELSE limits.count + 1 END`,
          since: sql<number>`CASE WHEN ${isOver} THEN ${now} ELSE limits.since END`,
          wait_until: waitUntil,
          updated_at: now,
        })
        .where((is) => is.or([isOver, is('limits.count', '<', most)])),
    )
    .returning('count')
    .executeTakeFirst();
  return taken?.count;
}
