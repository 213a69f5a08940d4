import type { Database } from '../database/open.ts';
import type { SqliteValues } from '../database/sqlite-dialect.ts';
import type { Proof } from '../log-in/proof.ts';
import { type User, userFrom } from '../users/user.ts';
import type { StoredSeries, StoredSession } from './session.ts';
import type { AccountsSessionStore } from './store.ts';

const sessionSql = `
  SELECT u.username, u.email, u.created_at, u.last_log_in_at, u.credentials_version,
    u.email_verified_at, u.language, u.deletes_at, u.second_factor_since,
    s.user_id, s.via, s.proofs, s.series, s.created_at, s.last_seen_at, s.looks, s.forced
  FROM sessions s
  JOIN users u ON u.id = s.user_id AND u.credentials_version = s.credentials_version AND u.disabled_at IS NULL
  WHERE s.id_hash = ?`;

const seriesSql = `
  SELECT u.username, u.email, u.created_at, u.last_log_in_at, u.credentials_version,
    u.email_verified_at, u.language, u.deletes_at, u.second_factor_since,
    r.user_id, r.series, r.token_hash, r.previous_hash, r.rotated_at, r.created_at, r.last_used_at,
    r.lifetime_ms
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

type UserValues = [
  username: string | null,
  email: string | null,
  createdAt: number,
  lastLogInAt: number | null,
  credentialsVersion: number,
  emailVerifiedAt: number | null,
  language: string | null,
  deletesAt: number | null,
  secondFactorSince: number | null,
  userId: string,
];

type SessionValues = [
  ...UserValues,
  via: 'login' | 'remember',
  proofs: string,
  series: string | null,
  createdAt: number,
  lastSeenAt: number,
  looks: string | null,
  forced: 0 | 1,
];

type SeriesValues = [
  ...UserValues,
  series: string,
  tokenHash: string,
  previousHash: string | null,
  rotatedAt: number,
  createdAt: number,
  lastUsedAt: number,
  lifetimeMs: number | null,
];

function foundSession(
  idHash: string,
  found: SqliteValues | undefined,
): { readonly session: StoredSession; readonly user: User } | undefined {
  if (found === undefined) return undefined;
  // Proof: the columns are those of `sessionSql`, their types and the values of `via` and `forced` held by STRICT and CHECK.
  const row = found as SessionValues;
  const session = {
    idHash,
    userId: row[9],
    via: row[10],
    proofs: readProofs(row[11]),
    series: row[12] ?? undefined,
    looks: row[15] ?? undefined,
    forced: row[16] === 1,
    createdAtMs: row[13],
    lastSeenAtMs: row[14],
  };
  return { session, user: userOf(row) };
}

const noProofs: readonly Proof[] = [];

function readProofs(text: string): readonly Proof[] {
  if (text === '[]') return noProofs;
  const parsed: unknown = JSON.parse(text);
  // Proof: `startSession` alone writes the column, from `readonly Proof[]`.
  return parsed as readonly Proof[];
}

function foundSeries(
  found: SqliteValues | undefined,
): { readonly series: StoredSeries; readonly user: User } | undefined {
  if (found === undefined) return undefined;
  // Proof: the columns are those of `seriesSql`, their types held by STRICT.
  const row = found as SeriesValues;
  const series = {
    series: row[10],
    userId: row[9],
    tokenHash: row[11],
    previousHash: row[12] ?? undefined,
    lifetimeMs: row[16] ?? undefined,
    rotatedAtMs: row[13],
    createdAtMs: row[14],
    lastUsedAtMs: row[15],
  };
  return { series, user: userOf(row) };
}

/** Both statements find enabled accounts only. */
function userOf(row: Readonly<[...UserValues, ...unknown[]]>): User {
  return userFrom({
    id: row[9],
    username: row[0],
    email: row[1],
    created_at: row[2],
    last_log_in_at: row[3],
    disabled_at: null,
    credentials_version: row[4],
    email_verified_at: row[5],
    language: row[6],
    deletes_at: row[7],
    second_factor_since: row[8],
  });
}
