import assert from 'node:assert/strict';
import { hashToken } from '../tokens.ts';
import { assertKept, assertSoon, type Test } from './store-under-test.ts';

/** The part of the contract that tells of sessions alone. */
export function describeSessions<User>(test: Test<User>): void {
  test('finds what was started, whole', async ({ store, user, session, nowMs }) => {
    const proofs = [
      { factor: 'password', atMs: nowMs - 1 },
      { factor: 'ключ 🔑', atMs: nowMs },
    ];
    const started = session({ via: 'remember', proofs, looks: 'k3dO-_9'.padEnd(22, 'x'), forced: true });
    assert.equal(await store.start(started, { user }), true);
    assertKept((await store.find(started.idHash))?.session, started);
  });

  test('finds what was started without all that may be absent', async ({ store, user, session }) => {
    const started = session({ proofs: [], series: undefined, looks: undefined, forced: false });
    assert.equal(await store.start(started, { user }), true);
    assertKept((await store.find(started.idHash))?.session, started);
  });

  test('keeps the id of each user as it is', async ({ store, users, userId, session, series }) => {
    for (const user of users) {
      const next = series({ userId: userId(user) });
      const started = session({ userId: userId(user), series: next.series });
      assert.equal(await store.start(started, { user, series: { next } }), true);
      assertKept((await store.find(started.idHash))?.session, started);
      assertKept((await store.findSeries(next.series))?.series, next);
    }
  });

  test('finds nothing for an id that was never started', async ({ store, series }) => {
    assert.equal(await store.find(hashToken('nothing')), undefined);
    assert.equal(await store.findSeries(series().series), undefined);
  });

  test('a new session ends the one it replaces, in the same step', async (scene) => {
    const { store, user, session, isThere } = scene;
    const [before, after] = [session(), session()];
    await store.start(before, { user });
    await store.start(after, { user, replaces: before.idHash });
    assert.equal(await isThere(before), false);
    assert.equal(await isThere(after), true);
  });

  test('a new session may replace one that is gone already', async ({ store, user, session, isThere }) => {
    const started = session();
    assert.equal(await store.start(started, { user, replaces: hashToken('nothing') }), true);
    assert.equal(await isThere(started), true);
  });

  test('ends a session for good, and ending it again is no error', async (scene) => {
    const { store, user, session, isThere } = scene;
    const [ended, other] = [session(), session()];
    await store.start(ended, { user });
    await store.start(other, { user });
    await store.end({ idHash: ended.idHash });
    await store.end({ idHash: ended.idHash });
    assert.equal(await isThere(ended), false);
    assert.equal(await isThere(other), true);
  });

  test('many that start and end at the same moment do not disturb each other', async (scene) => {
    const { store, user, session, isThere } = scene;
    const all = Array.from({ length: 50 }, () => session());
    const started = await Promise.all(all.map((one) => store.start(one, { user })));
    assert.deepEqual(new Set(started), new Set([true]));
    const ended = all.filter((_, index) => index % 2 === 0);
    await Promise.all(ended.map(({ idHash }) => store.end({ idHash })));
    for (const one of all) assert.equal(await isThere(one), !ended.includes(one));
  });

  test('notes when a session was seen, and never moves backwards', async (scene) => {
    const { store, user, session, nowMs } = scene;
    const [seen, other] = [session(), session()];
    await store.start(seen, { user });
    await store.start(other, { user });
    const seenAtMs = async ({ idHash } = seen) => (await store.find(idHash))?.session.lastSeenAtMs;
    await store.touch(seen.idHash, nowMs + 2000);
    await assertSoon(seenAtMs, nowMs + 2000);
    await store.touch(seen.idHash, nowMs + 1000);
    await store.touch(other.idHash, nowMs + 1000);
    await assertSoon(() => seenAtMs(other), nowMs + 1000);
    assert.equal(await seenAtMs(), nowMs + 2000);
  });

  test('a note changes nothing else', async ({ store, user, session, nowMs }) => {
    const proofs = [{ factor: 'password', atMs: nowMs }];
    const started = session({ proofs, looks: 'x'.repeat(22), forced: true });
    await store.start(started, { user });
    await store.touch(started.idHash, nowMs + 1000);
    const find = async () => (await store.find(started.idHash))?.session;
    await assertSoon(async () => (await find())?.lastSeenAtMs, nowMs + 1000);
    assertKept(await find(), { ...started, lastSeenAtMs: nowMs + 1000 });
  });

  test('a note brings nothing back that has ended, at the same moment or before', async (scene) => {
    const { store, user, session, isThere, nowMs } = scene;
    const ended = session();
    await store.start(ended, { user });
    const touch = () => store.touch(ended.idHash, nowMs + 1000);
    await Promise.all([touch(), store.end({ idHash: ended.idHash }), touch()]);
    assert.equal(await isThere(ended), false);
    await store.touch(ended.idHash, nowMs + 2000, 'a series that is not there');
    await store.end({ idHash: hashToken('nothing') });
    assert.equal(await isThere(ended), false);
  });
}

/** For a store that hands over the user with every session and series. */
export function describeUsers<User>(test: Test<User>): void {
  test('hands over the user with every session and every series', async (scene) => {
    const { store, users, userId, session, series } = scene;
    assert.equal(store.knowsUsers, true);
    for (const user of users) {
      const next = series({ userId: userId(user) });
      const started = session({ userId: userId(user), series: next.series });
      await store.start(started, { user, series: { next } });
      for (const found of [await store.find(started.idHash), await store.findSeries(next.series)]) {
        assert.ok(found?.user, 'there is no user');
        assert.equal(userId(found.user), userId(user));
      }
    }
  });

  test('a user who is gone has no session any more, and begins none', async (scene) => {
    const { store, user, session, remember, isThere, removeUser } = scene;
    assert.ok(removeUser, 'a store that knows of users needs `removeUser` in its tests');
    const { first, remembered } = await remember();
    await removeUser(user);
    assert.equal(await isThere(remembered), false);
    assert.equal(await store.findSeries(first.series), undefined);
    assert.equal(await store.start(session(), { user }), false);
  });
}

/** For a store that leaves the users to `loadUser`. */
export function describeNoUsers<User>(test: Test<User>): void {
  test('says that it knows no users, so that a login with it asks for `loadUser`', async ({ store }) => {
    assert.notEqual(store.knowsUsers, true, 'leave `knowsUsers: false` out of the options of the contract');
  });
}
