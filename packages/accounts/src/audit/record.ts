import { type Kysely, type SqlBool, sql } from 'kysely';
import type { Accounts } from '../accounts.ts';
import { codedError } from '../database/errors.ts';
import type { Schema } from '../database/schema.ts';
import { networkOf } from '../limits/network.ts';
import type { AuditEntry } from './events.ts';

export interface RecordOptions {
  /** The transaction whose work the row is about; without one the row is written by itself. */
  readonly in?: Kysely<Schema>;
}

/**
 * Writes one line of the audit: who, what, when, from where, with what result. Successes are always written. The
 * attack: a flood of failures, to fill the disk or to drown a line. So of one address and minute 20 failures are
 * written one by one, and the rest as one row with a count.
 *
 * Throws `audit-detail-invalid` when the detail is not a word of the code, before it can give a secret away.
 */
export async function recordAudit(
  accounts: Pick<Accounts, 'database' | 'clock'>,
  entry: AuditEntry,
  { in: kysely = accounts.database.kysely }: RecordOptions = {},
): Promise<void> {
  const row = rowOf(entry, accounts.clock());
  if (row.result !== 'failure') await kysely.insertInto('audit').values(row).execute();
  else if (!(await insertIfFew(kysely, row))) await countOneMore(kysely, row);
}

type Row = ReturnType<typeof rowOf>;

function rowOf(entry: AuditEntry, at: number) {
  const { event, result, userId, identifierMac, address, actor = 'visitor', detail } = entry;
  if (detail !== undefined && !/^[a-z0-9-]{1,64}$/.test(detail)) {
    throw codedError('audit-detail-invalid', 'The detail of an audit row is a reason in kebab-case.');
  }
  return {
    at,
    event,
    result,
    user_id: userId ?? null,
    identifier_mac: identifierMac ?? null,
    address: address === undefined ? null : networkOf(address),
    actor,
    detail: detail ?? null,
  };
}

/** `false`: this address has its 20 of this minute. Look and insert are one statement, so parallel failures cannot pass. */
async function insertIfFew(kysely: Kysely<Schema>, row: Row): Promise<boolean> {
  const few = sql<SqlBool>`(SELECT count(*) FROM audit WHERE ${failuresOfThisMinute(row)} AND event <> ${more}) < ${mostFailuresAMinute}`;
  return await insertWhere(kysely, row, few);
}

/** One row for all others. Of two that find none, one inserts it and the other's second look finds it. */
async function countOneMore(kysely: Kysely<Schema>, { at, result, address }: Row): Promise<void> {
  const all = {
    at,
    event: more,
    result,
    user_id: null,
    identifier_mac: null,
    address,
    actor: 'latchkey',
    detail: null,
  } as const;
  const there = sql<SqlBool>`${failuresOfThisMinute(all)} AND event = ${more}`;
  const countUp = () =>
    kysely
      .updateTable('audit')
      .set((set) => ({ count: set('count', '+', 1) }))
      .where(there)
      .executeTakeFirst();
  if ((await countUp()).numUpdatedRows > 0n) return;
  const isFirst = sql<SqlBool>`NOT EXISTS (SELECT 1 FROM audit WHERE ${there})`;
  if (!(await insertWhere(kysely, all, isFirst))) await countUp();
}

const more = 'more-failures';
const mostFailuresAMinute = 20;

async function insertWhere(
  kysely: Kysely<Schema>,
  row: Row,
  condition: ReturnType<typeof sql<SqlBool>>,
): Promise<boolean> {
  const { at, event, result, user_id, identifier_mac, address, actor, detail } = row;
  const values = sql.join([at, event, result, user_id, identifier_mac, address, actor, detail]);
  const inserted = await sql`
    INSERT INTO audit (at, event, result, user_id, identifier_mac, address, actor, detail)
    SELECT ${values} WHERE ${condition}`.execute(kysely);
  return inserted.numAffectedRows === 1n;
}

function failuresOfThisMinute({ at, address }: Pick<Row, 'at' | 'address'>) {
  const minute = at - (at % 60_000);
  const sameAddress = address === null ? sql`address IS NULL` : sql`address = ${address}`;
  return sql`${sameAddress} AND at >= ${minute} AND result = 'failure'`;
}
