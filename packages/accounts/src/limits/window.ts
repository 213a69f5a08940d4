import { type Kysely, sql } from 'kysely';
import type { Accounts } from '../accounts.ts';
import { recordAudit } from '../audit/record.ts';
import type { Schema } from '../database/schema.ts';
import { networkOf } from './network.ts';
import { noteNewRow } from './rows.ts';
import { type LimitSettings, readLimits } from './settings.ts';

/** What is counted by address: log-in attempts in a minute; sign-ups, and links asked for by mail, in an hour. */
export type WindowName = 'log-in' | 'sign-up' | 'mail-request';

export type WindowOutcome =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: 'limited'; readonly retryAfterSeconds: number };

export type WindowTry =
  | {
      readonly name: WindowName;
      /** Without one there is no window: the command line has no address. */
      readonly address: string | undefined;
    }
  /** Mails in an hour that strangers can cause at one recipient: an HMAC. That one is full is in no line of the audit. */
  | { readonly name: 'mail-recipient' | 'mail-decoy'; readonly recipient: string }
  /** What somebody who is logged in can do without a limit otherwise, in an hour. */
  | { readonly name: AccountWindow; readonly userId: string };

/** Notices of one kind, changes of the language, files with one's data. */
export type AccountWindow = `account-notice-${string}` | 'account-language' | 'account-data';

export interface WindowOptions {
  /** The transaction whose work is counted. */
  readonly in?: Kysely<Schema>;
}

/**
 * Takes one place in the window of this address, or says when the next window opens. A window opens with its first
 * try, and however many come at once, no more than its number get through. A refused try is not counted, so that
 * whoever waits gets in.
 */
export async function takeFromWindow(
  accounts: Accounts,
  asked: WindowTry,
  { in: kysely = accounts.database.kysely }: WindowOptions = {},
): Promise<WindowOutcome> {
  const limits = readLimits(accounts.limits);
  const counted = countedIn(asked);
  if (limits === undefined || counted === undefined) return { ok: true };
  const window: Window = {
    kysely,
    row: `${asked.name}/${counted}`,
    most: mostIn(asked.name, limits),
    lengthMs: asked.name === 'log-in' ? 60_000 : 3_600_000,
  };
  let retryAfterSeconds = await waitOf(accounts, window);
  if (retryAfterSeconds === undefined) {
    const count = await take(accounts, window);
    if (count === 1) await noteNewRow(accounts, kysely);
    if (count !== undefined) return { ok: true };
    retryAfterSeconds = (await waitOf(accounts, window)) ?? 1;
  }
  if ('address' in asked) {
    const { name, address } = asked;
    const entry = { event: 'limit-hit', result: 'failure', client: { address }, detail: name } as const;
    await recordAudit(accounts, entry, { in: kysely });
  }
  return { ok: false, reason: 'limited', retryAfterSeconds };
}

/** Of an account that is deleted: its id stands in their names. */
export async function clearWindowsOf(kysely: Kysely<Schema>, userId: string): Promise<void> {
  const ending = `/${ownerIn(userId)}`;
  await kysely
    .deleteFrom('limits')
    .where('name', 'like', 'account-%')
    .where(sql<string>`substr(name, ${-ending.length})`, '=', ending)
    .execute();
}

function ownerIn(userId: string): string {
  return encodeURIComponent(userId.toWellFormed());
}

function countedIn(asked: WindowTry): string | undefined {
  if ('recipient' in asked) return asked.recipient;
  if ('userId' in asked) return ownerIn(asked.userId);
  return asked.address === undefined ? undefined : networkOf(asked.address);
}

function mostIn(name: WindowTry['name'], limits: Required<LimitSettings>): number {
  if (name === 'log-in') return limits.logInsPerMinute;
  if (name === 'sign-up') return limits.signUpsPerHour;
  if (name === 'mail-request') return limits.mailRequestsPerHour;
  if (name === 'mail-recipient' || name === 'mail-decoy') return limits.mailsPerRecipient;
  return name === 'account-data' ? mostDownloads : mostOfAccount;
}

/** In an hour. A file is read and written whole. */
const mostDownloads = 5;
const mostOfAccount = 20;

interface Window {
  readonly kysely: Kysely<Schema>;
  readonly row: string;
  readonly most: number;
  readonly lengthMs: number;
}

/**
 * Seconds until the window opens, where it is full. A cheap look, so that a flood of refused tries writes nothing; it lets
 * nobody in, that is for `take`.
 */
async function waitOf(
  { clock }: Accounts,
  { kysely, row, most, lengthMs }: Window,
): Promise<number | undefined> {
  const query = kysely.selectFrom('limits').select(['count', 'since']).where('name', '=', row);
  const found = await query.executeTakeFirst();
  const leftMs = found === undefined || found.count < most ? 0 : found.since + lengthMs - clock();
  // Further ahead than a window is long: written before the clock was set back.
  return leftMs <= 0 || leftMs > 2 * lengthMs ? undefined : Math.max(1, Math.ceil(leftMs / 1000));
}

/** One statement, hence atomic: the new count, or `undefined` when the window is full. */
async function take(
  { clock }: Accounts,
  { kysely, row, most, lengthMs }: Window,
): Promise<number | undefined> {
  const now = clock();
  // A `since` that lies ahead by more than a window was written before the clock was set back.
  const isOver = sql<boolean>`(limits.since <= ${now - lengthMs} OR limits.since > ${now + lengthMs})`;
  // A full window holds somebody back, so it is not the one to go when the table is full.
  const waitUntil = sql<number>`CASE WHEN ${isOver} OR limits.count + 1 < ${most} THEN 0 ELSE limits.since + ${lengthMs} END`;
  const taken = await kysely
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
