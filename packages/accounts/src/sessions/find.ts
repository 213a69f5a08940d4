import type { Database } from '../database/open.ts';
import type { SqliteRow } from '../database/sqlite-dialect.ts';
import type { Proof } from '../log-in/proof.ts';
import { type User, userFrom } from '../users/user.ts';
import type { StoredSeries, StoredSession } from './session.ts';
import type { AccountsSessionStore } from './store.ts';

const sessionSql = `
  SELECT s.user_id, s.via, s.proofs, s.series, s.created_at AS session_created_at, s.last_seen_at,
    u.username, u.email, u.created_at, u.last_log_in_at, u.credentials_version
  FROM sessions s
  JOIN users u ON u.id = s.user_id AND u.credentials_version = s.credentials_version AND u.disabled_at IS NULL
  WHERE s.id_hash = ?`;

const seriesSql = `
  SELECT r.series, r.user_id, r.token_hash, r.previous_hash, r.rotated_at, r.created_at AS series_created_at,
    r.last_used_at, u.username, u.email, u.created_at, u.last_log_in_at, u.credentials_version
  FROM remember_series r
  JOIN users u ON u.id = r.user_id AND u.disabled_at IS NULL
  WHERE r.series = ?`;

/** The one read of every request: prepared once, its row read by hand, no promise where there need be none. */
export function prepareFind(database: Database): AccountsSessionStore['find'] {
  const find = database.prepareOne(sessionSql);
  return (idHash) => {
    const row = find(idHash);
    return row instanceof Promise
      ? row.then((found) => foundSession(idHash, found))
      : foundSession(idHash, row);
  };
}

export function prepareFindSeries(database: Database): AccountsSessionStore['findSeries'] {
  const find = database.prepareOne(seriesSql);
  return (series) => {
    const row = find(series);
    return row instanceof Promise ? row.then(foundSeries) : foundSeries(row);
  };
}

interface UserColumns {
  readonly user_id: string;
  readonly username: string | null;
  readonly email: string | null;
  readonly created_at: number;
  readonly last_log_in_at: number | null;
  readonly credentials_version: number;
}

interface SessionRow extends UserColumns {
  readonly via: 'login' | 'remember';
  readonly proofs: string;
  readonly series: string | null;
  readonly session_created_at: number;
  readonly last_seen_at: number;
}

interface SeriesRow extends UserColumns {
  readonly series: string;
  readonly token_hash: string;
  readonly previous_hash: string | null;
  readonly rotated_at: number;
  readonly series_created_at: number;
  readonly last_used_at: number;
}

function foundSession(
  idHash: string,
  found: SqliteRow | undefined,
): { readonly session: StoredSession; readonly user: User } | undefined {
  if (found === undefined) return undefined;
  // Proof: the columns are those of `sessionSql`, their types and the two values of `via` held by STRICT and CHECK.
  const row = found as unknown as SessionRow;
  const session = {
    idHash,
    userId: row.user_id,
    via: row.via,
    proofs: readProofs(row.proofs),
    series: row.series ?? undefined,
    createdAtMs: row.session_created_at,
    lastSeenAtMs: row.last_seen_at,
  };
  return { session, user: userOf(row) };
}

/** Both statements leave out the disabled. */
function userOf({
  user_id,
  username,
  email,
  created_at,
  last_log_in_at,
  credentials_version,
}: UserColumns): User {
  return userFrom({
    id: user_id,
    username,
    email,
    created_at,
    last_log_in_at,
    disabled_at: null,
    credentials_version,
  });
}

const noProofs: readonly Proof[] = [];

function readProofs(text: string): readonly Proof[] {
  if (text === '[]') return noProofs;
  const parsed: unknown = JSON.parse(text);
  // Proof: `startSession` alone writes the column, from `readonly Proof[]`.
  return parsed as readonly Proof[];
}

function foundSeries(
  found: SqliteRow | undefined,
): { readonly series: StoredSeries; readonly user: User } | undefined {
  if (found === undefined) return undefined;
  // Proof: the columns are those of `seriesSql`, their types held by STRICT.
  const row = found as unknown as SeriesRow;
  const series = {
    series: row.series,
    userId: row.user_id,
    tokenHash: row.token_hash,
    previousHash: row.previous_hash ?? undefined,
    rotatedAtMs: row.rotated_at,
    createdAtMs: row.series_created_at,
    lastUsedAtMs: row.last_used_at,
  };
  return { series, user: userOf(row) };
}
