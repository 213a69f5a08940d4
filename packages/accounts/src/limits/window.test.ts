import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testAccounts } from '../testing.ts';
import { takeFromWindow, type WindowName } from './window.ts';

const address = '192.0.2.1';

test('ten log-in attempts a minute from one address pass, the eleventh waits for the rest of the minute', async (t) => {
  const { accounts, clock } = await testAccounts(t, { limits: {} });
  const take = () => takeFromWindow(accounts, { name: 'log-in', address });
  for (let tries = 1; tries <= 10; tries += 1) assert.deepEqual(await take(), { ok: true });
  clock.advance(20_500);
  assert.deepEqual(await take(), { ok: false, reason: 'limited', retryAfterSeconds: 40 });
  clock.advance(39_499);
  assert.deepEqual(await take(), { ok: false, reason: 'limited', retryAfterSeconds: 1 });
  clock.advance(1);
  assert.deepEqual(await take(), { ok: true });
});

test('twenty sign-ups an hour from one address pass, and they are counted apart from log-ins', async (t) => {
  const { accounts, clock } = await testAccounts(t, { limits: {} });
  const take = (name: WindowName) => takeFromWindow(accounts, { name, address });
  for (let tries = 1; tries <= 20; tries += 1) assert.deepEqual(await take('sign-up'), { ok: true });
  assert.deepEqual(await take('sign-up'), { ok: false, reason: 'limited', retryAfterSeconds: 3600 });
  assert.deepEqual(await take('log-in'), { ok: true });
  clock.advance(3_600_000);
  assert.deepEqual(await take('sign-up'), { ok: true });
});

test('a place is refused inside a transaction too, and its line in the audit is part of it', {
  timeout: 4000,
}, async (t) => {
  const { accounts } = await testAccounts(t, { limits: { logInsPerMinute: 1 } });
  const { kysely } = accounts.database;
  const take = () =>
    kysely
      .transaction()
      .execute((transaction) => takeFromWindow(accounts, { name: 'log-in', address }, { in: transaction }));
  assert.equal((await take()).ok, true);
  assert.equal((await take()).ok, false);
  const lines = kysely.selectFrom('audit').select('detail').where('event', '=', 'limit-hit');
  assert.deepEqual(await lines.execute(), [{ detail: 'log-in' }]);
});

test('of 200 attempts at the same moment ten pass', async (t) => {
  const { accounts } = await testAccounts(t, { limits: {} });
  const tries = Array.from({ length: 200 }, () => takeFromWindow(accounts, { name: 'log-in', address }));
  const passed = (await Promise.all(tries)).filter(({ ok }) => ok);
  assert.equal(passed.length, 10);
});

test('a /64 of IPv6 is one address, another /64 another', async (t) => {
  const { accounts } = await testAccounts(t, { limits: {} });
  const take = (address: string) => takeFromWindow(accounts, { name: 'log-in', address });
  for (let tries = 1; tries <= 10; tries += 1) await take(`2001:db8::${tries}`);
  assert.equal((await take('2001:db8::ffff')).ok, false);
  assert.equal((await take('2001:db8:0:1::1')).ok, true);
});

test('the numbers are settings', async (t) => {
  const { accounts } = await testAccounts(t, { limits: { logInsPerMinute: 1, signUpsPerHour: 2 } });
  const take = (name: WindowName) => takeFromWindow(accounts, { name, address });
  assert.equal((await take('log-in')).ok, true);
  assert.equal((await take('log-in')).ok, false);
  assert.equal((await take('sign-up')).ok, true);
  assert.equal((await take('sign-up')).ok, true);
  assert.equal((await take('sign-up')).ok, false);
});

test('a clock set back by hours does not keep anybody out', async (t) => {
  const { accounts, clock } = await testAccounts(t, { limits: {} });
  const take = () => takeFromWindow(accounts, { name: 'log-in', address });
  for (let tries = 1; tries <= 10; tries += 1) await take();
  clock.advance(-7_200_000);
  assert.deepEqual(await take(), { ok: true });
});

test('with limits off, or without an address, everyone passes', async (t) => {
  const { accounts } = await testAccounts(t, { limits: 'off' });
  const { accounts: limited } = await testAccounts(t, { limits: {} });
  for (let tries = 1; tries <= 30; tries += 1) {
    assert.deepEqual(await takeFromWindow(accounts, { name: 'log-in', address }), { ok: true });
    assert.deepEqual(await takeFromWindow(limited, { name: 'log-in', address: undefined }), { ok: true });
  }
});

test('a number that makes no sense is refused by name when the accounts are built', async (t) => {
  await assert.rejects(testAccounts(t, { limits: { logInsPerMinute: 0 } }), {
    code: 'limits-invalid',
    message: 'limits.logInsPerMinute must be a whole number from 1 up, not 0.',
  });
});

test('a full window is one line of the audit', async (t) => {
  const { accounts } = await testAccounts(t, { limits: { signUpsPerHour: 1 } });
  for (let tries = 1; tries <= 2; tries += 1) await takeFromWindow(accounts, { name: 'sign-up', address });
  const lines = await accounts.database.kysely
    .selectFrom('audit')
    .select(['event', 'detail', 'address'])
    .execute();
  assert.deepEqual(lines, [{ event: 'limit-hit', detail: 'sign-up', address }]);
});
