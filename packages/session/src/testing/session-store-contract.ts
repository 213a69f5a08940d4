import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describeRaces } from './race-contract.ts';
import { describeNoUsers, describeSessions, describeUsers } from './session-contract.ts';
import {
  assertKept,
  assertSoon,
  moved,
  type StoreUnderTest,
  sceneOf,
  type Test,
} from './store-under-test.ts';

export type { StoreUnderTest } from './store-under-test.ts';

export interface ContractOptions {
  /** As the store's own `knowsUsers`: where it is false, `loadUser` says who is gone, and it is not tested here. Default true. */
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
    describe('users', () => (knowsUsers ? describeUsers(test) : describeNoUsers(test)));
    describe('remember series', () => describeSeries(test));
    describe('at the same moment', () => describeRaces(test));
  });
}

function describeSeries<User>(test: Test<User>): void {
  test('a session starts together with its series', async ({ store, user, session, series }) => {
    const next = series();
    const started = session({ series: next.series });
    assert.equal(await store.start(started, { user, series: { next } }), true);
    assertKept((await store.findSeries(next.series))?.series, next);
    assertKept((await store.find(started.idHash))?.session, started);
  });

  test('a series moves on, whole, and the session goes on with it', async (scene) => {
    const { store, user, session, remember, isThere } = scene;
    const { first, remembered } = await remember();
    const day = {
      rotatedAtMs: first.rotatedAtMs + 86_400_000,
      lastUsedAtMs: first.lastUsedAtMs + 86_400_000,
    };
    const next = { ...moved(first), ...day, lifetimeMs: 90 * 86_400_000 };
    const restored = session({ series: first.series, via: 'remember' });
    assert.equal(await store.start(restored, { user, series: { next, from: first.tokenHash } }), true);
    assertKept((await store.findSeries(first.series))?.series, next);
    assert.deepEqual([await isThere(remembered), await isThere(restored)], [true, true]);
  });

  test('a series moves on only from the token it stands at; a refusal writes nothing', async (scene) => {
    const { store, user, session, remember, isThere } = scene;
    const { first, remembered } = await remember({ via: 'remember' });
    const [other, refused] = [session(), session({ series: first.series, via: 'remember' })];
    await store.start(other, { user });
    const change = { next: moved(first), from: moved(first).tokenHash, endsRestoredSinceMs: 0 };
    assert.equal(await store.start(refused, { user, replaces: other.idHash, series: change }), false);
    assertKept((await store.findSeries(first.series))?.series, first);
    assert.equal(await isThere(refused), false);
    assert.deepEqual([await isThere(remembered), await isThere(other)], [true, true]);
  });

  test('the end of a session ends its series and every session of it', async (scene) => {
    const { store, user, session, remember, isThere } = scene;
    const { first, remembered } = await remember();
    const [same, other] = [session({ series: first.series }), session()];
    await store.start(same, { user });
    await store.start(other, { user });
    await store.end({ idHash: remembered.idHash });
    assert.equal(await store.findSeries(first.series), undefined);
    assert.deepEqual([await isThere(same), await isThere(other)], [false, true]);
  });

  test('the end of a series ends its sessions', async ({ store, remember, isThere }) => {
    const [ended, other] = [await remember(), await remember()];
    await store.end({ series: ended.first.series });
    await store.end({ series: ended.first.series });
    assert.equal(await isThere(ended.remembered), false);
    assert.equal(await store.findSeries(ended.first.series), undefined);
    assert.equal(await isThere(other.remembered), true);
  });

  test('a series that goes on survives the session that is replaced; another ends with it', async (scene) => {
    const { store, user, session, remember, isThere } = scene;
    const { first, remembered } = await remember();
    const [after, last] = [session({ series: first.series }), session()];
    await store.start(after, { user, replaces: remembered.idHash });
    assert.notEqual(await store.findSeries(first.series), undefined);
    assert.deepEqual([await isThere(remembered), await isThere(after)], [false, true]);
    await store.start(last, { user, replaces: after.idHash });
    assert.equal(await store.findSeries(first.series), undefined);
    assert.equal(await isThere(last), true);
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

  test('nothing starts in a series that has ended, and the session to be replaced stays', async (scene) => {
    const { store, user, session, series, isThere } = scene;
    const [gone, before] = [series(), session()];
    await store.start(before, { user });
    const late = session({ series: gone.series });
    const replaces = before.idHash;
    assert.equal(await store.start(late, { user, replaces }), false);
    const change = { next: gone, from: gone.tokenHash };
    assert.equal(await store.start(late, { user, replaces, series: change }), false);
    assert.deepEqual([await isThere(late), await isThere(before)], [false, true]);
    assert.equal(await store.findSeries(gone.series), undefined);
  });

  test('a note can say that the series was used as well; that never moves backwards either', async (scene) => {
    const { store, remember, nowMs } = scene;
    const [one, other] = [await remember(), await remember()];
    const usedAtMs = async ({ first } = one) => (await store.findSeries(first.series))?.series.lastUsedAtMs;
    const { idHash } = one.remembered;
    await store.touch(idHash, nowMs + 2000, one.first.series);
    await assertSoon(usedAtMs, nowMs + 2000);
    assert.equal((await store.find(idHash))?.session.lastSeenAtMs, nowMs + 2000);
    await store.touch(idHash, nowMs + 1000, one.first.series);
    await store.touch(other.remembered.idHash, nowMs + 1000, other.first.series);
    await assertSoon(() => usedAtMs(other), nowMs + 1000);
    assertKept((await store.findSeries(one.first.series))?.series, {
      ...one.first,
      lastUsedAtMs: nowMs + 2000,
    });
    await store.touch(idHash, nowMs + 3000);
    await assertSoon(async () => (await store.find(idHash))?.session.lastSeenAtMs, nowMs + 3000);
    assert.equal(await usedAtMs(), nowMs + 2000);
  });
}
