import { type DeleteResult, type Kysely, type Selectable, type SqlBool, sql } from 'kysely';
import type { Accounts } from '../accounts.ts';
import type { MailsTable, Schema } from '../database/schema.ts';

/** A mail as the operator sees it: never what it says. */
export interface ListedMail {
  readonly id: number;
  readonly template: string;
  readonly recipient: string;
  readonly createdAtMs: number;
  readonly tries: number;
  readonly state: 'waiting' | 'sent' | 'given-up';
  /** While it waits. */
  readonly nextTryAtMs?: number;
  /** Of its last try. */
  readonly error?: string;
}

export interface ListMailsOptions {
  /** Of those that wait, the newest; 1,000. */
  readonly mostWaiting?: number;
  /** Of those that were sent or given up, the newest; 100. */
  readonly mostOthers?: number;
}

export interface MailList {
  /** Newest first. */
  readonly mails: readonly ListedMail[];
  /** How many wait besides. */
  readonly moreWaiting: number;
  /** How many were sent or given up besides. */
  readonly moreOthers: number;
}

/** Mails that wait, however many went out since, and of the last seven days the newest that were sent or given up. */
export async function listMails(
  { database }: Pick<Accounts, 'database'>,
  { mostWaiting = 1_000, mostOthers = 100 }: ListMailsOptions = {},
): Promise<MailList> {
  const mails = database.kysely.selectFrom('mails').where('is_withheld', '=', 0);
  const rows = await database.kysely
    .with('numbered', () => mails.select([...columns, sql<number>`${isOver}`.as('is_over'), place, total]))
    .selectFrom('numbered')
    .selectAll()
    .where(sql<SqlBool>`place <= CASE WHEN is_over THEN ${mostOthers} ELSE ${mostWaiting} END`)
    .orderBy('id', 'desc')
    .execute();
  const left = (those: typeof rows) => (those[0]?.total ?? 0) - those.length;
  return {
    mails: rows.map(listed),
    moreWaiting: left(rows.filter(({ is_over }) => is_over === 0)),
    moreOthers: left(rows.filter(({ is_over }) => is_over === 1)),
  };
}

const columns = [
  'id',
  'template',
  'recipient',
  'created_at',
  'tries',
  'next_try_at',
  'sent_at',
  'given_up_at',
  'error',
] as const;

// Numbered and counted in the one query: between two of them a mail may go out.
const isOver = sql`(sent_at IS NOT NULL OR given_up_at IS NOT NULL)`;
const place = sql<number>`row_number() OVER (PARTITION BY ${isOver} ORDER BY id DESC)`.as('place');
const total = sql<number>`count(*) OVER (PARTITION BY ${isOver})`.as('total');

type Row = Omit<Selectable<MailsTable>, 'user_id' | 'body' | 'locked_until' | 'is_withheld'>;

function listed(row: Row): ListedMail {
  const { id, template, recipient, tries, created_at, next_try_at, error } = row;
  const state = stateOf(row);
  return {
    id,
    template,
    recipient,
    createdAtMs: created_at,
    tries,
    state,
    ...(state === 'waiting' ? { nextTryAtMs: next_try_at } : {}),
    ...(error === null ? {} : { error }),
  };
}

function stateOf({ sent_at, given_up_at }: Pick<Row, 'sent_at' | 'given_up_at'>): ListedMail['state'] {
  if (sent_at !== null) return 'sent';
  return given_up_at === null ? 'waiting' : 'given-up';
}

export type RetryMailOutcome =
  | { readonly ok: true; readonly count: number }
  /** `sent`, `given-up`: it has no body any more. */
  | { readonly ok: false; readonly reason: 'unknown' | 'sent' | 'given-up' };

/** Makes a mail that waits due now, or all that wait. One that is just being sent stays with whoever sends it. */
export async function retryMail(
  accounts: Pick<Accounts, 'clock' | 'database'>,
  id: number | 'all',
): Promise<RetryMailOutcome> {
  const { kysely } = accounts.database;
  const waiting = kysely
    .updateTable('mails')
    .set({ next_try_at: accounts.clock() })
    .where('body', 'is not', null)
    .where('is_withheld', '=', 0);
  const mine = id === 'all' ? waiting : waiting.where('id', '=', id);
  const count = Number((await mine.executeTakeFirst()).numUpdatedRows);
  return count > 0 || id === 'all' ? { ok: true, count } : await whyNot(kysely, id);
}

async function whyNot(kysely: Kysely<Schema>, id: number): Promise<RetryMailOutcome> {
  const row = await kysely
    .selectFrom('mails')
    .select(['sent_at', 'given_up_at'])
    .where('id', '=', id)
    .where('is_withheld', '=', 0)
    .executeTakeFirst();
  const unknown = { ok: false, reason: 'unknown' } as const;
  if (row === undefined) return unknown;
  const state = stateOf(row);
  // Neither sent nor given up: it was written a moment ago.
  return state === 'waiting' ? unknown : { ok: false, reason: state };
}

const keptMs = 7 * 86_400_000;

/**
 * For the sweep, each `batch` at a call: mails of seven days ago that were sent or given up, and those that have waited
 * so long because nobody sends mails here any more.
 */
export function mailsOver(
  kysely: Kysely<Schema>,
  now: number,
  batch: number,
): readonly (() => Promise<DeleteResult>)[] {
  const mails = kysely.selectFrom('mails').select('id').limit(batch);
  const over = [
    mails.where('body', 'is', null).where('created_at', '<', now - keptMs),
    mails.where('body', 'is not', null).where('next_try_at', '<', now - keptMs),
  ];
  return over.map((ids) => () => kysely.deleteFrom('mails').where('id', 'in', ids).executeTakeFirst());
}
