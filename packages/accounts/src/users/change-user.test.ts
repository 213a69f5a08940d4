import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import type { AccountsSettings } from '../accounts.ts';
import { sessionStore } from '../sessions/store.ts';
import { sessionOf } from '../sessions/test-records.ts';
import { type TestScope, testAccounts } from '../testing.ts';
import { deleteUser, disableUser, enableUser, endSessions } from './change-user.ts';
import { findUser } from './find.ts';
import { addUser } from './sign-up.ts';

async function open(scope: TestScope, settings: Partial<AccountsSettings> = {}) {
  const made = await testAccounts(scope, settings);
  const added = await addUser(made.accounts, { username: 'ada', password: 'kestrel on the mast' });
  assert.ok(added.ok);
  const ada = added.user;
  const store = sessionStore(made.accounts);
  await store.start(sessionOf(ada, 'one', { atMs: made.clock() }), { user: ada });
  const events = async () => {
    const rows = await made.database.kysely
      .selectFrom('audit')
      .select(['event', 'actor'])
      .orderBy('id')
      .execute();
    return rows.slice(1).map(({ event, actor }) => `${event} by ${actor}`);
  };
  return { ...made, ada, store, events };
}

test('a disabled account says since when, and loses its sessions; enabled again it is as before', async (t) => {
  const { accounts, clock, ada, store, events } = await open(t);
  const disabled = await disableUser(accounts, ada);
  assert.deepEqual(disabled, { ...ada, disabledAtMs: clock(), credentialsVersion: 2 });
  assert.equal(store.find('one'), undefined);
  assert.deepEqual(await enableUser(accounts, ada), { ...ada, credentialsVersion: 2 });
  assert.deepEqual(await events(), ['user-disabled by operator', 'user-enabled by operator']);
});

test('disabling twice keeps the first time and writes one line', async (t) => {
  const { accounts, clock, ada, events } = await open(t);
  const first = await disableUser(accounts, ada);
  clock.advance(1000);
  assert.deepEqual(await disableUser(accounts, ada), first);
  await enableUser(accounts, ada);
  await enableUser(accounts, ada);
  assert.deepEqual(await events(), ['user-disabled by operator', 'user-enabled by operator']);
});

test('the operator ends the sessions of an account that goes on', async (t) => {
  const { accounts, ada, store, events } = await open(t);
  assert.deepEqual(await endSessions(accounts, ada), { ...ada, credentialsVersion: 2 });
  assert.equal(store.find('one'), undefined);
  assert.deepEqual(await events(), ['sessions-ended by operator']);
});

test('a deleted account is gone with all that hangs on it; its lines in the audit stay', async (t) => {
  const { accounts, ada, store, events } = await open(t);
  assert.equal(await deleteUser(accounts, ada), true);
  assert.equal(store.find('one'), undefined);
  assert.equal(await findUser(accounts, 'ada'), undefined);
  assert.equal(await deleteUser(accounts, ada), false);
  assert.deepEqual(await events(), ['user-deleted by operator']);
});

test('an account that is gone cannot be changed', async (t) => {
  const { accounts, ada, events } = await open(t);
  await deleteUser(accounts, ada);
  for (const change of [disableUser, enableUser, endSessions])
    assert.equal(await change(accounts, ada), undefined);
  assert.deepEqual(await events(), ['user-deleted by operator']);
});

test("an application's own row goes with the account, or neither does", async (t) => {
  let fails = true;
  const { accounts, database, ada, store } = await open(t, {
    onDelete: async (transaction, user) => {
      await sql`DELETE FROM profiles WHERE user_id = ${user.id}`.execute(transaction);
      if (fails) throw new Error('the application failed');
    },
  });
  await sql`CREATE TABLE profiles (user_id TEXT PRIMARY KEY REFERENCES users (id)) STRICT`.execute(
    database.kysely,
  );
  await sql`INSERT INTO profiles VALUES (${ada.id})`.execute(database.kysely);
  await assert.rejects(deleteUser(accounts, ada), { message: 'the application failed' });
  assert.notEqual(store.find('one'), undefined);
  assert.equal((await sql`SELECT * FROM profiles`.execute(database.kysely)).rows.length, 1);
  fails = false;
  assert.equal(await deleteUser(accounts, ada), true);
  assert.equal((await sql`SELECT * FROM profiles`.execute(database.kysely)).rows.length, 0);
});
