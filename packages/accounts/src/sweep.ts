import { setImmediate as othersTurn } from 'node:timers/promises';
import { type DeleteResult, type Kysely, type SelectQueryBuilder, sql } from 'kysely';
import type { Accounts } from './accounts.ts';
import type { Schema } from './database/schema.ts';
import { type DeletedDue, deleteDue } from './deletion/delete-due.ts';
import { sweepLimits } from './limits/rows.ts';
import { mailsOver } from './mail/list.ts';
import { confirmWithinMs } from './recovery-codes/confirm-recovery-codes.ts';
import { lifetimes } from './sessions/lifetimes.ts';
import { pendingOver } from './verification/pending-over.ts';

const dayMs = 86_400_000;
const batch = 500;

/**
 * How long things are kept, in milliseconds. The defaults are those of `createLogin`. A login with longer times needs
 * the same ones here: what is deleted is over, whatever the login would have let pass.
 */
export interface SweepOptions {
  /** A session that nobody used; 24 h. At least the login's `idleHours`. */
  readonly sessionIdleMs?: number;
  /** Any session; 30 d. At least the login's `sessionDays`. */
  readonly sessionMaximumMs?: number;
  /** A remember token that nobody used; 30 d. At least the login's `rememberDuration`. One with a lifetime of its own is kept for that. */
  readonly rememberIdleMs?: number;
  /** Any remember token; 365 d. At least the login's `rememberMaxDays`. */
  readonly rememberMaximumMs?: number;
  /** A row of the audit; 400 d. */
  readonly auditMs?: number;
  /** Stops the sweep before its next few hundred rows; that is no error. */
  readonly signal?: AbortSignal;
}

/**
 * Deletes what is over, a few hundred rows at a time, so that nobody's write waits long. Run it every ten minutes, as
 * the server does. With the times of the login only the size of the database depends on it: what is over counts as gone
 * from that moment on. With shorter ones it ends sessions that the login would still accept. Accounts whose deletion is due go
 * last; what it gives says how many, and which could not.
 */
export async function sweep(accounts: Accounts, options: SweepOptions = {}): Promise<DeletedDue> {
  const { sessionIdleMs = lifetimes.sessionIdleMs, sessionMaximumMs = lifetimes.sessionMaximumMs } = options;
  const { rememberIdleMs = lifetimes.rememberIdleMs, rememberMaximumMs = lifetimes.rememberMaximumMs } =
    options;
  const { auditMs = 400 * dayMs, signal } = options;
  const now = accounts.clock();
  const { kysely } = accounts.database;
  const deletions = [
    sessionsBefore(kysely, 'last_seen_at', now - sessionIdleMs),
    sessionsBefore(kysely, 'created_at', now - sessionMaximumMs),
    seriesWhere(kysely, (series) =>
      series.where('lifetime_ms', 'is', null).where('last_used_at', '<', now - rememberIdleMs),
    ),
    seriesWhere(kysely, (series) => series.where('lifetime_ms', 'is not', null).where(unusedFor, '<', now)),
    seriesWhere(kysely, (series) => series.where('created_at', '<', now - rememberMaximumMs)),
    expired(kysely, { table: 'one_time_tokens', key: 'token_hash', now }),
    expired(kysely, { table: 'spent_challenges', key: 'challenge_hash', now }),
    expired(kysely, { table: 'pending_log_ins', key: 'id_hash', now }),
    expired(kysely, { table: 'trusted_browsers', key: 'token_hash', now }),
    expired(kysely, { table: 'kept_requests', key: 'session_id_hash', now }),
    codesNeverConfirmed(kysely, now - confirmWithinMs),
    pendingOver(kysely, now, batch),
    ...mailsOver(kysely, now, batch),
    auditBefore(kysely, now - auditMs),
  ];
  for (const deleteSome of deletions) await inBatches(deleteSome, signal);
  if (!signal?.aborted) await sweepLimits(accounts);
  return await deleteDue(accounts, { signal });
}

type DeleteSome = () => Promise<DeleteResult>;

function sessionsBefore(
  kysely: Kysely<Schema>,
  column: 'last_seen_at' | 'created_at',
  before: number,
): DeleteSome {
  const old = kysely.selectFrom('sessions').select('id_hash').where(column, '<', before).limit(batch);
  return () => kysely.deleteFrom('sessions').where('id_hash', 'in', old).executeTakeFirst();
}

/** When a series with a lifetime of its own is over; the words are those of its index. */
const unusedFor = sql<number>`last_used_at + lifetime_ms`;

/** What is over restores nothing, but its sessions go with the row: it stays until they are over themselves. */
function seriesWhere(kysely: Kysely<Schema>, isOver: (series: SelectSeries) => SelectSeries): DeleteSome {
  const over = isOver(kysely.selectFrom('remember_series').select('remember_series.series'))
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('sessions').select('id_hash').whereRef('sessions.series', '=', 'remember_series.series'),
        ),
      ),
    )
    .limit(batch);
  return () => kysely.deleteFrom('remember_series').where('series', 'in', over).executeTakeFirst();
}

type SelectSeries = SelectQueryBuilder<Schema, 'remember_series', { series: string }>;

/** Tables whose rows say until when they are good. */
interface Expiring {
  readonly table:
    | 'one_time_tokens'
    | 'spent_challenges'
    | 'pending_log_ins'
    | 'trusted_browsers'
    | 'kept_requests';
  readonly key: string;
  readonly now: number;
}

function expired(kysely: Kysely<Schema>, { table, key, now }: Expiring): DeleteSome {
  const id = sql.ref<string>(key);
  const over = kysely.selectFrom(table).select(id.as('id')).where('expires_at', '<=', now).limit(batch);
  return () => kysely.deleteFrom(table).where(id, 'in', over).executeTakeFirst();
}

/** Shown, and never typed in again: worth nothing. */
function codesNeverConfirmed(kysely: Kysely<Schema>, before: number): DeleteSome {
  const codes = kysely.selectFrom('recovery_codes').select('code_hash');
  const over = codes.where('confirmed_at', 'is', null).where('created_at', '<', before).limit(batch);
  return () => kysely.deleteFrom('recovery_codes').where('code_hash', 'in', over).executeTakeFirst();
}

function auditBefore(kysely: Kysely<Schema>, before: number): DeleteSome {
  const old = kysely.selectFrom('audit').select('id').where('at', '<', before).limit(batch);
  return () => kysely.deleteFrom('audit').where('id', 'in', old).executeTakeFirst();
}

async function inBatches(deleteSome: DeleteSome, signal: AbortSignal | undefined): Promise<void> {
  while (!signal?.aborted && (await deleteSome()).numDeletedRows >= batch) {
    // SQLite works in this very thread: without a pause the requests would wait for the whole sweep.
    await othersTurn();
  }
}
