import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { clearCredentials, whatDies } from '../users/clear-credentials.ts';
import { isTrustedBrowserCookie } from './cookie.ts';
import { listTrustedBrowsers } from './list.ts';
import { trustHouse } from './test-trust.ts';
import { noteTrust } from './trust.ts';

const dayMs = 86_400_000;

test('a browser that an account trusts is trusted with that account, and with no other', async (t) => {
  const { trust, isTrusted, ada, bob } = await trustHouse(t);
  const cookie = await trust(ada);
  assert.match(cookie, /^[\w-]{43}$/);
  assert.equal(await isTrusted(ada, cookie), true);
  assert.equal(await isTrusted(bob, cookie), false);
  assert.equal(await isTrusted(ada, undefined), false);
});

test('it is trusted for thirty days, however often it is used', async (t) => {
  const { accounts, database, clock, trust, isTrusted, ada } = await trustHouse(t);
  const cookie = await trust(ada);
  clock.advance(30 * dayMs - 1);
  assert.equal(await isTrusted(ada, cookie), true);
  await database.kysely
    .transaction()
    .execute((transaction) => noteTrust(accounts, transaction, { userId: ada.id, cookie }));
  clock.advance(1);
  assert.equal(await isTrusted(ada, cookie), false);
});

describe('whatever changes about the credentials of an account, no browser is trusted with it any more', () => {
  for (const reason of Object.keys(whatDies)) {
    test(reason, async (t) => {
      const { database, trust, isTrusted, ada, bob } = await trustHouse(t);
      const cookie = await trust(bob, await trust(ada));
      await database.kysely.transaction().execute((transaction) =>
        // Proof: `reason` is a key of `whatDies`.
        clearCredentials(transaction, ada.id, { reason: reason as keyof typeof whatDies }),
      );
      assert.equal(await isTrusted(ada, cookie), false);
      assert.equal(await isTrusted(bob, cookie), true, 'what others trust goes on');
    });
  }
});

test('two people share a browser, and neither loses what the other has', async (t) => {
  const { trust, isTrusted, ada, bob } = await trustHouse(t);
  const both = await trust(bob, await trust(ada));
  assert.equal(both.split('.').length, 2);
  assert.deepEqual([await isTrusted(ada, both), await isTrusted(bob, both)], [true, true]);
});

test('trusted again a browser has one line, and a copy of the old cookie is worth nothing', async (t) => {
  const { accounts, clock, trust, isTrusted, ada, bob } = await trustHouse(t);
  const old = await trust(bob, await trust(ada));
  clock.advance(dayMs);
  const renewed = await trust(ada, old);
  assert.equal(renewed.split('.').length, 2);
  assert.deepEqual([await isTrusted(ada, old), await isTrusted(ada, renewed)], [false, true]);
  assert.equal(await isTrusted(bob, renewed), true);
  const lines = await listTrustedBrowsers(accounts.database.kysely, ada.id, clock());
  assert.deepEqual(
    lines.map(({ expiresAtMs }) => expiresAtMs - clock()),
    [30 * dayMs],
  );
});

test('tokens that died make room for living ones: five changed passwords push nobody out', async (t) => {
  const { database, trust, isTrusted, ada, bob } = await trustHouse(t);
  let cookie = await trust(bob);
  for (let count = 0; count < 6; count++) {
    cookie = await trust(ada, cookie);
    await database.kysely
      .transaction()
      .execute((transaction) => clearCredentials(transaction, ada.id, { reason: 'password-changed' }));
  }
  cookie = await trust(ada, cookie);
  assert.deepEqual([await isTrusted(ada, cookie), await isTrusted(bob, cookie)], [true, true]);
  assert.equal(cookie.split('.').length, 2);
});

