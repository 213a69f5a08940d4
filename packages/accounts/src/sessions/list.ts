import { createHash } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import type { Accounts } from '../accounts.ts';
import type { Schema } from '../database/schema.ts';
import type { Proof } from '../log-in/proof.ts';
import type { SweepOptions } from '../sweep.ts';
import type { User } from '../users/user.ts';
import { lifetimes } from './lifetimes.ts';

/** One browser that is logged in, or can come back by its remember token. */
export interface SessionInfo {
  /** To end it by. Made from its id and worth nothing as one. */
  readonly handle: string;
  /** `remembered`: not logged in now, but it will be again without a password. */
  readonly kind: 'session' | 'remembered';
  /** User-Agent and address at its begin; older sessions say nothing. */
  readonly agent: string | undefined;
  readonly address: string | undefined;
  readonly firstSeenAtMs: number;
  readonly lastSeenAtMs: number;
  /** Whoever asks is in this one. */
  readonly isCurrent: boolean;
  /** Closing the browser does not end it. */
  readonly isRemembered: boolean;
  /** What was proven in it; nothing, where a remember token restored it. */
  readonly factors: readonly string[];
}

export interface ListOptions
  extends Pick<SweepOptions, 'sessionIdleMs' | 'sessionMaximumMs' | 'rememberIdleMs' | 'rememberMaximumMs'> {
  /** `idHash` of the session that asks. */
  readonly current?: string | undefined;
}

/** Every browser that is logged in to this account or can be without a password: the current one first, then the last seen. */
export async function listSessions(
  accounts: Accounts,
  user: User,
  options: ListOptions = {},
): Promise<SessionInfo[]> {
  const browsers = await browsersOf(accounts, user, options);
  return browsers.map(({ info }) => info);
}

export interface Browser {
  readonly info: SessionInfo;
  /** What ends with it: a series goes with all its sessions, also those that look like another browser. */
  readonly series: string | undefined;
  readonly idHashes: readonly string[];
}

/** The same with what only this package may know. */
export async function browsersOf(
  { clock, database }: Accounts,
  user: User,
  { current, in: kysely = database.kysely, ...times }: ListOptions & { readonly in?: Kysely<Schema> } = {},
): Promise<Browser[]> {
  const now = clock();
  const sessions = await liveSessions(kysely, user, { ...times, now, current });
  const series = await liveSeries(kysely, user, { ...times, now });
  const groups = groupsOf(sessions);
  const away = series.filter((row) => sessions.every((session) => session.series !== row.series));
  return [...groups.map((group) => browserOf(group, { groups, series })), ...away.map(awayBrowser)].sort(
    ({ info: one }, { info: other }) =>
      Number(other.isCurrent) - Number(one.isCurrent) || other.lastSeenAtMs - one.lastSeenAtMs,
  );
}

type Group = readonly [SessionRow, ...SessionRow[]];

/**
 * A browser that came back has a session for each time, and is one line. The attack: a remember token is copied, and the
 * thief hides in the line of the browser it was copied from; so what comes from elsewhere is a line of its own.
 */
function groupsOf(sessions: readonly SessionRow[]): Group[] {
  const groups = Map.groupBy(sessions, browserKey).values();
  return [...groups].flatMap(([newest, ...others]) => (newest === undefined ? [] : [[newest, ...others]]));
}

function browserKey({ id_hash, series, agent, address }: SessionRow): string {
  return JSON.stringify(series === null ? [id_hash] : [series, agent, address]);
}

type Live = ListOptions & { readonly now: number };

