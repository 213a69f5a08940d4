import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testAccounts } from '../testing.ts';
import { budgetOf, clearBudget, countTry, waitOf, waitSecondsAfter } from './budget.ts';
import { sweepLimits } from './rows.ts';
import { unlockUser } from './unlock.ts';

const budget = budgetOf({ userId: 'ada' });

test('after the fifth failure the next try waits 1 s, then twice as long each time, 15 min at most', async (t) => {
  const { accounts, clock } = await testAccounts(t, { limits: {} });
  for (let failures = 1; failures < 100; failures += 1) {
    assert.deepEqual(await countTry(accounts, budget), { ok: true, failures });
    const seconds = failures < 5 ? 0 : failures < 15 ? 2 ** (failures - 5) : 900;
    assert.equal(waitSecondsAfter(failures), seconds);
    if (seconds === 0) {
      assert.equal(await waitOf(accounts, budget), undefined);
      continue;
    }
    const waiting = { ok: false, retryAfterSeconds: seconds, closed: false };
    assert.deepEqual(await waitOf(accounts, budget), waiting);
    assert.deepEqual(await countTry(accounts, budget), waiting, 'and a try while waiting is not counted');
    clock.advance(seconds * 1000 - 1);
    assert.deepEqual(await countTry(accounts, budget), { ...waiting, retryAfterSeconds: 1 });
    clock.advance(1);
    assert.equal(await waitOf(accounts, budget), undefined);
  }
});

test('at 100 failures the budget closes, for years if need be, until the operator unlocks', async (t) => {
  const { accounts, clock } = await testAccounts(t, { limits: {} });
  for (let failures = 1; failures <= 100; failures += 1) {
    assert.deepEqual(await countTry(accounts, budget), { ok: true, failures });
    clock.advance(900_000);
  }
  clock.advance(10 * 365 * 86_400_000);
  await sweepLimits(accounts);
  const closed = { ok: false, retryAfterSeconds: 900, closed: true };
  assert.deepEqual(await countTry(accounts, budget), closed);
  assert.deepEqual(await waitOf(accounts, budget), closed);
  await unlockUser(accounts, { id: 'ada' });
  assert.deepEqual(await countTry(accounts, budget), { ok: true, failures: 1 });
});

test('of 200 tries at the same moment five are let through', async (t) => {
  const { accounts } = await testAccounts(t, { limits: {} });
  const tries = await Promise.all(Array.from({ length: 200 }, () => countTry(accounts, budget)));
  assert.equal(tries.filter(({ ok }) => ok).length, 5);
});

test('of 200 tries at the moment a wait ends one is let through', async (t) => {
  const { accounts, clock } = await testAccounts(t, { limits: {} });
  for (let failures = 1; failures <= 7; failures += 1) {
    await countTry(accounts, budget);
    clock.advance(4_000);
  }
  const tries = await Promise.all(Array.from({ length: 200 }, () => countTry(accounts, budget)));
  assert.equal(tries.filter(({ ok }) => ok).length, 1);
});

test('clearing a budget leaves all others as they are', async (t) => {
  const { accounts } = await testAccounts(t, { limits: {} });
  const owners = [
    { userId: 'ada' },
    { userId: 'ada', browserId: 'b1' },
    { userId: 'ada', browserId: 'b2' },
    { userId: 'bob', browserId: 'b1' },
    { identifierMac: 'ada' },
  ];
  const budgets = owners.map((owner) => budgetOf(owner));
  for (const one of budgets) await countTry(accounts, one);
  await clearBudget(accounts.database.kysely, budgets[1] ?? budget);
  const next = await Promise.all(budgets.map((one) => countTry(accounts, one)));
  assert.deepEqual(
    next.map((tried) => tried.ok && tried.failures),
    [2, 1, 2, 2, 2],
  );
});

test('unlocking clears every budget of the account, nobody else’s, and is one line of the audit', async (t) => {
  const { accounts } = await testAccounts(t, { limits: {} });
  const mine = [{ userId: 'a' }, { userId: 'a', browserId: 'b1' }, { userId: 'a', browserId: 'b2' }];
  const others = [
    { userId: 'a/b' },
    { userId: 'a/b', browserId: 'b1' },
    { userId: 'a0', browserId: 'b1' },
    { userId: 'aa' },
    { userId: '', browserId: 'a' },
  ];
  for (const owner of [...mine, ...others]) await countTry(accounts, budgetOf(owner));
  assert.equal(await unlockUser(accounts, { id: 'a' }), 3);
  for (const owner of mine)
    assert.deepEqual(await countTry(accounts, budgetOf(owner)), { ok: true, failures: 1 });
  for (const owner of others)
    assert.deepEqual(await countTry(accounts, budgetOf(owner)), { ok: true, failures: 2 });
  const lines = await accounts.database.kysely
    .selectFrom('audit')
    .select(['event', 'user_id', 'actor'])
    .execute();
  assert.deepEqual(lines, [{ event: 'user-unlocked', user_id: 'a', actor: 'operator' }]);
});

test('with limits off nothing is counted', async (t) => {
  const { accounts } = await testAccounts(t, { limits: 'off' });
  for (let tries = 1; tries <= 10; tries += 1) assert.equal((await countTry(accounts, budget)).ok, true);
  assert.deepEqual(await accounts.database.kysely.selectFrom('limits').selectAll().execute(), []);
});
