import type { Kysely, Transaction } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { isUnchanged } from '../users/find.ts';
import type { User } from '../users/user.ts';
import type { StartSession, StoredSeries, StoredSeriesChange, StoredSession } from './session.ts';

/** Sessions, and likewise browsers to remember, that one account may have; then the oldest ends. */
const mostPerAccount = 100;

/** Begins a session in one transaction; `false` when the account or the series is no longer what the caller saw. */
export async function startSession(
  kysely: Kysely<Schema>,
  session: StoredSession,
  options: StartSession,
): Promise<boolean> {
  return await kysely.transaction().execute(async (transaction) => {
    // A log-in under way while the password changes, or the account is disabled, comes to nothing here.
    if (!(await isUnchanged(transaction, options.user))) return false;
    if (!(await writeSeries(transaction, session, options))) return false;
    await insert(transaction, session, options);
    if (options.replaces !== undefined) {
      await takeKeptRequest(transaction, options.replaces, session);
      await endOne(transaction, options.replaces, session.series);
    }
    await endOldest(transaction, session);
    return true;
  });
}

/** `false`: the series of this session is not there, or no longer where the caller saw it. */
async function writeSeries(
  transaction: Transaction<Schema>,
  session: StoredSession,
  { user, series, client }: StartSession,
): Promise<boolean> {
  if (series === undefined)
    return session.series === undefined || (await exists(transaction, session.series, user));
  if (series.from !== undefined) return await moveOn(transaction, { ...series, from: series.from, client });
  await transaction.insertInto('remember_series').values(rowOf(series.next, client)).execute();
  await endOldestSeries(transaction, series.next);
  return true;
}

async function exists(transaction: Transaction<Schema>, series: string, user: User): Promise<boolean> {
  const query = transaction.selectFrom('remember_series').select('series');
  const found = await query.where('series', '=', series).where('user_id', '=', user.id).executeTakeFirst();
  return found !== undefined;
}

/** Compare and set: of two tabs that come back with one remember token at the same moment, one rotates it. */
async function moveOn(
  transaction: Transaction<Schema>,
  { next, from, endsRestoredSinceMs, client }: StoredSeriesChange & Moving,
): Promise<boolean> {
  const { numUpdatedRows } = await transaction
    .updateTable('remember_series')
    .set(rowOf(next, client))
    .where('series', '=', next.series)
    .where('user_id', '=', next.userId)
    .where('token_hash', '=', from)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) return false;
  if (endsRestoredSinceMs === undefined) return true;
  // The thief of a remember token may keep only the session it gave him, and never show its successor.
  await transaction
    .deleteFrom('sessions')
    .where('series', '=', next.series)
    .where('via', '=', 'remember')
    .where('created_at', '>=', endsRestoredSinceMs)
    .execute();
  return true;
}

interface Moving {
  readonly from: string;
  readonly client: StartSession['client'];
}

function rowOf(series: StoredSeries, client: StartSession['client']): Schema['remember_series'] {
  return {
    series: series.series,
    user_id: series.userId,
    token_hash: series.tokenHash,
    previous_hash: series.previousHash ?? null,
    rotated_at: series.rotatedAtMs,
    created_at: series.createdAtMs,
    last_used_at: series.lastUsedAtMs,
    lifetime_ms: series.lifetimeMs ?? null,
    ...whence(client),
  };
}

async function insert(
  transaction: Transaction<Schema>,
  session: StoredSession,
  { user, client }: StartSession,
): Promise<void> {
  await transaction
    .insertInto('sessions')
    .values({
      id_hash: session.idHash,
      user_id: user.id,
      credentials_version: user.credentialsVersion,
      via: session.via,
      proofs: JSON.stringify(session.proofs),
      series: session.series ?? null,
      looks: session.looks ?? null,
      forced: session.forced ? 1 : 0,
      created_at: session.createdAtMs,
      last_seen_at: session.lastSeenAtMs,
      ...whence(client),
    })
    .execute();
}

function whence(client: StartSession['client']): { agent: string | null; address: string | null } {
  return { agent: client?.agent?.slice(0, 256) ?? null, address: client?.address ?? null };
}

/** What waits for a proof goes on with the session that is renewed by it; that of another account ends with its session. */
async function takeKeptRequest(
  transaction: Transaction<Schema>,
  replaced: string,
  { idHash, userId }: StoredSession,
): Promise<void> {
  await transaction
    .updateTable('kept_requests')
    .set({ session_id_hash: idHash })
    .where('session_id_hash', '=', replaced)
    .where('user_id', '=', userId)
    .execute();
}

/** Ends a session, and its series unless that one goes on in the new session. */
async function endOne(
  transaction: Transaction<Schema>,
  idHash: string,
  goesOn: string | undefined,
): Promise<void> {
  const query = transaction.selectFrom('sessions').select('series').where('id_hash', '=', idHash);
  const ended = await query.executeTakeFirst();
  if (ended === undefined) return;
  await transaction.deleteFrom('sessions').where('id_hash', '=', idHash).execute();
  if (ended.series === null || ended.series === goesOn) return;
  await transaction.deleteFrom('remember_series').where('series', '=', ended.series).execute();
}

async function endOldest(transaction: Transaction<Schema>, started: StoredSession): Promise<void> {
  const tooMany = await transaction
    .selectFrom('sessions')
    .select('id_hash')
    .where('user_id', '=', started.userId)
    .where('id_hash', '!=', started.idHash)
    .orderBy('last_seen_at', 'desc')
    .orderBy('id_hash')
    .limit(mostPerAccount)
    .offset(mostPerAccount - 1)
    .execute();
  for (const { id_hash } of tooMany) await endOne(transaction, id_hash, started.series);
}

/** Series outlive their sessions by weeks, and a log-in every minute would leave thousands of them. */
async function endOldestSeries(
  transaction: Transaction<Schema>,
  { userId, series }: StoredSeries,
): Promise<void> {
  const tooMany = transaction
    .selectFrom('remember_series')
    .select('series')
    .where('user_id', '=', userId)
    .where('series', '!=', series)
    .orderBy('last_used_at', 'desc')
    .orderBy('series')
    .limit(mostPerAccount)
    .offset(mostPerAccount - 1);
  await transaction.deleteFrom('remember_series').where('series', 'in', tooMany).execute();
}
