import assert from 'node:assert/strict';
import { setImmediate as othersTurn } from 'node:timers/promises';
import { assertKept, moved, type Test } from './store-under-test.ts';

/** The part of the contract that says "every method is atomic": it fails a store that reads first and writes later. */
export function describeRaces<User>(test: Test<User>): void {
  test('of many that come with the same remember token one moves the series on', async (scene) => {
    const { store, user, session, remember, isThere } = scene;
    const { first } = await remember();
    const moves = Array.from({ length: 20 }, () => {
      const [restored, next] = [session({ series: first.series, via: 'remember' }), moved(first)];
      return {
        restored,
        next,
        won: store.start(restored, { user, series: { next, from: first.tokenHash } }),
      };
    });
    const outcomes = await Promise.all(moves.map(async (move) => ({ ...move, won: await move.won })));
    assert.equal(outcomes.filter(({ won }) => won).length, 1);
    for (const { won, restored, next } of outcomes) {
      assert.equal(await isThere(restored), won);
      if (won) assertKept((await store.findSeries(first.series))?.series, next);
    }
  });

  test('the end of a series beats every session that is about to start in it', async (scene) => {
    const { store, user, session, remember, isThere } = scene;
    for (const endsFirst of [true, false]) {
      const { first, remembered } = await remember();
      const [restored, confirmed] = [session({ series: first.series }), session({ series: first.series })];
      const change = { next: moved(first), from: first.tokenHash };
      const end = () => store.end({ series: first.series });
      await Promise.all([
        endsFirst ? end() : undefined,
        store.start(restored, { user, series: change }),
        store.start(confirmed, { user, replaces: remembered.idHash }),
        endsFirst ? undefined : end(),
      ]);
      assert.equal(await store.findSeries(first.series), undefined);
      for (const one of [remembered, restored, confirmed]) assert.equal(await isThere(one), false);
    }
  });

  test('what a start says is so, when the session that it replaces ends meanwhile', async (scene) => {
    const { store, user, session, remember, isThere } = scene;
    const { first, remembered } = await remember();
    const confirmed = session({ series: first.series });
    const [isStarted] = await Promise.all([
      store.start(confirmed, { user, replaces: remembered.idHash }),
      store.end({ idHash: remembered.idHash }),
    ]);
    assert.equal(await isThere(confirmed), isStarted);
    assert.equal((await store.findSeries(first.series)) !== undefined, isStarted);
    assert.equal(await isThere(remembered), false);
  });

  test('a note does not undo the move of a series', async ({ store, user, session, remember, nowMs }) => {
    for (let turns = 0; turns < 5; turns++) {
      const { first, remembered } = await remember();
      const next = moved(first);
      const restored = session({ series: first.series, via: 'remember' });
      const moving = async () => {
        for (let turn = 0; turn < turns; turn++) await othersTurn();
        return store.start(restored, { user, series: { next, from: first.tokenHash } });
      };
      await Promise.all([store.touch(remembered.idHash, nowMs + 1000, first.series), moving()]);
      await store.end({ series: 'a series that is not there' });
      const found = (await store.findSeries(first.series))?.series;
      assertKept(found, { ...next, lastUsedAtMs: found?.lastUsedAtMs ?? 0 });
    }
  });
}
