import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { sql } from 'kysely';
import { createAccounts } from '../accounts.ts';
import { completeLogIn } from '../log-in/complete-log-in.ts';
import { sessionStore } from '../sessions/store.ts';
import { seriesOf, sessionOf } from '../sessions/test-records.ts';
import { sweep } from '../sweep.ts';
import { testClock, testDatabase, testFolder, testKeyring } from '../testing.ts';
import { spendToken } from '../tokens/one-time-token.ts';
import { hashOfToken } from '../tokens/token-text.ts';
import { type Migration, migrationsOf } from './migrate.ts';
import { openDatabase } from './open.ts';

const run = promisify(execFile);
const dayMs = 86_400_000;

test('a first start makes folder, file and tables, for this user only', async (t) => {
  const folder = join(testFolder(t), 'deep', 'data');
  const database = await openDatabase(`sqlite:${join(folder, 'latchkey.db')}`);
  t.after(() => database.close());
  assert.equal(database.migrations[0], '001-accounts.sql');
  assert.deepEqual(await database.kysely.selectFrom('users').selectAll().execute(), []);
  assert.equal(statSync(folder).mode & 0o777, 0o700);
  for (const name of ['latchkey.db', 'latchkey.db-wal']) {
    assert.equal(statSync(join(folder, name)).mode & 0o777, 0o600, name);
  }
});

test('a second start runs nothing', async (t) => {
  const { url } = await testDatabase(t);
  const again = await openDatabase(url);
  t.after(() => again.close());
  assert.deepEqual(again.migrations, []);
});

const steps: Migration[] = [
  { name: '001-a.sql', sql: 'CREATE TABLE a (x);\n' },
  { name: '002-b.sql', sql: 'CREATE TABLE b (x);\n' },
];

test('a newer version runs only the steps that are new', async (t) => {
  const { database, url } = await testDatabase(t, { steps: steps.slice(0, 1) });
  assert.deepEqual(database.migrations, ['001-a.sql']);
  const newer = await openDatabase(url, { steps });
  t.after(() => newer.close());
  assert.deepEqual(newer.migrations, ['002-b.sql']);
});

test('a step that was changed after it ran stops the start; other line endings do not', async (t) => {
  const { url } = await testDatabase(t, { steps });
  const changed = steps.map(({ name, sql }) => ({ name, sql: `${sql}-- and more` }));
  await assert.rejects(openDatabase(url, { steps: changed }), {
    code: 'migration-changed',
    message: /001-a\.sql/,
  });
  const windows = steps.map(({ name, sql }) => ({ name, sql: sql.replaceAll('\n', '\r\n') }));
  const opened = await openDatabase(url, { steps: windows });
  await opened.close();
});

test('a database of a newer version stops the start of an older one', async (t) => {
  const { url } = await testDatabase(t, { steps });
  const older = openDatabase(url, { steps: steps.slice(0, 1) });
  await assert.rejects(older, { code: 'migration-unknown', message: /002-b\.sql/ });
});

test('a step that fails leaves nothing of this start behind', async (t) => {
  const url = `sqlite:${join(testFolder(t), 'test.db')}`;
  const broken = [...steps, { name: '003-c.sql', sql: 'CREATE TABLE c (x); CREATE TABEL d (x);' }];
  await assert.rejects(openDatabase(url, { steps: broken }), /TABEL/);
  const fixed = await openDatabase(url, { steps });
  t.after(() => fixed.close());
  assert.deepEqual(fixed.migrations, ['001-a.sql', '002-b.sql']);
});

test('sessions and remember tokens from before step 002 go on, and end as they would have', async (t) => {
  const [accountsStep] = migrationsOf('sqlite');
  assert.ok(accountsStep);
  const before = await testDatabase(t, { steps: [accountsStep] });
  const now = before.clock();
  for (const row of rowsBefore002(now)) await sql.raw(row).execute(before.database.kysely);
  await before.database.close();

  const { url, clock } = before;
  const database = await openDatabase(url, { clock });
  t.after(() => database.close());
  assert.equal(database.migrations[0], '002-sessions.sql');
  const accounts = createAccounts({ database, clock, keyring: testKeyring(), limits: 'off' });
  const store = sessionStore(accounts);
  const found = await store.find('one');
  assert.ok(found);
  assert.deepEqual(found.session, sessionOf(found.user, 'one', { series: 'a', atMs: now }));
  assert.deepEqual((await store.findSeries('a'))?.series, seriesOf(found.user, 'a', { atMs: now }));

  const restored = sessionOf(found.user, 'two', { via: 'remember', series: 'a', looks: 'x', atMs: now });
  const next = seriesOf(found.user, 'a', { tokenHash: 'a token 2', lifetimeMs: 90 * dayMs, atMs: now });
  assert.equal(await store.start(restored, { user: found.user, series: { next, from: 'a token 1' } }), true);
  assert.deepEqual((await store.find('two'))?.session, restored);
  assert.deepEqual((await store.findSeries('a'))?.series, next);
  clock.advance(31 * dayMs);
  await sweep(accounts);
  assert.equal(await store.find('one'), undefined);
  assert.equal(await store.findSeries('b'), undefined);
  assert.notEqual(await store.findSeries('a'), undefined);
});

