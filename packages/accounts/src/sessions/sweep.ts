import type { DeleteResult } from 'kysely';
import type { Accounts } from '../accounts.ts';
import { sweepLimits } from '../limits/rows.ts';

const dayMs = 86_400_000;
const batch = 500;

/** How long things are kept, in milliseconds. */
export interface SweepOptions {
  /** A session that nobody used; 24 h. */
  readonly sessionIdleMs?: number;
  /** Any session; 30 d. */
  readonly sessionMaximumMs?: number;
  /** A remember token that nobody used; 30 d. */
  readonly rememberIdleMs?: number;
  /** Any remember token; 365 d. */
  readonly rememberMaximumMs?: number;
  /** A row of the audit; 400 d. */
  readonly auditMs?: number;
}

/**
 * Deletes what is over, a few hundred rows at a time, so that nobody's write waits long. Run it once an hour. Only the
 * size of the database depends on it: what is over counts as gone from that moment on.
 */
export async function sweep(accounts: Accounts, options: SweepOptions = {}): Promise<void> {
  const { sessionIdleMs = dayMs, sessionMaximumMs = 30 * dayMs, auditMs = 400 * dayMs } = options;
  const { rememberIdleMs = 30 * dayMs, rememberMaximumMs = 365 * dayMs } = options;
  const now = accounts.clock();
  await sweepSessions(accounts, 'last_seen_at', now - sessionIdleMs);
  await sweepSessions(accounts, 'created_at', now - sessionMaximumMs);
  await sweepSeries(accounts, 'last_used_at', now - rememberIdleMs);
  await sweepSeries(accounts, 'created_at', now - rememberMaximumMs);
  await sweepAudit(accounts, now - auditMs);
  await sweepLimits(accounts);
}

async function sweepSessions(
  { database: { kysely } }: Accounts,
  column: 'last_seen_at' | 'created_at',
  before: number,
): Promise<void> {
  const old = kysely.selectFrom('sessions').select('id_hash').where(column, '<', before).limit(batch);
  await inBatches(() => kysely.deleteFrom('sessions').where('id_hash', 'in', old).executeTakeFirst());
}

async function sweepSeries(
  { database: { kysely } }: Accounts,
  column: 'last_used_at' | 'created_at',
  before: number,
): Promise<void> {
  const old = kysely.selectFrom('remember_series').select('series').where(column, '<', before).limit(batch);
  await inBatches(() => kysely.deleteFrom('remember_series').where('series', 'in', old).executeTakeFirst());
}

async function sweepAudit({ database: { kysely } }: Accounts, before: number): Promise<void> {
  const old = kysely.selectFrom('audit').select('id').where('at', '<', before).limit(batch);
  await inBatches(() => kysely.deleteFrom('audit').where('id', 'in', old).executeTakeFirst());
}

async function inBatches(deleteSome: () => Promise<DeleteResult>): Promise<void> {
  while ((await deleteSome()).numDeletedRows >= batch);
}
