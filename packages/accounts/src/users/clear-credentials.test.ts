import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sessionStore } from '../sessions/store.ts';
import { seriesOf, sessionOf } from '../sessions/test-records.ts';
import { type TestScope, testAccounts } from '../testing.ts';
import { issueToken } from '../tokens/one-time-token.ts';
import { type ClearReason, clearCredentials, whatDies } from './clear-credentials.ts';
import { addUser } from './sign-up.ts';

const reasons: ClearReason[] = ['password-changed', 'disabled', 'sessions-ended', 'deleted'];

/** Ada with two remembered sessions, `here` and `there`, and Bob with one; each session with a one-time token. */
async function open(scope: TestScope) {
  const { accounts, clock, database } = await testAccounts(scope);
  const store = sessionStore(accounts);
  const start = async (username: string, idHash: string) => {
    const { users } = { users: database.kysely.selectFrom('users').selectAll() };
    const found = await users.where('username', '=', username).executeTakeFirst();
    if (found === undefined) await addUser(accounts, { username, password: 'kestrel on the mast' });
    const row = await users.where('username', '=', username).executeTakeFirstOrThrow();
    const user = { id: row.id, name: username, username, createdAtMs: clock(), credentialsVersion: 1 };
    const next = seriesOf(user, `series ${idHash}`, { atMs: clock() });
    const session = sessionOf(user, idHash, { series: next.series, atMs: clock() });
    await store.start(session, { user, series: { next } });
    await issueToken(accounts, { purpose: 'reset-password', userId: row.id, lifetimeMs: 1 });
    return user;
  };
  const ada = await start('ada', 'here');
  await start('ada', 'there');
  await start('bob', "bob's");
  const clear = (reason: ClearReason, keepSession?: string) =>
    database.kysely
      .transaction()
      .execute((transaction) =>
        clearCredentials(transaction, ada.id, { reason, ...(keepSession !== undefined && { keepSession }) }),
      );
  const alive = async () => {
    const sessions = ['here', 'there', "bob's"].filter((idHash) => store.find(idHash) !== undefined);
    const series = await database.kysely.selectFrom('remember_series').select('series').execute();
    const tokens = await database.kysely
      .selectFrom('one_time_tokens')
      .innerJoin('users', 'users.id', 'one_time_tokens.user_id')
      .select('users.username')
      .execute();
    return {
      sessions,
      series: series.map((row) => row.series),
      tokensOf: tokens.map((row) => row.username),
    };
  };
  return { store, ada, clear, alive, database };
}

test('without a session to keep, a changed password ends them all', async (t) => {
  const { clear, alive } = await open(t);
  await clear('password-changed');
  assert.deepEqual((await alive()).sessions, ["bob's"]);
});

test('the session that goes on moves to the new version and leaves its series', async (t) => {
  const { clear, store } = await open(t);
  await clear('password-changed', 'here');
  const found = await store.find('here');
  assert.equal(found?.session.series, undefined);
  assert.equal(found?.user.credentialsVersion, 2);
});

test('the session of somebody else cannot be kept', async (t) => {
  const { clear, alive, database } = await open(t);
  await clear('password-changed', "bob's");
  assert.deepEqual((await alive()).sessions, ["bob's"]);
  const row = await database.kysely.selectFrom('sessions').selectAll().executeTakeFirstOrThrow();
  assert.deepEqual([row.credentials_version, row.series], [1, "series bob's"]);
});

test('known browsers die with the version that they carry', async (t) => {
  const { clear, database, ada } = await open(t);
  for (const reason of reasons) {
    assert.equal(whatDies[reason]['known-browser'], 'all');
    await clear(reason);
  }
  const users = database.kysely.selectFrom('users').select('credentials_version').where('id', '=', ada.id);
  assert.deepEqual(await users.execute(), [{ credentials_version: 1 + reasons.length }]);
});
