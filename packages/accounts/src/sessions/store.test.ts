import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { openDatabase } from '../database/open.ts';
import { type TestAccounts, type TestScope, testAccounts } from '../testing.ts';
import { disableUser, enableUser } from '../users/change-user.ts';
import { clearCredentials } from '../users/clear-credentials.ts';
import { addUser } from '../users/sign-up.ts';
import type { User } from '../users/user.ts';
import type { StoredSeries, StoredSession } from './session.ts';
import { type AccountsSessionStore, sessionStore } from './store.ts';
import { seriesOf, sessionOf } from './test-records.ts';

interface Scene extends TestAccounts {
  readonly store: AccountsSessionStore;
  readonly ada: User;
  readonly bob: User;
  session(idHash: string, changes?: Partial<StoredSession>): StoredSession;
  series(name: string, changes?: Partial<StoredSeries>): StoredSeries;
}

async function open(scope: TestScope): Promise<Scene> {
  const made = await testAccounts(scope);
  const [ada, bob] = [await add(made, 'ada'), await add(made, 'bob')];
  const now = made.clock();
  const session: Scene['session'] = (idHash, changes) => sessionOf(ada, idHash, { atMs: now, ...changes });
  const series: Scene['series'] = (name, changes) => seriesOf(ada, name, { atMs: now, ...changes });
  return { ...made, store: sessionStore(made.accounts), ada, bob, session, series };
}

async function add({ accounts }: TestAccounts, username: string): Promise<User> {
  const added = await addUser(accounts, { username, password: 'kestrel on the mast' });
  assert.ok(added.ok);
  return added.user;
}

test('a session is found with its user in one look, and without a promise', async (t) => {
  const { store, ada, session } = await open(t);
  const proofs = [{ factor: 'password', atMs: 1_767_225_600_000 }];
  assert.equal(await store.start(session('one', { proofs }), { user: ada }), true);
  assert.deepEqual(store.find('one'), { session: session('one', { proofs }), user: ada });
  assert.equal(store.find('another'), undefined);
});

test('the session of an account that was disabled is refused at once, and stays refused when it is enabled', async (t) => {
  const { store, accounts, ada, session } = await open(t);
  await store.start(session('one'), { user: ada });
  await disableUser(accounts, ada);
  assert.equal(store.find('one'), undefined);
  await enableUser(accounts, ada);
  assert.equal(store.find('one'), undefined);
});

test('a forced log-in is no way into a disabled account', async (t) => {
  const { store, accounts, ada, session } = await open(t);
  await store.start(session('one', { forced: true }), { user: ada });
  assert.equal((await store.find('one'))?.session.forced, true);
  const disabled = await disableUser(accounts, ada);
  assert.ok(disabled);
  assert.equal(store.find('one'), undefined);
  assert.equal(await store.start(session('two', { forced: true }), { user: disabled }), false);
});

test('a session that ended in one process is refused at once in every other', async (t) => {
  const { store, accounts, url, ada, session } = await open(t);
  const database = await openDatabase(url);
  t.after(() => database.close());
  const other = sessionStore({ ...accounts, database });
  await store.start(session('one'), { user: ada });
  assert.notEqual(other.find('one'), undefined);
  await store.end({ idHash: 'one' });
  assert.equal(other.find('one'), undefined);
});

test('a log-in under way while the password changes is stillborn', async (t) => {
  const { store, database, ada, session, series } = await open(t);
  const clear = { reason: 'password-changed' } as const;
  await database.kysely.transaction().execute((transaction) => clearCredentials(transaction, ada.id, clear));
  const next = series('a');
  assert.equal(await store.start(session('late', { series: 'a' }), { user: ada, series: { next } }), false);
  assert.equal(store.find('late'), undefined);
  assert.equal(store.findSeries('a'), undefined);
});

test('a log-in under way while the account is disabled is stillborn', async (t) => {
  const { store, accounts, ada, session } = await open(t);
  await disableUser(accounts, ada);
  assert.equal(await store.start(session('late'), { user: ada }), false);
  assert.equal(await store.start(session('late'), { user: { ...ada, credentialsVersion: 2 } }), false);
});

test('a row of another credentials version is not found, however it came there', async (t) => {
  const { store, database, ada, session } = await open(t);
  await store.start(session('one'), { user: ada });
  await database.kysely.updateTable('sessions').set({ credentials_version: 7 }).execute();
  assert.equal(store.find('one'), undefined);
});

test('a session cannot go on in the remember series of somebody else', async (t) => {
  const { store, ada, bob, session, series } = await open(t);
  await store.start(session('one', { series: 'a' }), { user: ada, series: { next: series('a') } });
  const stolen = session('two', { userId: bob.id, series: 'a' });
  assert.equal(await store.start(stolen, { user: bob }), false);
  const next = series('a', { userId: bob.id, tokenHash: 'a token 2' });
  assert.equal(await store.start(stolen, { user: bob, series: { next, from: 'a token 1' } }), false);
  assert.equal((await store.findSeries('a'))?.series.tokenHash, 'a token 1');
});

test('a remember series is not found once its account is disabled', async (t) => {
  const { store, accounts, database, ada, session, series } = await open(t);
  await store.start(session('one', { series: 'a' }), { user: ada, series: { next: series('a') } });
  assert.deepEqual(store.findSeries('a'), { series: series('a'), user: ada });
  await database.kysely.updateTable('users').set({ disabled_at: accounts.clock() }).execute();
  assert.equal(store.findSeries('a'), undefined);
});

