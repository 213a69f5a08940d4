import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sessionStore } from '../sessions/store.ts';
import { seriesOf, sessionOf } from '../sessions/test-records.ts';
import { type TestScope, testAccounts } from '../testing.ts';
import { disableUser, endSessions } from '../users/change-user.ts';
import { findUser } from '../users/find.ts';
import { addUser } from '../users/sign-up.ts';
import type { User } from '../users/user.ts';
import { dropKeptRequest, findKeptRequest } from './find-kept-request.ts';
import { keepRequest } from './keep-request.ts';
import type { KeptRequest } from './kept-request.ts';

const gone = { ok: false, reason: 'gone' };
const transfer: KeptRequest = {
  path: '/transfer?from=2',
  action: 'Transfer 100 € to Bob',
  fields: new Map([
    ['amount', '100'],
    ['to', 'Bob & sons <"é\u0001">'],
  ]),
};

/** Ada and Bob, each logged in with a session of this `idHash`. */
async function open(scope: TestScope) {
  const made = await testAccounts(scope);
  const { accounts, clock } = made;
  const store = sessionStore(accounts);
  const add = async (username: string) => {
    const added = await addUser(accounts, { username, password: 'kestrel on the mast' });
    assert.ok(added.ok);
    await store.start(sessionOf(added.user, username, { atMs: clock() }), { user: added.user });
    return added.user;
  };
  return {
    ...made,
    store,
    ada: await add('ada'),
    bob: await add('bob'),
    keep: (user: User, sessionIdHash: string, request = transfer) =>
      keepRequest(accounts, { user, sessionIdHash, ...request }),
    find: (user: User, sessionIdHash: string) => findKeptRequest(accounts, { user, sessionIdHash }),
    left: async () =>
      (await accounts.database.kysely.selectFrom('kept_requests').selectAll().execute()).length,
  };
}

test('a form that waits for a proof is there as it was sent, and looking at it does not end it', async (t) => {
  const { keep, find, ada } = await open(t);
  assert.deepEqual(await keep(ada, 'ada'), { ok: true });
  for (const look of ['first', 'second']) assert.deepEqual(await find(ada, 'ada'), transfer, look);
});

test('it waits for ten minutes', async (t) => {
  const { clock, keep, find, ada } = await open(t);
  await keep(ada, 'ada');
  clock.advance(600_000 - 1);
  assert.deepEqual(await find(ada, 'ada'), transfer);
  clock.advance(1);
  assert.equal(await find(ada, 'ada'), undefined);
});

test('the next form takes the place of the one before, and has ten minutes of its own', async (t) => {
  const { clock, keep, find, left, ada } = await open(t);
  await keep(ada, 'ada');
  clock.advance(599_000);
  const next = { path: '/close', action: 'Close the account', fields: new Map<string, string>() };
  assert.deepEqual(await keep(ada, 'ada', next), { ok: true });
  clock.advance(599_000);
  assert.deepEqual(await find(ada, 'ada'), next);
  assert.equal(await left(), 1);
});

test('when it was sent it is gone', async (t) => {
  const { accounts, keep, find, ada, bob } = await open(t);
  await keep(ada, 'ada');
  await keep(bob, 'bob');
  await dropKeptRequest(accounts, { sessionIdHash: 'ada' });
  assert.equal(await find(ada, 'ada'), undefined);
  assert.deepEqual(await find(bob, 'bob'), transfer);
});

test('it goes on with the session, which gets a new id by the proof', async (t) => {
  const { clock, store, keep, find, left, ada } = await open(t);
  await keep(ada, 'ada');
  for (const [before, after] of [
    ['ada', 'proven once'],
    ['proven once', 'proven twice'],
  ] as const) {
    const renewed = sessionOf(ada, after, { atMs: clock() });
    assert.equal(await store.start(renewed, { user: ada, replaces: before }), true);
    assert.equal(await find(ada, before), undefined);
    assert.deepEqual(await find(ada, after), transfer);
  }
  assert.equal(await left(), 1);
});

test('a log-out ends it, and so does the end of the session from elsewhere', async (t) => {
  const { accounts, clock, store, keep, find, left, ada, bob } = await open(t);
  await keep(ada, 'ada');
  await store.end({ idHash: 'ada' });
  assert.equal(await find(ada, 'ada'), undefined);
  const next = seriesOf(ada, 'series', { atMs: clock() });
  const remembered = sessionOf(ada, 'remembered', { series: 'series', atMs: clock() });
  await store.start(remembered, { user: ada, series: { next } });
  await keep(ada, 'remembered');
  await store.end({ series: 'series' });
  await keep(bob, 'bob');
  await endSessions(accounts, bob);
  assert.equal(await left(), 0);
});

test('whoever logs in as somebody else in the same browser finds nothing of it', async (t) => {
  const { clock, store, keep, find, left, ada, bob } = await open(t);
  await keep(ada, 'ada');
  await store.start(sessionOf(bob, "bob's, in ada's browser", { atMs: clock() }), {
    user: bob,
    replaces: 'ada',
  });
  assert.equal(await find(bob, "bob's, in ada's browser"), undefined);
  assert.equal(await left(), 0);
});

test('another account finds nothing by the id of the session, and another session of the same nothing either', async (t) => {
  const { clock, store, keep, find, ada, bob } = await open(t);
  await store.start(sessionOf(ada, "ada's telephone", { atMs: clock() }), { user: ada });
  await keep(ada, 'ada');
  assert.equal(await find(bob, 'ada'), undefined);
  assert.equal(await find(ada, "ada's telephone"), undefined);
});

