import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import type { MaybePromise, SeriesRecord, SessionStore } from '../store.ts';
import { hashToken, newSeriesId, newToken, systemRandom } from '../tokens.ts';
import type { SessionRecord } from '../visitor.ts';

/** A store with two users in it, for the contract to play with; made anew for each test. */
export interface StoreUnderTest<User> {
  readonly store: SessionStore<User>;
  /** If your ids may be other than ASCII, give one of them such an id. */
  readonly users: readonly [User, User];
  userId(user: User): string;
  /** UTC milliseconds that the store takes for now. */
  readonly nowMs: number;
  /** Takes the user away, where the store knows of users. */
  readonly removeUser?: (user: User) => Promise<void>;
  close?(): Promise<void>;
}

/** What every test of the contract begins with. */
export interface Scene<User> extends StoreUnderTest<User> {
  /** The first of the two. */
  readonly user: User;
  /** A session of the user, under a new id. */
  session(changes?: Partial<SessionRecord>): SessionRecord;
  /** A remember series of the user, under a new id. */
  series(changes?: Partial<SeriesRecord>): SeriesRecord;
  /** Starts a session together with a new series. */
  remember(changes?: Partial<SessionRecord>): Promise<{ first: SeriesRecord; remembered: SessionRecord }>;
  isThere(session: SessionRecord): Promise<boolean>;
}

export type Test<User> = (sentence: string, run: (scene: Scene<User>) => Promise<void>) => void;

export function sceneOf<User>(underTest: StoreUnderTest<User>): Scene<User> {
  const { store, users, userId, nowMs } = underTest;
  const [user] = users;
  const session: Scene<User>['session'] = (changes = {}) => ({
    idHash: hashToken(newToken(systemRandom)),
    userId: userId(user),
    via: 'login',
    proofs: [],
    series: undefined,
    looks: undefined,
    forced: false,
    createdAtMs: nowMs,
    lastSeenAtMs: nowMs,
    ...changes,
  });
  const series: Scene<User>['series'] = (changes = {}) => ({
    series: newSeriesId(systemRandom),
    userId: userId(user),
    tokenHash: hashToken(newToken(systemRandom)),
    previousHash: undefined,
    lifetimeMs: undefined,
    rotatedAtMs: nowMs,
    createdAtMs: nowMs,
    lastUsedAtMs: nowMs,
    ...changes,
  });
  return {
    ...underTest,
    user,
    session,
    series,
    async remember(changes = {}) {
      const first = series();
      const remembered = session({ ...changes, series: first.series });
      assert.equal(await store.start(remembered, { user, series: { next: first } }), true);
      return { first, remembered };
    },
    isThere: async ({ idHash }) => (await store.find(idHash)) !== undefined,
  };
}

/** The next state of a series, as a rotation makes it. */
export function moved(series: SeriesRecord): SeriesRecord {
  return { ...series, tokenHash: hashToken(newToken(systemRandom)), previousHash: series.tokenHash };
}

/** Field by field: a store may hand over more, and leave out what is `undefined`. */
export function assertKept<Kept extends object>(found: Kept | undefined, expected: Kept): void {
  assert.ok(found, 'it is not there');
  const fields = Object.keys(expected).map((name) => [name, Reflect.get(found, name)]);
  assert.deepEqual(Object.fromEntries(fields), { ...expected });
}

/** Nobody waits for what `touch` notes: a store may write it a moment later. */
export async function assertSoon<Value>(read: () => MaybePromise<Value>, expected: Value): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    if (Object.is(await read(), expected)) return;
    await pause(10);
  }
  assert.equal(await read(), expected);
}