test('of more than a hundred sessions the one unused for longest ends, with its remember series', async (t) => {
  const { store, database, clock, ada, bob, session, series } = await open(t);
  const seen = (index: number) => ({ lastSeenAtMs: clock() + index });
  await store.start(session("bob's", { userId: bob.id }), { user: bob });
  await store.start(session('0', { ...seen(0), series: 'a' }), { user: ada, series: { next: series('a') } });
  for (let index = 1; index <= 99; index++)
    await store.start(session(`${index}`, seen(index)), { user: ada });
  assert.notEqual(store.find('0'), undefined);
  store.touch('1', clock() + 500);
  await store.start(session('100', seen(100)), { user: ada });
  assert.equal(store.find('0'), undefined);
  assert.equal(store.findSeries('a'), undefined);
  await store.start(session('101', seen(101)), { user: ada });
  assert.equal(store.find('2'), undefined);
  for (const idHash of ['1', '3', '101', "bob's"]) assert.notEqual(store.find(idHash), undefined, idHash);
  const rows = await database.kysely
    .selectFrom('sessions')
    .where('user_id', '=', ada.id)
    .selectAll()
    .execute();
  assert.equal(rows.length, 100);
});

test('of more than a hundred browsers to remember, those unused for longest are forgotten', async (t) => {
  const { store, database, clock, ada, session, series } = await open(t);
  for (let index = 0; index <= 101; index++) {
    const next = series(`s${index}`, { lastUsedAtMs: clock() + index });
    await store.start(session('now', { idHash: `${index}`, series: next.series }), {
      user: ada,
      series: { next },
    });
    await database.kysely.deleteFrom('sessions').execute();
  }
  const rows = await database.kysely.selectFrom('remember_series').select('series').execute();
  assert.equal(rows.length, 100);
  assert.equal(store.findSeries('s1'), undefined);
  assert.notEqual(store.findSeries('s2'), undefined);
});

test('nobody waits for the note that a session was seen, but closing the database does', async (t) => {
  const { store, database, url, clock, ada, session } = await open(t);
  await store.start(session('one'), { user: ada });
  await database.kysely.transaction().execute(async (transaction) => {
    await transaction.updateTable('users').set({ last_log_in_at: 1 }).execute();
    assert.equal(store.touch('one', clock() + 500), undefined);
  });
  await database.close();
  const again = await openDatabase(url);
  t.after(() => again.close());
  const row = await again.kysely.selectFrom('sessions').select('last_seen_at').executeTakeFirst();
  assert.equal(row?.last_seen_at, clock() + 500);
});

test('of many requests at the same moment one notes that the session was seen', async (t) => {
  const { store, database, clock, ada, session } = await open(t);
  for (const idHash of ['one', 'two']) await store.start(session(idHash), { user: ada });
  const seenAfter = async (idHash: string) =>
    ((await store.find(idHash))?.session.lastSeenAtMs ?? 0) - clock();
  await database.kysely.transaction().execute(async () => {
    for (let ms = 1; ms <= 20; ms++) store.touch('one', clock() + ms);
    store.touch('two', clock() + 7);
  });
  await store.end({ idHash: 'none' });
  assert.deepEqual([await seenAfter('one'), await seenAfter('two')], [1, 7]);
  store.touch('one', clock() + 30);
  await store.end({ idHash: 'none' });
  assert.equal(await seenAfter('one'), 30);
});

test('the note that a session was seen and the one that its remember series was used are one', async (t) => {
  const { store, database, clock, ada, session, series } = await open(t);
  await store.start(session('one', { series: 'a' }), { user: ada, series: { next: series('a') } });
  const noted = async () => {
    await store.end({ idHash: 'none' });
    const [found, used] = [await store.find('one'), await store.findSeries('a')];
    return [found?.session.lastSeenAtMs, used?.series.lastUsedAtMs].map((atMs = 0) => atMs - clock());
  };
  assert.equal(store.touch('one', clock() + 500, 'a'), undefined);
  assert.deepEqual(await noted(), [500, 500]);
  store.touch('one', clock() + 600);
  assert.deepEqual(await noted(), [600, 500]);
  const refuse = "BEGIN SELECT RAISE(ABORT, 'no'); END";
  await sql.raw(`CREATE TRIGGER never BEFORE UPDATE ON remember_series ${refuse}`).execute(database.kysely);
  store.touch('one', clock() + 700, 'a');
  assert.deepEqual(await noted(), [600, 500]);
});

test('a note that comes after the database was closed troubles nobody', async (t) => {
  const { store, database, clock } = await open(t);
  await database.close();
  store.touch('one', clock());
  await new Promise((resolve) => setTimeout(resolve, 20));
});

test('that a session was seen is not worth failing for while the database is busy', async (t) => {
  const { store, accounts, url, ada, session } = await open(t);
  await store.start(session('one'), { user: ada });
  const database = await openDatabase(url, { busyMs: 20 });
  t.after(() => database.close());
  const waiting = sessionStore({ ...accounts, database });
  await accounts.database.kysely.transaction().execute(async (transaction) => {
    await transaction.updateTable('users').set({ last_log_in_at: 1 }).execute();
    waiting.touch('one', accounts.clock() + 1);
    await assert.rejects(waiting.end({ idHash: 'one' }), { code: 'database-busy' });
  });
  assert.equal((await store.find('one'))?.session.lastSeenAtMs, accounts.clock());
});