test('of the tokens of six accounts the cookie holds the newest five', async (t) => {
  const { database, trust, isTrusted, ada } = await trustHouse(t);
  const people = Array.from({ length: 6 }, (_, index) => ({ ...ada, id: `person ${index}` }));
  for (const { id } of people) {
    const row = { id, username: id, username_canonical: id, created_at: 0 };
    await database.kysely
      .insertInto('users')
      .values({ ...nobody, ...row })
      .execute();
  }
  let cookie: string | undefined;
  for (const person of people) cookie = await trust(person, cookie);
  const trusted: boolean[] = [];
  for (const person of people) trusted.push(await isTrusted(person, cookie));
  assert.deepEqual(trusted, [false, true, true, true, true, true]);
  assert.ok(cookie !== undefined && isTrustedBrowserCookie(cookie));
});

const nobody = {
  email: null,
  email_canonical: null,
  password_hash: null,
  last_log_in_at: null,
  disabled_at: null,
  email_verified_at: null,
  language: null,
  deletes_at: null,
  second_factor_since: null,
};

test('with the twenty-first browser the one that was not used for longest is trusted no more', async (t) => {
  const { accounts, database, clock, trust, isTrusted, ada, bob } = await trustHouse(t);
  const bobs = await trust(bob);
  const cookies: string[] = [];
  for (let count = 0; count < 20; count++) {
    cookies.push(await trust(ada));
    clock.advance(1000);
  }
  const [first, second, third] = cookies;
  const used = { userId: ada.id, cookie: first };
  await database.kysely.transaction().execute((transaction) => noteTrust(accounts, transaction, used));
  const newest = await trust(ada);
  const trusted: boolean[] = [];
  for (const cookie of [first, second, third, newest]) trusted.push(await isTrusted(ada, cookie));
  assert.deepEqual(trusted, [true, false, true, true]);
  assert.equal((await listTrustedBrowsers(database.kysely, ada.id, clock())).length, 20);
  assert.equal(await isTrusted(bob, bobs), true);
});

test('nothing but the shape of our cookie reaches the database', async (t) => {
  const { trust, isTrusted, ada } = await trustHouse(t);
  const cookie = await trust(ada);
  const damaged = ['', '.', `${cookie}.`, `.${cookie}`, `${cookie}é`, `${cookie}\n`, cookie.slice(0, -1)];
  damaged.push(cookie.toUpperCase(), cookie.repeat(1000), Array(6).fill(cookie).join('.'), `${cookie};`);
  for (const value of damaged) {
    assert.equal(await isTrusted(ada, value), false, value.slice(0, 80));
    assert.match(await trust(ada, value), /^[\w-]{43}$/);
  }
  for (const value of damaged.filter((each) => each !== cookie.toUpperCase())) {
    assert.equal(isTrustedBrowserCookie(value), false, value.slice(0, 80));
  }
  assert.equal(isTrustedBrowserCookie(`${cookie}.${cookie}`), true);
});

test('the database knows no token: a copy of it trusts no browser', async (t) => {
  const { database, trust, isTrusted, ada } = await trustHouse(t);
  const cookie = await trust(ada);
  const rows = await database.kysely.selectFrom('trusted_browsers').selectAll().execute();
  assert.ok(!JSON.stringify(rows).includes(cookie));
  assert.equal(await isTrusted(ada, rows[0]?.token_hash), false);
});

test('known limit: the cookie trusts whatever browser it is copied to', async (t) => {
  const { accounts, clock, trust, isTrusted, ada } = await trustHouse(t);
  const copied = await trust(ada);
  assert.equal(await isTrusted(ada, copied), true, 'there is nothing a copy could be told by');
  const [line] = await listTrustedBrowsers(accounts.database.kysely, ada.id, clock());
  assert.equal(
    line?.agent,
    'Firefox on Linux',
    'its owner sees where it was trusted, and when it was last used',
  );
});

test('that a browser was trusted is a line in the audit', async (t) => {
  const { database, trust, ada } = await trustHouse(t);
  await trust(ada);
  const lines = database.kysely.selectFrom('audit').select(['user_id', 'address', 'agent', 'detail']);
  assert.deepEqual(await lines.where('event', '=', 'browser-trusted').execute(), [
    { user_id: ada.id, address: '192.0.2.7', agent: 'Firefox on Linux', detail: null },
  ]);
});
