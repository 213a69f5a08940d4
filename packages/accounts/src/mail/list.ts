import type { DeleteResult, Kysely, Selectable } from 'kysely';
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
  /** 100. */
  readonly limit?: number;
}

/** Mails newest first: those that wait, and of the last seven days those that were sent or given up. */
export async function listMails(
  { database }: Pick<Accounts, 'database'>,
  { limit = 100 }: ListMailsOptions = {},
): Promise<ListedMail[]> {
  const rows = await database.kysely
    .selectFrom('mails')
    .select(['id', 'template', 'recipient', 'created_at', 'tries', 'next_try_at'])
    .select(['sent_at', 'given_up_at', 'error'])
    .where('is_withheld', '=', 0)
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return rows.map(listed);
}

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
  const state = row === undefined ? 'waiting' : stateOf(row);
  return { ok: false, reason: state === 'waiting' ? 'unknown' : state };
}

const keptMs = 7 * 86_400_000;
const batch = 500;

/**
 * For the sweep, each some hundred rows: mails of seven days ago that were sent or given up, and those that have waited
 * so long because nobody sends mails here any more.
 */
export function mailsOver(kysely: Kysely<Schema>, now: number): readonly (() => Promise<DeleteResult>)[] {
  const mails = kysely.selectFrom('mails').select('id').limit(batch);
  const over = [
    mails.where('body', 'is', null).where('created_at', '<', now - keptMs),
    mails.where('body', 'is not', null).where('next_try_at', '<', now - keptMs),
  ];
  return over.map((ids) => () => kysely.deleteFrom('mails').where('id', 'in', ids).executeTakeFirst());
}