test('nothing is kept for a session that has ended, is of somebody else, or of an account that has changed', async (t) => {
  const { accounts, store, keep, left, ada, bob } = await open(t);
  assert.deepEqual(await keep(bob, 'ada'), gone);
  assert.deepEqual(await keep(ada, 'never was'), gone);
  await disableUser(accounts, bob);
  assert.deepEqual(await keep(bob, 'bob'), gone);
  await store.end({ idHash: 'ada' });
  assert.deepEqual(await keep(ada, 'ada'), gone);
  assert.equal(await left(), 0);
});

test('16 KiB of path, action, names and values are kept; a byte more is not, and what was there stays', async (t) => {
  const { keep, find, ada } = await open(t);
  const most = 16 * 1024;
  const ofBytes = (bytes: number): KeptRequest => {
    const [path, action, name] = ['/notes', 'Save', 'téxt'];
    const rest = bytes - path.length - action.length - Buffer.byteLength(name);
    return {
      path,
      action,
      fields: new Map([[name, `${'é'.repeat(Math.floor(rest / 2))}${rest % 2 ? 'e' : ''}`]]),
    };
  };
  const exact = ofBytes(most);
  assert.deepEqual(await keep(ada, 'ada', exact), { ok: true });
  assert.deepEqual(await keep(ada, 'ada', ofBytes(most + 1)), { ok: false, reason: 'too-large' });
  assert.deepEqual(await find(ada, 'ada'), exact);
  const names = new Map(Array.from({ length: 5000 }, (_, index) => [`field ${index}`, '']));
  assert.deepEqual(await keep(ada, 'ada', { ...exact, fields: names }), { ok: false, reason: 'too-large' });
  const path = `/${'a'.repeat(most)}`;
  assert.deepEqual(await keep(ada, 'ada', { ...transfer, path }), { ok: false, reason: 'too-large' });
});

test('a form is kept for a path of this origin only: its page posts a token there', async (t) => {
  const { keep, find, ada } = await open(t);
  const elsewhere = [
    '//evil.example/x',
    '/\\evil.example',
    '/\t/evil.example',
    '/\n//evil.example',
    'https://evil.example/',
  ];
  elsewhere.push('', 'transfer', 'javascript:alert(1)', '\\/evil.example', '/a\u0000b');
  for (const path of elsewhere) {
    assert.deepEqual(await keep(ada, 'ada', { ...transfer, path }), { ok: false, reason: 'elsewhere' }, path);
  }
  for (const path of ['/', '/a//b', '/ä?next=https://evil.example/', '/:a']) {
    assert.deepEqual(await keep(ada, 'ada', { ...transfer, path }), { ok: true }, path);
    assert.equal((await find(ada, 'ada'))?.path, path);
    assert.equal(new URL(path, 'https://here.example').origin, 'https://here.example');
  }
});

test('what reads like a password, a code or a token is never kept: that is a fault of the program', async (t) => {
  const { keep, left, ada } = await open(t);
  for (const name of [
    'password',
    'newPassword',
    'PASSWORT',
    'token',
    'csrf_token',
    'code',
    'totpCode',
    'card-pin',
  ]) {
    const fields = new Map([...transfer.fields, [name, 'x']]);
    await assert.rejects(keep(ada, 'ada', { ...transfer, fields }), { code: 'field-not-kept' }, name);
  }
  assert.equal(await left(), 0);
});

test('the database holds all of it sealed, and a row that is moved or changed yields nothing', async (t) => {
  const { database, keep, find, ada, bob } = await open(t);
  await keep(ada, 'ada');
  const { kysely } = database;
  const row = await kysely.selectFrom('kept_requests').selectAll().executeTakeFirstOrThrow();
  const written = Object.values(row).join();
  for (const text of ['amount', '100', 'sons', '/transfer', 'Bob']) assert.ok(!written.includes(text), text);
  await kysely.updateTable('kept_requests').set({ session_id_hash: 'bob', user_id: bob.id }).execute();
  assert.equal(await find(bob, 'bob'), undefined);
  await kysely.updateTable('kept_requests').set({ session_id_hash: 'ada', user_id: ada.id }).execute();
  assert.deepEqual(await find(ada, 'ada'), transfer);
  await kysely
    .updateTable('kept_requests')
    .set({ sealed: `A${row.sealed.slice(1)}` })
    .execute();
  assert.equal(await find(ada, 'ada'), undefined);
});

test('what waited while the password was changed in this session is still there after it', async (t) => {
  const { accounts, database, keep, find, ada } = await open(t);
  await keep(ada, 'ada');
  await database.kysely
    .updateTable('users')
    .set({ credentials_version: 2 })
    .where('id', '=', ada.id)
    .execute();
  assert.deepEqual(await keep(ada, 'ada'), gone, 'the session is of the version before');
  await database.kysely
    .updateTable('sessions')
    .set({ credentials_version: 2 })
    .where('id_hash', '=', 'ada')
    .execute();
  const changed = await findUser(accounts, 'ada');
  assert.ok(changed);
  assert.deepEqual(await find(changed, 'ada'), transfer);
  assert.deepEqual(await keep(changed, 'ada'), { ok: true });
});
