import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recordAudit } from './audit/record.ts';
import type { StoredSeries } from './sessions/session.ts';
import { sessionStore } from './sessions/store.ts';
import { seriesOf, sessionOf } from './sessions/test-records.ts';
import { sweep } from './sweep.ts';
import { type TestAccounts, testAccounts } from './testing.ts';
import { addUser } from './users/sign-up.ts';
import type { User } from './users/user.ts';

const dayMs = 86_400_000;

async function addAda({ accounts }: TestAccounts): Promise<User> {
  const added = await addUser(accounts, { username: 'ada', password: 'kestrel on the mast' });
  assert.ok(added.ok);
  return added.user;
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

interface Remembered extends Partial<StoredSeries> {
  readonly lastSeenAtMs?: number;
}

/** Ada with browsers to remember by name, each with a session that is over unless it says when it was last seen. */
async function remember(made: TestAccounts, browsers: Readonly<Record<string, Remembered>>) {
  const { accounts, clock } = made;
  const [user, store, now] = [await addAda(made), sessionStore(accounts), clock()];
  for (const [series, { lastSeenAtMs = now - dayMs - 1, ...at }] of Object.entries(browsers)) {
    const next = seriesOf(user, series, { atMs: now, ...at });
    await store.start(sessionOf(user, series, { series, atMs: lastSeenAtMs }), { user, series: { next } });
  }
  const names = Object.keys(browsers);
  return {
    sessions: () => names.filter((name) => store.find(name) !== undefined),
    series: () => names.filter((name) => store.findSeries(name) !== undefined),
  };
}

test('a sweep takes remember series unused for thirty days or older than a year', async (t) => {
  const made = await testAccounts(t);
  const now = made.clock();
  const left = await remember(made, {
    idle: { createdAtMs: now - 40 * dayMs, lastUsedAtMs: now - 30 * dayMs - 1 },
    aged: { createdAtMs: now - 365 * dayMs - 1, lastUsedAtMs: now },
    good: { createdAtMs: now - 365 * dayMs, lastUsedAtMs: now - 30 * dayMs },
  });
  await sweep(made.accounts);
  assert.deepEqual(left.series(), ['good']);
});

test('a remember series with a lifetime of its own is kept for that long, longer or shorter', async (t) => {
  const made = await testAccounts(t);
  const now = made.clock();
  const unused = (lifetimeMs: number | undefined, days: number, ms = 0) => ({
    lifetimeMs,
    lastUsedAtMs: now - days * dayMs - ms,
  });
  const left = await remember(made, {
    longer: unused(90 * dayMs, 90),
    'longer, over': unused(90 * dayMs, 90, 1),
    'as the settings say': unused(undefined, 30),
    'as the settings say, over': unused(undefined, 30, 1),
    shorter: unused(7 * dayMs, 7),
    'shorter, over': unused(7 * dayMs, 7, 1),
    'for ever, and older than a year': { ...unused(9_999 * dayMs, 0), createdAtMs: now - 365 * dayMs - 1 },
  });
  await sweep(made.accounts);
  assert.deepEqual(left.series(), ['longer', 'as the settings say', 'shorter']);
});

test('a browser in use stays logged in when its remember token is over, and the token goes after it', async (t) => {
  const made = await testAccounts(t);
  const { accounts, clock } = made;
  const now = clock();
  const seen = { lastSeenAtMs: now };
  const left = await remember(made, {
    'an hour': { ...seen, lifetimeMs: dayMs / 24, lastUsedAtMs: now - dayMs },
    idle: { ...seen, lastUsedAtMs: now - 31 * dayMs },
    aged: { ...seen, createdAtMs: now - 366 * dayMs },
  });
  await sweep(accounts);
  assert.deepEqual(left.sessions(), ['an hour', 'idle', 'aged']);
  clock.advance(dayMs + 1);
  await sweep(accounts);
  assert.deepEqual([...left.sessions(), ...left.series()], []);
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
