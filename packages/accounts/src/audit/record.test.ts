import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Accounts } from '../accounts.ts';
import { testAccounts } from '../testing.ts';
import type { AuditEntry } from './events.ts';
import { recordAudit, settleAudit } from './record.ts';

const failure: AuditEntry = {
  event: 'log-in',
  result: 'failure',
  client: { address: '192.0.2.1' },
  detail: 'wrong-password',
};

async function lines({ database }: Accounts) {
  await settleAudit({ database });
  return await database.kysely.selectFrom('audit').selectAll().orderBy('id').execute();
}

test('a line says who, what, when, from where, and with what result', async (t) => {
  const { accounts, clock } = await testAccounts(t);
  await recordAudit(accounts, {
    event: 'user-disabled',
    result: 'success',
    userId: 'ada',
    actor: 'operator',
  });
  await recordAudit(accounts, { ...failure, identifierMac: 'mac' });
  const [disabled, refused] = await lines(accounts);
  assert.deepEqual(disabled, {
    id: 1,
    at: clock(),
    event: 'user-disabled',
    result: 'success',
    user_id: 'ada',
    identifier_mac: null,
    address: null,
    actor: 'operator',
    detail: null,
    agent: null,
    count: 1,
  });
  assert.deepEqual(
    [refused?.identifier_mac, refused?.address, refused?.actor, refused?.detail],
    ['mac', '192.0.2.1', 'visitor', 'wrong-password'],
  );
});

test('of one address and minute twenty failures are written one by one, the rest as one row with a count', async (t) => {
  const { accounts, clock } = await testAccounts(t);
  for (let failures = 1; failures <= 50; failures += 1) await recordAudit(accounts, failure);
  const written = await lines(accounts);
  assert.equal(written.length, 21);
  assert.deepEqual(
    written.slice(19).map(({ event, count, address, detail }) => ({ event, count, address, detail })),
    [
      { event: 'log-in', count: 1, address: '192.0.2.1', detail: 'wrong-password' },
      { event: 'more-failures', count: 30, address: '192.0.2.1', detail: null },
    ],
  );
  clock.advance(60_000);
  await recordAudit(accounts, failure);
  assert.equal((await lines(accounts)).length, 22, 'a new minute is written one by one again');
});

test('a flood of failures does not keep the disk busy: beyond the twentieth it is counted in memory', async (t) => {
  const { accounts } = await testAccounts(t);
  const changes = accounts.database.prepareOne('PRAGMA data_version');
  for (let failures = 1; failures <= 20; failures += 1) await recordAudit(accounts, failure);
  const before = await changes();
  for (let failures = 1; failures <= 1000; failures += 1) await recordAudit(accounts, failure);
  assert.deepEqual(await changes(), before);
  assert.equal((await lines(accounts)).at(-1)?.count, 1000);
  assert.notDeepEqual(await changes(), before);
});

test('of 200 failures at the same moment none is lost and none written twice', async (t) => {
  const { accounts } = await testAccounts(t);
  await Promise.all(Array.from({ length: 200 }, () => recordAudit(accounts, failure)));
  const written = await lines(accounts);
  assert.equal(written.length, 21);
  assert.equal(
    written.reduce((sum, { count }) => sum + count, 0),
    200,
  );
});

test('one address cannot drown another one’s failures, nor any success', async (t) => {
  const { accounts } = await testAccounts(t);
  for (let failures = 1; failures <= 100; failures += 1) await recordAudit(accounts, failure);
  await recordAudit(accounts, { ...failure, client: { address: '192.0.2.2' } });
  for (let successes = 1; successes <= 30; successes += 1) {
    await recordAudit(accounts, { event: 'log-in', result: 'success', client: failure.client });
  }
  const written = await lines(accounts);
  assert.equal(written.filter(({ result }) => result === 'success').length, 30);
  assert.equal(
    written.filter(({ address, result }) => address === '192.0.2.2' && result === 'failure').length,
    1,
  );
});

test('a whole IPv6 /64 has twenty lines a minute, and so has whatever comes without an address', async (t) => {
  const { accounts } = await testAccounts(t);
  for (let failures = 1; failures <= 30; failures += 1) {
    await recordAudit(accounts, { ...failure, client: { address: `2001:db8::${failures}` } });
    await recordAudit(accounts, { ...failure, client: { address: undefined } });
  }
  const written = await lines(accounts);
  assert.equal(written.filter(({ address }) => address === '2001:db8::/64').length, 21);
  assert.equal(written.filter(({ address }) => address === null).length, 21);
});

test('inside a transaction a line is there only if the work is', async (t) => {
  const { accounts } = await testAccounts(t);
  const { kysely } = accounts.database;
  const done = { event: 'password-changed', result: 'success', userId: 'ada' } as const;
  const undone = kysely.transaction().execute(async (transaction) => {
    await recordAudit(accounts, done, { in: transaction });
    for (let failures = 1; failures <= 15; failures += 1)
      await recordAudit(accounts, failure, { in: transaction });
    throw new Error('undone');
  });
  await assert.rejects(undone, /undone/);
  assert.deepEqual(await lines(accounts), []);
  await kysely.transaction().execute((transaction) => recordAudit(accounts, done, { in: transaction }));
  assert.equal((await lines(accounts)).length, 1);
});

test('a detail that is not a word of the code is refused before it is written', async (t) => {
  const { accounts } = await testAccounts(t);
  await assert.rejects(recordAudit(accounts, { ...failure, detail: 'Hunter2!' }), {
    code: 'audit-detail-invalid',
  });
  assert.deepEqual(await lines(accounts), []);
});