/** Newest first. The one that asks is in it, whatever the times say: a login may have longer ones. */
async function liveSessions(kysely: Kysely<Schema>, { id }: User, live: Live): Promise<SessionRow[]> {
  const { now, current = '', sessionIdleMs = lifetimes.sessionIdleMs } = live;
  const { sessionMaximumMs = lifetimes.sessionMaximumMs } = live;
  return await kysely
    .selectFrom('sessions as s')
    .innerJoin('users as u', (join) =>
      join.onRef('u.id', '=', 's.user_id').onRef('u.credentials_version', '=', 's.credentials_version'),
    )
    .select(['s.id_hash', 's.series', 's.agent', 's.address', 's.proofs', 's.created_at', 's.last_seen_at'])
    .select(sql<0 | 1>`CASE WHEN s.id_hash = ${current} THEN 1 ELSE 0 END`.as('is_current'))
    .where('s.user_id', '=', id)
    .where((is) =>
      is.or([
        is('s.id_hash', '=', current),
        is.and([
          is('s.last_seen_at', '>=', now - sessionIdleMs),
          is('s.created_at', '>=', now - sessionMaximumMs),
        ]),
      ]),
    )
    .orderBy('s.last_seen_at', 'desc')
    .orderBy('s.id_hash')
    .execute();
}

interface SessionRow {
  readonly id_hash: string;
  readonly series: string | null;
  readonly agent: string | null;
  readonly address: string | null;
  readonly proofs: string;
  readonly created_at: number;
  readonly last_seen_at: number;
  readonly is_current: 0 | 1;
}

async function liveSeries(kysely: Kysely<Schema>, { id }: User, live: Live): Promise<SeriesRow[]> {
  const { now, rememberIdleMs = lifetimes.rememberIdleMs } = live;
  const { rememberMaximumMs = lifetimes.rememberMaximumMs } = live;
  return await kysely
    .selectFrom('remember_series')
    .select(['series', 'agent', 'address', 'created_at', 'last_used_at'])
    .where('user_id', '=', id)
    .where(sql<number>`last_used_at + coalesce(lifetime_ms, ${rememberIdleMs})`, '>=', now)
    .where('created_at', '>=', now - rememberMaximumMs)
    .orderBy('last_used_at', 'desc')
    .orderBy('series')
    .execute();
}

interface SeriesRow {
  readonly series: string;
  readonly agent: string | null;
  readonly address: string | null;
  readonly created_at: number;
  readonly last_used_at: number;
}

interface Around {
  readonly groups: readonly Group[];
  readonly series: readonly SeriesRow[];
}

function browserOf(sessions: Group, { groups, series }: Around): Browser {
  const current = sessions.find(({ is_current }) => is_current === 1);
  const shown = current ?? sessions[0];
  const remembered = series.find((row) => row.series === shown.series);
  const isAlone = groups.filter(([other]) => other.series === shown.series).length === 1;
  const begins = sessions.map(({ created_at }) => created_at);
  const info: SessionInfo = {
    handle: handleOf(shown.series === null ? `session:${shown.id_hash}` : `series:${shown.series}`),
    kind: 'session',
    agent: shown.agent ?? undefined,
    address: shown.address ?? undefined,
    firstSeenAtMs: Math.min(...begins, ...(remembered && isAlone ? [remembered.created_at] : [])),
    lastSeenAtMs: Math.max(...sessions.map(({ last_seen_at }) => last_seen_at)),
    isCurrent: current !== undefined,
    isRemembered: remembered !== undefined,
    factors: factorsIn(shown.proofs),
  };
  return { info, series: shown.series ?? undefined, idHashes: sessions.map(({ id_hash }) => id_hash) };
}

function awayBrowser({ series, agent, address, created_at, last_used_at }: SeriesRow): Browser {
  const info: SessionInfo = {
    handle: handleOf(`series:${series}`),
    kind: 'remembered',
    agent: agent ?? undefined,
    address: address ?? undefined,
    firstSeenAtMs: created_at,
    lastSeenAtMs: last_used_at,
    isCurrent: false,
    isRemembered: true,
    factors: [],
  };
  return { info, series, idHashes: [] };
}

/**
 * The attack: a page that shows ids of sessions, or hashes that the database knows, to whoever looks over a shoulder or reads a
 * saved page. A browser that is remembered is known by its series, which stays the same when its session gets a new id.
 */
function handleOf(what: string): string {
  return createHash('sha256').update(what).digest('base64url').slice(0, 22);
}

function factorsIn(proofs: string): string[] {
  // Proof: `startSession` alone writes the column, from `readonly Proof[]`.
  const parsed = JSON.parse(proofs) as readonly Proof[];
  return [...new Set(parsed.map(({ factor }) => factor))];
}
