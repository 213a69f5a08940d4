import { type Kysely, type SqlBool, sql } from 'kysely';
import type { Accounts, Client } from '../accounts.ts';
import type { Schema } from '../database/schema.ts';
import { codedError } from '../errors.ts';
import { networkOf } from '../limits/network.ts';
import type { AuditEntry } from './events.ts';
import {
  type AuditRow,
  failuresOfThisMinute,
  insertWhere,
  moreFailures,
  mostFailuresAMinute,
  surplusOf,
} from './surplus.ts';

export interface RecordOptions {
  /** The transaction whose work the row is about; without one the row is written by itself. */
  readonly in?: Kysely<Schema>;
}

/**
 * Writes one line of the audit: who, what, when, from where, with what result. Successes are always written. The
 * attack: a flood of failures, to fill the disk, to drown a line, or to keep the disk busy. So of one address and minute
 * 20 failures are written one by one; the rest are counted in memory, and written once a second as one row with a count.
 *
 * @throws `audit-detail-invalid` when the detail is not a word of the code, before it can give a secret away.
 */
export async function recordAudit(
  accounts: Pick<Accounts, 'database' | 'clock'>,
  entry: AuditEntry,
  { in: kysely = accounts.database.kysely }: RecordOptions = {},
): Promise<void> {
  const row = rowOf(entry, accounts.clock());
  if (row.result !== 'failure') {
    await kysely.insertInto('audit').values(row).execute();
    return;
  }
  const surplus = surplusOf(accounts.database.kysely);
  if (!surplus.takeLine(row) || !(await insertIfFew(kysely, row))) surplus.add(row);
}

/** Writes what is still counted in memory: before the database is closed, and whenever the count must be there. */
export async function settleAudit({ database }: Pick<Accounts, 'database'>): Promise<void> {
  await surplusOf(database.kysely).settle();
}

function rowOf(entry: AuditEntry, at: number): AuditRow {
  const { event, result, userId, identifierMac, client = {}, actor = 'visitor', detail } = entry;
  const { address, agent }: Partial<Client> = client;
  if (detail !== undefined && (detail.length > 64 || !/^[a-z0-9-]+(?:\+[a-z0-9-]+)*$/.test(detail))) {
    throw codedError(
      'audit-detail-invalid',
      'The detail of an audit row is a reason in kebab-case, or several joined by `+`.',
    );
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
    agent: agent?.slice(0, 256) ?? null,
  };
}

/** `false`: this address has its 20 of this minute. Look and insert are one statement, so parallel failures cannot pass. */
async function insertIfFew(kysely: Kysely<Schema>, row: AuditRow): Promise<boolean> {
  const few = sql<SqlBool>`(SELECT count(*) FROM audit WHERE ${failuresOfThisMinute(row)} AND event <> ${moreFailures}) < ${mostFailuresAMinute}`;
  return await insertWhere(kysely, row, few);
}
