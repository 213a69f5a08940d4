import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Accounts } from '../accounts.ts';
import { testAccounts } from '../testing.ts';
import { budgetOf, countTry } from './budget.ts';
import { sweepLimits } from './rows.ts';
import { takeFromWindow } from './window.ts';

async function names({ database }: Accounts): Promise<string[]> {
  const rows = await database.kysely.selectFrom('limits').select('name').orderBy('updated_at').execute();
  return rows.map(({ name }) => name);
}

test('a thousand made-up names leave no more rows than allowed, and the newest are among them', async (t) => {
  const { accounts, clock } = await testAccounts(t, { limits: { rows: 100 } });
  for (let made = 1; made <= 1000; made += 1) {
    clock.advance(10);
    await countTry(accounts, budgetOf({ identifierMac: `m${made}` }));
  }
  const left = await names(accounts);
  assert.ok(left.length <= 100 && left.length >= 79, `${left.length}`);
  assert.equal(left.at(-1), 'nobody/m1000');
  assert.equal(left.at(0), `nobody/m${1001 - left.length}`, 'the oldest have gone');
});

test('a flood of names does not open a budget that waits, nor one that is closed', async (t) => {
  const { accounts, clock } = await testAccounts(t, { limits: { rows: 100 } });
  const [closed, waits, free] = ['closed', 'waits', 'free'].map((userId) => budgetOf({ userId }));
  assert.ok(closed && waits && free);
  for (let failures = 1; failures <= 100; failures += 1) {
    await countTry(accounts, closed);
    clock.advance(900_000);
  }
  for (let failures = 1; failures <= 15; failures += 1) {
    await countTry(accounts, waits);
    clock.advance(failures < 15 ? 900_000 : 0);
  }
  await countTry(accounts, free);
  for (let made = 1; made <= 500; made += 1) {
    clock.advance(10);
    await countTry(accounts, budgetOf({ identifierMac: `m${made}` }));
  }
  assert.equal((await countTry(accounts, closed)).ok, false);
  assert.equal((await countTry(accounts, waits)).ok, false);
  assert.deepEqual(await countTry(accounts, free), { ok: true, failures: 1 });
});

test('even when every row holds somebody back the table stays bounded, and closed budgets are the last to go', async (t) => {
  const { accounts, clock } = await testAccounts(t, { limits: { rows: 100 } });
  const closed = budgetOf({ userId: 'closed' });
  for (let failures = 1; failures <= 100; failures += 1) {
    await countTry(accounts, closed);
    clock.advance(900_000);
  }
  for (let made = 1; made <= 300; made += 1) {
    for (let failures = 1; failures <= 5; failures += 1)
      await countTry(accounts, budgetOf({ identifierMac: `m${made}` }));
  }
  assert.ok((await names(accounts)).length <= 100);
  assert.equal((await countTry(accounts, closed)).ok, false);
});

test('the sweep takes windows after a day and budgets after 30 days without a try', async (t) => {
  const { accounts, clock } = await testAccounts(t, { limits: {} });
  await takeFromWindow(accounts, { name: 'log-in', address: '192.0.2.1' });
  await countTry(accounts, budgetOf({ userId: 'ada' }));
  clock.advance(86_399_999);
  assert.equal(await sweepLimits(accounts), 0);
  clock.advance(1);
  assert.equal(await sweepLimits(accounts), 1);
  assert.deepEqual(await names(accounts), ['account/ada']);
  clock.advance(29 * 86_400_000);
  assert.equal(await sweepLimits(accounts), 1);
});
