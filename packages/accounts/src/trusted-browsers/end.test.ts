import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestScope } from '../testing.ts';
import { endSessions } from '../users/change-user.ts';
import type { User } from '../users/user.ts';
import { endTrustedBrowser } from './end.ts';
import { listTrustedBrowsers } from './list.ts';
import { laptop, sessionIdHashOf, trustHouse } from './test-trust.ts';
import { noteTrust } from './trust.ts';

async function open(scope: TestScope) {
  const house = await trustHouse(scope);
  const { accounts, database, clock } = house;
  return {
    ...house,
    list: (user: User) => listTrustedBrowsers(database.kysely, user.id, clock()),
    end: (user: User, handle: string, sessionIdHash = sessionIdHashOf(user)) =>
      endTrustedBrowser(accounts, { user, sessionIdHash, handle }, laptop),
  };
}

test('the owner sees where a browser was trusted, when it was used, and until when it is', async (t) => {
  const { accounts, database, clock, trust, list, ada } = await open(t);
  const atMs = clock();
  const cookie = await trust(ada);
  clock.advance(5000);
  const used = { userId: ada.id, cookie };
  await database.kysely.transaction().execute((transaction) => noteTrust(accounts, transaction, used));
  const [line, ...others] = await list(ada);
  assert.ok(line !== undefined && others.length === 0);
  const { handle, ...shown } = line;
  assert.match(handle, /^[\w-]{22}$/);
  assert.deepEqual(shown, {
    agent: 'Firefox on Linux',
    address: '192.0.2.7',
    createdAtMs: atMs,
    lastUsedAtMs: atMs + 5000,
    expiresAtMs: atMs + 30 * 86_400_000,
  });
});

test('the one used last comes first, and what is over is not shown', async (t) => {
  const { accounts, database, clock, trust, list, ada } = await open(t);
  const old = await trust(ada);
  clock.advance(20 * 86_400_000);
  await trust(ada);
  clock.advance(1000);
  const used = { userId: ada.id, cookie: old };
  await database.kysely.transaction().execute((transaction) => noteTrust(accounts, transaction, used));
  const begun = (await list(ada)).map(({ createdAtMs }) => createdAtMs);
  assert.deepEqual(begun, begun.toSorted());
  assert.equal(begun.length, 2);
  clock.advance(10 * 86_400_000);
  assert.equal((await list(ada)).length, 1);
});

test('a browser whose trust its owner ends is asked for the second factor, and the others are not', async (t) => {
  const { database, clock, trust, isTrusted, list, end, ada } = await open(t);
  const [lost, kept] = [await trust(ada), await trust(ada)];
  clock.advance(1000);
  const [, first] = (await list(ada)).toSorted((one, other) => one.lastUsedAtMs - other.lastUsedAtMs);
  assert.ok(first !== undefined);
  assert.deepEqual(await end(ada, first.handle), { ok: true });
  const trusted = [await isTrusted(ada, lost), await isTrusted(ada, kept)];
  assert.deepEqual(trusted.toSorted(), [false, true]);
  assert.deepEqual(await end(ada, first.handle), { ok: false, reason: 'gone' });
  const lines = database.kysely.selectFrom('audit').select('user_id');
  assert.deepEqual(await lines.where('event', '=', 'trusted-browser-ended').execute(), [{ user_id: ada.id }]);
});

test("the handle of somebody else's browser names nothing", async (t) => {
  const { trust, isTrusted, list, end, ada, bob } = await open(t);
  const cookie = await trust(ada);
  const [line] = await list(ada);
  const gone = { ok: false, reason: 'gone' };
  assert.deepEqual(await end(bob, line?.handle ?? ''), gone);
  for (const handle of ['', cookie, "' OR 1=1 --"]) assert.deepEqual(await end(ada, handle), gone);
  assert.equal(await isTrusted(ada, cookie), true);
});

test('a session that has ended since the page was shown ends nothing', async (t) => {
  const { accounts, database, trust, list, end, ada, bob } = await open(t);
  await trust(ada);
  const [line] = await list(ada);
  const gone = { ok: false, reason: 'gone' };
  assert.deepEqual(await end(ada, line?.handle ?? '', sessionIdHashOf(bob)), gone, 'of another account');
  await database.kysely.deleteFrom('sessions').where('user_id', '=', ada.id).execute();
  assert.deepEqual(await end(ada, line?.handle ?? ''), gone);
  assert.equal((await list(ada)).length, 1);
  await endSessions(accounts, ada);
  assert.deepEqual(await list(ada), []);
});

test('a handle is worth nothing in a cookie, and no page shows what the database knows', async (t) => {
  const { database, trust, isTrusted, list, ada } = await open(t);
  await trust(ada);
  const shown = await list(ada);
  assert.equal(await isTrusted(ada, shown[0]?.handle), false);
  const row = await database.kysely.selectFrom('trusted_browsers').selectAll().executeTakeFirstOrThrow();
  assert.ok(!JSON.stringify(shown).includes(row.token_hash.slice(0, 10)));
});
