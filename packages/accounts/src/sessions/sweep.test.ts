import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recordAudit } from '../audit/record.ts';
import { type TestAccounts, testAccounts } from '../testing.ts';
import { addUser } from '../users/sign-up.ts';
import type { User } from '../users/user.ts';
import { sessionStore } from './store.ts';
import { sweep } from './sweep.ts';

const dayMs = 86_400_000;

async function addAda({ accounts }: TestAccounts): Promise<User> {
  const added = await addUser(accounts, { username: 'ada', password: 'kestrel on the mast' });
  assert.ok(added.ok);
  return added.user;
}

function sessionOf(user: User, idHash: string, times: { createdAtMs: number; lastSeenAtMs: number }) {
  return { idHash, userId: user.id, via: 'login' as const, proofs: [], series: undefined, ...times };
}

test('a sweep takes sessions unused for a day or older than thirty, and leaves the rest', async (t) => {
  const made = await testAccounts(t);
  const { accounts, clock } = made;
  const [user, store, now] = [await addAda(made), sessionStore(accounts), clock()];
  const times = {
    idle: { createdAtMs: now - dayMs - 1, lastSeenAtMs: now - dayMs - 1 },
    aged: { createdAtMs: now - 30 * dayMs - 1, lastSeenAtMs: now },
    good: { createdAtMs: now - 30 * dayMs, lastSeenAtMs: now - dayMs },
  };
  for (const [name, at] of Object.entries(times)) await store.start(sessionOf(user, name, at), { user });
  await sweep(accounts);
  assert.deepEqual(
    ['idle', 'aged', 'good'].filter((name) => store.find(name) !== undefined),
    ['good'],
  );
});

test('a sweep takes remember series unused for thirty days or older than a year', async (t) => {
  const made = await testAccounts(t);
  const { accounts, clock } = made;
  const [user, store, now] = [await addAda(made), sessionStore(accounts), clock()];
  const times = {
    idle: { createdAtMs: now - 40 * dayMs, lastUsedAtMs: now - 30 * dayMs - 1 },
    aged: { createdAtMs: now - 365 * dayMs - 1, lastUsedAtMs: now },
    good: { createdAtMs: now - 365 * dayMs, lastUsedAtMs: now - 30 * dayMs },
  };
  for (const [series, at] of Object.entries(times)) {
    const next = {
      series,
      userId: user.id,
      tokenHash: series,
      previousHash: undefined,
      rotatedAtMs: now,
      ...at,
    };
    const session = sessionOf(user, `of ${series}`, { createdAtMs: now, lastSeenAtMs: now });
    await store.start({ ...session, series }, { user, series: { next } });
  }
  await sweep(accounts);
  assert.deepEqual(
    ['idle', 'aged', 'good'].filter((series) => store.findSeries(series) !== undefined),
    ['good'],
  );
});

test('a sweep takes audit rows after 400 days, however many they are', async (t) => {
  const { accounts, clock, database } = await testAccounts(t);
  await database.kysely.transaction().execute(async (transaction) => {
    for (let count = 0; count < 1_200; count++) {
      await recordAudit(accounts, { event: 'log-out', result: 'success' }, { in: transaction });
    }
  });
  clock.advance(400 * dayMs + 1);
  await recordAudit(accounts, { event: 'log-in', result: 'success' });
  await sweep(accounts);
  const rows = await database.kysely.selectFrom('audit').select('event').execute();
  assert.deepEqual(rows, [{ event: 'log-in' }]);
});

test('a sweep lets others have their turn between its batches, and stops there when it is told to', async (t) => {
  const { accounts, clock, database } = await testAccounts(t);
  await database.kysely.transaction().execute(async (transaction) => {
    for (let count = 0; count < 1_200; count++) {
      await recordAudit(accounts, { event: 'log-out', result: 'success' }, { in: transaction });
    }
  });
  clock.advance(400 * dayMs + 1);
  const stopping = new AbortController();
  setImmediate(() => stopping.abort());
  await sweep(accounts, { signal: stopping.signal });
  const counted = database.kysely
    .selectFrom('audit')
    .select((select) => select.fn.countAll<number>().as('n'));
  assert.deepEqual(await counted.execute(), [{ n: 700 }]);
});
