import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type TestScope, testAccounts } from '../testing.ts';
import { addUser } from '../users/sign-up.ts';
import { listHistory } from './history.ts';
import { recordAudit } from './record.ts';

async function open(scope: TestScope) {
  const { accounts, clock } = await testAccounts(scope);
  const add = async (username: string) => {
    const added = await addUser(accounts, { username, password: 'kestrel on the mast' });
    assert.ok(added.ok);
    return added.user;
  };
  const [ada, bob] = [await add('ada'), await add('bob')];
  const logIns = async (count: number, { id } = ada) => {
    for (let made = 0; made < count; made++) {
      clock.advance(1000);
      await recordAudit(accounts, { event: 'log-in', result: 'success', userId: id });
    }
  };
  return { accounts, clock, ada, bob, logIns };
}

test('one’s own lines are there, newest first, with when, from where and by whom', async (t) => {
  const { accounts, clock, ada } = await open(t);
  clock.advance(1000);
  const from = { userId: ada.id, client: { address: '192.0.2.1', agent: 'Firefox' } };
  await recordAudit(accounts, { event: 'log-in', result: 'failure', detail: 'wrong-password', ...from });
  const { entries, older } = await listHistory(accounts, ada);
  assert.equal(older, undefined);
  assert.deepEqual(entries, [
    {
      atMs: clock(),
      event: 'log-in',
      result: 'failure',
      detail: 'wrong-password',
      address: '192.0.2.1',
      agent: 'Firefox',
      actor: 'visitor',
    },
    {
      atMs: clock() - 1000,
      event: 'user-added',
      result: 'success',
      detail: undefined,
      address: undefined,
      agent: undefined,
      actor: 'operator',
    },
  ]);
});

test('from page to page every line comes once, also those of the same moment and those that were written meanwhile', async (t) => {
  const { accounts, clock, ada, logIns } = await open(t);
  await logIns(3);
  for (let made = 0; made < 4; made++)
    await recordAudit(accounts, { event: 'confirm', result: 'success', userId: ada.id });
  const seen: string[] = [];
  let before: string | undefined;
  do {
    const page = await listHistory(accounts, ada, { before, limit: 2 });
    assert.ok(page.entries.length <= 2);
    seen.push(...page.entries.map(({ event }) => event));
    before = page.older;
    clock.advance(1000);
    await recordAudit(accounts, { event: 'log-out', result: 'success', userId: ada.id });
  } while (before !== undefined);
  assert.deepEqual(seen, [...Array(4).fill('confirm'), ...Array(3).fill('log-in'), 'user-added']);
});

test('a page holds fifty, and the last one says that it is the last', async (t) => {
  const { accounts, ada, logIns } = await open(t);
  await logIns(99);
  const first = await listHistory(accounts, ada);
  assert.equal(first.entries.length, 50);
  const second = await listHistory(accounts, ada, { before: first.older });
  assert.deepEqual([second.entries.length, second.older], [50, undefined]);
});

test('nobody sees the lines of somebody else, whatever the cursor says', async (t) => {
  const { accounts, ada, bob, logIns } = await open(t);
  await logIns(3, bob);
  const his = await listHistory(accounts, bob, { limit: 1 });
  const mine = await listHistory(accounts, ada, { before: his.older });
  assert.deepEqual(
    mine.entries.map(({ event }) => event),
    ['user-added'],
  );
});

test('a cursor that is none leads to the first page', async (t) => {
  const { accounts, ada, logIns } = await open(t);
  await logIns(2);
  const first = await listHistory(accounts, ada);
  for (const before of ['', '1', '-1-1', '1-1-1', 'x-y', '1e9-1', `${'9'.repeat(16)}-1`, "1-1' OR 1=1"])
    assert.deepEqual(await listHistory(accounts, ada, { before }), first, before);
});
