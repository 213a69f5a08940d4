import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SeriesRecord, SessionStore } from '../store.ts';
import { hashToken, newSeriesId, newToken, systemRandom } from '../tokens.ts';
import type { SessionRecord } from '../visitor.ts';

/** A store with two users in it, for the contract to play with. */
export interface StoreUnderTest<User> {
  readonly store: SessionStore<User>;
  readonly users: readonly [User, User];
  userId(user: User): string;
  /** UTC milliseconds that the store takes for now. */
  readonly nowMs: number;
  /** Takes the user away, where the store knows of users. */
  readonly removeUser?: (user: User) => Promise<void>;
  close?(): Promise<void>;
}

export interface ContractOptions {
  /** Whether the store itself knows who is gone; otherwise `loadUser` says so, and it is not tested here. Default true. */
  readonly knowsUsers?: boolean;
}

/** The contract of `SessionStore`, as tests: call it in a test file with a function that makes your store. */
export function describeSessionStore<User>(
  name: string,
  make: () => Promise<StoreUnderTest<User>>,
  { knowsUsers = true }: ContractOptions = {},
): void {
  const test: Test<User> = (sentence, run) =>
    it(sentence, async () => {
      const underTest = await make();
      try {
        await run(sceneOf(underTest));
      } finally {
        await underTest.close?.();
      }
    });

  describe(`${name} keeps the contract of a session store`, () => {
    describe('sessions', () => describeSessions(test));
    if (knowsUsers) describe('users', () => describeUsers(test));
    describe('remember series', () => describeSeries(test));
  });
}

type Test<User> = (sentence: string, run: (scene: Scene<User>) => Promise<void>) => void;

interface Scene<User> extends StoreUnderTest<User> {
  readonly user: User;
  session(changes?: Partial<SessionRecord>): SessionRecord;
  series(changes?: Partial<SeriesRecord>): SeriesRecord;
}

function describeSessions<User>(test: Test<User>): void {
  test('finds what was started, whole', async ({ store, user, session, userId }) => {
    const started = session({ proofs: [{ factor: 'password', atMs: 1_700_000_000_000 }] });
    assert.equal(await store.start(started, { user }), true);
    const found = await store.find(started.idHash);
    assert.deepEqual({ ...found?.session }, { ...started });
    if (found?.user !== undefined) assert.equal(userId(found.user), started.userId);
  });

  test('finds nothing for an id that was never started', async ({ store }) => {
    assert.equal(await store.find(hashToken('nothing')), undefined);
  });

  test('a new session ends the one it replaces, in the same step', async ({ store, user, session }) => {
    const [before, after] = [session(), session()];
    await store.start(before, { user });
    await store.start(after, { user, replaces: before.idHash });
    assert.equal(await store.find(before.idHash), undefined);
    assert.notEqual(await store.find(after.idHash), undefined);
  });

  test('ends a session for good, and ending it again is no error', async ({ store, user, session }) => {
    const [ended, other] = [session(), session()];
    await store.start(ended, { user });
    await store.start(other, { user });
    await store.end({ idHash: ended.idHash });
    await store.end({ idHash: ended.idHash });
    assert.equal(await store.find(ended.idHash), undefined);
    assert.notEqual(await store.find(other.idHash), undefined);
  });

  test('notes when a session was seen, and never moves backwards', async ({
    store,
    user,
    session,
    nowMs,
  }) => {
    const seen = session();
    await store.start(seen, { user });
    await store.touch(seen.idHash, nowMs + 2000);
    await store.touch(seen.idHash, nowMs + 1000);
    await store.touch(hashToken('nothing'), nowMs);
    assert.equal((await store.find(seen.idHash))?.session.lastSeenAtMs, nowMs + 2000);
  });
}

function describeUsers<User>(test: Test<User>): void {
  test('a user who is gone has no session any more, and begins none', async ({
    store,
    user,
    session,
    removeUser,
  }) => {
    assert.ok(removeUser, 'a store that knows of users needs `removeUser` in its tests');
    const orphan = session();
    await store.start(orphan, { user });
    await removeUser(user);
    assert.equal(await store.find(orphan.idHash), undefined);
    assert.equal(await store.start(session(), { user }), false);
  });
}

