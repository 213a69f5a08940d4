import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
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

/** Of each kind that says until when it is good: one that is over now, and one that is good for a millisecond more. */
async function expiring({ accounts, clock }: TestAccounts, { id }: User) {
  const { kysely } = accounts.database;
  const user_id = id;
  for (const [name, expires_at] of [
    ['over', clock()],
    ['good', clock() + 1],
  ] as const) {
    const until = { expires_at, created_at: clock() };
    await kysely.insertInto('spent_challenges').values({ challenge_hash: name, expires_at }).execute();
    const pending = { credentials_version: 1, missing: 'set-up', proofs: '[]', remember: 0 } as const;
    await kysely
      .insertInto('pending_log_ins')
      .values({ id_hash: name, user_id, ...pending, ...until })
      .execute();
    const trusted = { agent: null, address: null, last_used_at: clock() };
    await kysely
      .insertInto('trusted_browsers')
      .values({ token_hash: name, user_id, ...trusted, ...until })
      .execute();
    const kept = { sealed: 'sealed', expires_at };
    await kysely
      .insertInto('kept_requests')
      .values({ session_id_hash: name, user_id, ...kept })
      .execute();
    const token = { purpose: 'magic-link', user_id, email: null, spent_at: null } as const;
    await kysely
      .insertInto('one_time_tokens')
      .values({ token_hash: name, ...token, ...until })
      .execute();
  }
  const keys = {
    spent_challenges: 'challenge_hash',
    pending_log_ins: 'id_hash',
    trusted_browsers: 'token_hash',
    kept_requests: 'session_id_hash',
    one_time_tokens: 'token_hash',
  } as const;
  return async () => {
    const left: Record<string, readonly unknown[]> = {};
    for (const table of Object.keys(keys) as (keyof typeof keys)[]) {
      const rows = await kysely.selectFrom(table).select(sql.ref(keys[table]).as('name')).execute();
      left[table] = rows.map(({ name }) => name);
    }
    return left;
  };
}

test('a sweep takes what is good no longer, and nothing a millisecond before', async (t) => {
  const made = await testAccounts(t);
  const [user, store, atMs] = [await addAda(made), sessionStore(made.accounts), made.clock()];
  for (const name of ['over', 'good']) await store.start(sessionOf(user, name, { atMs }), { user });
  const left = await expiring(made, user);
  assert.deepEqual(new Set(Object.values(await left()).map((names) => names.length)), new Set([2]));
  await sweep(made.accounts);
  for (const [table, names] of Object.entries(await left())) assert.deepEqual(names, ['good'], table);
});

test('a sweep takes recovery codes that were shown a day ago and never confirmed; those that count stay', async (t) => {
  const made = await testAccounts(t);
  const [user, { kysely }, now] = [await addAda(made), made.database, made.clock()];
  const codes = {
    'shown long ago': { created_at: now - dayMs - 1, confirmed_at: null },
    'shown just now': { created_at: now - dayMs, confirmed_at: null },
    counts: { created_at: now - 400 * dayMs, confirmed_at: now - 400 * dayMs },
    spent: { created_at: now - 400 * dayMs, confirmed_at: now - 400 * dayMs, spent_at: now },
  };
  for (const [code_hash, code] of Object.entries(codes)) {
    const row = { code_hash, user_id: user.id, spent_at: null, ...code };
    await kysely.insertInto('recovery_codes').values(row).execute();
  }
  await sweep(made.accounts);
  const left = await kysely.selectFrom('recovery_codes').select('code_hash').orderBy('code_hash').execute();
  assert.deepEqual(
    left.map(({ code_hash }) => code_hash),
    ['counts', 'shown just now', 'spent'],
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