test('links, sessions and accounts from before step 003 go on; no address counts as proven, and no browser has a name', async (t) => {
  const before = await testDatabase(t, { steps: migrationsOf('sqlite').slice(0, 2) });
  const now = before.clock();
  const token = 'a'.repeat(43);
  const insert = 'INSERT INTO one_time_tokens (token_hash, purpose, user_id, created_at, expires_at)';
  const values = `'${hashOfToken(token)}', 'reset-password', 'u', ${now}, ${now + dayMs}`;
  for (const row of [...rowsBefore002(now), `${insert} VALUES (${values})`])
    await sql.raw(row).execute(before.database.kysely);
  await before.database.close();

  const { url, clock } = before;
  const database = await openDatabase(url, { clock });
  t.after(() => database.close());
  assert.equal(database.migrations[0], '003-mail.sql');
  const accounts = createAccounts({ database, clock, keyring: testKeyring(), limits: 'off' });
  const found = await sessionStore(accounts).find('one');
  assert.equal(found?.user.username, 'ada');
  const { emailVerifiedAtMs, language, deletesAtMs } = found.user;
  assert.deepEqual([emailVerifiedAtMs, language, deletesAtMs], [undefined, undefined, undefined]);
  const presented = { purpose: 'reset-password', token } as const;
  assert.equal((await spendToken(accounts, presented))?.userId, 'u');
  assert.equal(await spendToken(accounts, presented), undefined);
  const keys = await sql`PRAGMA foreign_key_check`.execute(database.kysely);
  assert.deepEqual(keys.rows, []);
  await sql.raw("DELETE FROM users WHERE id = 'u'").execute(database.kysely);
  assert.deepEqual(await database.kysely.selectFrom('one_time_tokens').selectAll().execute(), []);
});

test('sessions and links from before step 004 go on; no log-in asks for a second factor until there is one', async (t) => {
  const before = await testDatabase(t, { steps: migrationsOf('sqlite').slice(0, 3) });
  const now = before.clock();
  for (const row of rowsBefore002(now)) await sql.raw(row).execute(before.database.kysely);
  await before.database.close();

  const { url, clock } = before;
  const database = await openDatabase(url, { clock });
  t.after(() => database.close());
  assert.deepEqual(database.migrations, ['004-factors.sql']);
  const accounts = createAccounts({ database, clock, keyring: testKeyring(), limits: 'off' });
  const found = await sessionStore(accounts).find('one');
  assert.ok(found);
  assert.deepEqual(found.session, sessionOf(found.user, 'one', { series: 'a', atMs: now }));
  assert.equal(found.user.secondFactorSinceMs, undefined);
  const completed = await completeLogIn(accounts, found.user, { proofs: [], client: { address: undefined } });
  assert.equal(completed.ok, true);
  const keys = await sql`PRAGMA foreign_key_check`.execute(database.kysely);
  assert.deepEqual(keys.rows, []);
});

/** Ada, remembered in two browsers, and logged in in the first. */
function rowsBefore002(now: number): string[] {
  const series =
    'INSERT INTO remember_series (series, user_id, token_hash, rotated_at, created_at, last_used_at)';
  return [
    `INSERT INTO users (id, username, username_canonical, created_at) VALUES ('u', 'ada', 'ada', ${now})`,
    `${series} VALUES ('a', 'u', 'a token 1', ${now}, ${now}, ${now}), ('b', 'u', 'b token 1', ${now}, ${now}, ${now})`,
    `INSERT INTO sessions (id_hash, user_id, credentials_version, via, proofs, series, created_at, last_seen_at)
      VALUES ('one', 'u', 1, 'login', '[]', 'a', ${now}, ${now})`,
  ];
}

test('each URL that is no SQLite file is refused with a code', async () => {
  const refused = { 'database-not-supported': ['postgres://db/x', 'postgresql://db/x', 'mysql://db/x'] };
  for (const url of refused['database-not-supported']) {
    await assert.rejects(openDatabase(url), { code: 'database-not-supported' });
  }
  for (const url of [
    'sqlite:',
    'sqlite::memory:',
    'sqlite://data/x.db',
    'sqlite:a.db?mode=ro',
    'data/x.db',
    'sqlite:data/',
  ]) {
    await assert.rejects(openDatabase(url), { code: 'database-url-invalid' }, url);
  }
});

test('the time of each step is that of the clock', async (t) => {
  const { database } = await testDatabase(t);
  const ranAt = await database.prepareOne('SELECT ran_at FROM migrations')();
  assert.equal(ranAt?.[0], testClock()());
});

// Each opens the same new file, writes 25 rows in transactions and 25 outside, and says which steps it ran.
const child = `
  import { openDatabase } from ${JSON.stringify(new URL('./open.ts', import.meta.url).href)};
  const [url, name] = process.argv.slice(1);
  const database = await openDatabase(url);
  for (let index = 0; index < 50; index++) {
    const row = { name: name + index, count: 0, since: 0, wait_until: 0, updated_at: 0 };
    const write = (kysely) => kysely.insertInto('limits').values(row).execute();
    await (index % 2 ? write(database.kysely) : database.kysely.transaction().execute(write));
  }
  await database.close();
  console.log(JSON.stringify(database.migrations));
`;

test('six processes that start at once on an empty folder: one makes the tables, all write, nothing is lost', async (t) => {
  const url = `sqlite:${join(testFolder(t), 'data', 'test.db')}`;
  const names = ['a', 'b', 'c', 'd', 'e', 'f'];
  const arguments_ = ['--conditions=latchkey-source', '--input-type=module', '--eval', child];
  const outputs = await Promise.all(names.map((name) => run(process.execPath, [...arguments_, url, name])));
  const ran = outputs.map(({ stdout }): unknown => JSON.parse(stdout)).filter((steps) => `${steps}` !== '');
  assert.equal(ran.length, 1);
  const database = await openDatabase(url);
  t.after(() => database.close());
  const rows = await database.kysely.selectFrom('limits').select('name').execute();
  assert.equal(rows.length, 300);
});