function describeSeries<User>(test: Test<User>): void {
  test('a session starts together with its series', async ({ store, user, session, series }) => {
    const next = series();
    const started = session({ series: next.series });
    assert.equal(await store.start(started, { user, series: { next } }), true);
    assert.deepEqual({ ...(await store.findSeries(next.series))?.series }, { ...next });
    assert.equal((await store.find(started.idHash))?.session.series, next.series);
  });

  test('a series moves on only from the token it stands at, and of two at once one wins', async (scene) => {
    const { store, user, session, series } = scene;
    const first = series();
    await store.start(session({ series: first.series }), { user, series: { next: first } });
    const moves = [1, 2].map(() => {
      const next = { ...first, tokenHash: hashToken(newToken(systemRandom)), previousHash: first.tokenHash };
      const restored = session({ series: first.series, via: 'remember' });
      return {
        restored,
        next,
        started: store.start(restored, { user, series: { next, from: first.tokenHash } }),
      };
    });
    const outcomes = await Promise.all(moves.map(async (move) => ({ ...move, won: await move.started })));
    assert.deepEqual(outcomes.map(({ won }) => won).sort(), [false, true]);
    for (const { won, restored, next } of outcomes) {
      assert.equal((await store.find(restored.idHash)) !== undefined, won);
      if (won) assert.deepEqual({ ...(await store.findSeries(first.series))?.series }, { ...next });
    }
  });

  test('the end of a session ends its series and every session of it', async (scene) => {
    const { store, user, session, series } = scene;
    const next = series();
    const [one, two, other] = [session({ series: next.series }), session({ series: next.series }), session()];
    await store.start(one, { user, series: { next } });
    await store.start(two, { user });
    await store.start(other, { user });
    await store.end({ idHash: one.idHash });
    assert.equal(await store.findSeries(next.series), undefined);
    assert.equal(await store.find(two.idHash), undefined);
    assert.notEqual(await store.find(other.idHash), undefined);
  });

  test('the end of a series ends its sessions', async ({ store, user, session, series }) => {
    const next = series();
    const remembered = session({ series: next.series });
    await store.start(remembered, { user, series: { next } });
    await store.end({ series: next.series });
    await store.end({ series: next.series });
    assert.equal(await store.find(remembered.idHash), undefined);
    assert.equal(await store.findSeries(next.series), undefined);
  });

  test('a series that goes on survives the session that is replaced; another ends with it', async (scene) => {
    const { store, user, session, series } = scene;
    const next = series();
    const [before, after, last] = [
      session({ series: next.series }),
      session({ series: next.series }),
      session(),
    ];
    await store.start(before, { user, series: { next } });
    await store.start(after, { user, replaces: before.idHash });
    assert.notEqual(await store.findSeries(next.series), undefined);
    await store.start(last, { user, replaces: after.idHash });
    assert.equal(await store.findSeries(next.series), undefined);
    assert.notEqual(await store.find(last.idHash), undefined);
  });

  test('a lost successor takes the sessions along that were restored with it, and no others', async (scene) => {
    const { store, user, session, series, nowMs } = scene;
    const first = series();
    const at = (createdAtMs: number) => ({ series: first.series, createdAtMs, lastSeenAtMs: createdAtMs });
    const early = session({ ...at(nowMs), via: 'remember' });
    const lost = session({ ...at(nowMs + 1000), via: 'remember' });
    const proven = session({ ...at(nowMs + 2000), via: 'login' });
    const now = session({ ...at(nowMs + 3000), via: 'remember' });
    await store.start(early, { user, series: { next: first } });
    await store.start(lost, { user });
    await store.start(proven, { user });
    const change = { next: first, from: first.tokenHash, endsRestoredSinceMs: nowMs + 1000 };
    assert.equal(await store.start(now, { user, series: change }), true);
    assert.equal(await store.find(lost.idHash), undefined);
    for (const { idHash } of [early, proven, now]) assert.notEqual(await store.find(idHash), undefined);
  });

  test('nothing starts in a series that has ended', async ({ store, user, session, series }) => {
    const gone = series();
    const late = session({ series: gone.series });
    assert.equal(await store.start(late, { user }), false);
    const series2 = { next: gone, from: gone.tokenHash };
    assert.equal(await store.start(late, { user, series: series2 }), false);
    assert.equal(await store.find(late.idHash), undefined);
  });
}

function sceneOf<User>(underTest: StoreUnderTest<User>): Scene<User> {
  const { users, userId, nowMs } = underTest;
  const [user] = users;
  const times = { createdAtMs: nowMs, lastSeenAtMs: nowMs };
  return {
    ...underTest,
    user,
    session: (changes = {}) => ({
      idHash: hashToken(newToken(systemRandom)),
      userId: userId(user),
      via: 'login',
      proofs: [],
      series: undefined,
      ...times,
      ...changes,
    }),
    series: (changes = {}) => ({
      series: newSeriesId(systemRandom),
      userId: userId(user),
      tokenHash: hashToken(newToken(systemRandom)),
      previousHash: undefined,
      rotatedAtMs: nowMs,
      createdAtMs: nowMs,
      lastUsedAtMs: nowMs,
      ...changes,
    }),
  };
}
