import assert from 'node:assert/strict';
import { test } from 'node:test';
import { client, testChanges } from '../email-change/test-changes.ts';
import { sessionStore } from '../sessions/store.ts';
import { sessionOf } from '../sessions/test-records.ts';
import { disableUser } from './change-user.ts';
import { changeUsername } from './change-username.ts';
import { findUser } from './find.ts';

test('the new name counts at once, the old one is free, the session goes on, and a mail says so', async (t) => {
  const { accounts, ada, add, clock, sent, audited } = await testChanges(t);
  const store = sessionStore(accounts);
  await store.start(sessionOf(ada, 'here', { atMs: clock() }), { user: ada });
  const outcome = await changeUsername(
    accounts,
    { user: ada, sessionIdHash: 'here', username: ' Lovelace ' },
    client,
  );
  const changed = { ...ada, username: 'Lovelace', name: 'Lovelace' };
  assert.deepEqual(outcome, { ok: true, user: changed, isChanged: true });
  assert.deepEqual(await findUser(accounts, 'lovelace'), changed);
  assert.equal((await store.find('here'))?.user.name, 'Lovelace');
  assert.deepEqual(await sent(), [
    { to: 'ada@example.com', template: 'username-changed', name: 'Lovelace', email: '' },
  ]);
  assert.deepEqual(await audited('username-changed'), [
    { userId: ada.id, result: 'success', detail: null, agent: 'A browser' },
  ]);
  assert.notEqual((await add({ username: 'ada' })).id, ada.id);
});

test('a name that is none, or looks like that of somebody else, is refused', async (t) => {
  const { accounts, inSession, ada, add, user } = await testChanges(t);
  await add({ username: 'Grace' });
  const reasons = async (username: string) => {
    const outcome = await changeUsername(accounts, { ...(await inSession(ada)), username }, client);
    return !outcome.ok && outcome.reason === 'faults' ? outcome.faults.map(({ reason }) => reason) : outcome;
  };
  assert.deepEqual(await reasons(''), ['empty']);
  assert.deepEqual(await reasons('a@b'), ['has-at-sign']);
  for (const alike of ['grace', ' GRACE', 'ｇｒａｃｅ', 'gr\u2060ace']) {
    assert.notDeepEqual(await reasons(alike), [], alike);
    assert.deepEqual(await user('ada'), ada);
  }
  assert.deepEqual(await reasons('grace'), ['taken']);
});

test('the name there is already changes nothing; another way to write it does', async (t) => {
  const { accounts, inSession, ada, sent, audited } = await testChanges(t);
  const same = await changeUsername(accounts, { ...(await inSession(ada)), username: 'ada ' }, client);
  assert.deepEqual(same, { ok: true, user: ada, isChanged: false });
  assert.deepEqual([await sent(), await audited('username-changed')], [[], []]);
  const written = await changeUsername(accounts, { ...(await inSession(ada)), username: 'Ada' }, client);
  assert.ok(written.ok && written.isChanged && written.user.username === 'Ada');
});

test('an account without a user name gets one', async (t) => {
  const { accounts, inSession, add, user } = await testChanges(t);
  const bob = await add({ email: 'bob@example.com' });
  const outcome = await changeUsername(accounts, { ...(await inSession(bob)), username: 'bob' }, client);
  assert.ok(outcome.ok);
  assert.deepEqual(await user('bob'), outcome.user);
  assert.equal(outcome.user.email, 'bob@example.com');
});

test('of two that ask for a name at once one gets it', async (t) => {
  const { accounts, inSession, ada, add, audited } = await testChanges(t);
  const bob = await add({ username: 'bob' });
  const outcomes = await Promise.all(
    [await inSession(ada), await inSession(bob)].map((asker, index) =>
      changeUsername(accounts, { ...asker, username: ['grace', 'GRACE'][index] ?? '' }, client),
    ),
  );
  assert.deepEqual(outcomes.map(({ ok }) => ok).sort(), [false, true]);
  const refused = outcomes.find((outcome) => !outcome.ok);
  assert.deepEqual(refused, {
    ok: false,
    reason: 'faults',
    faults: [{ field: 'username', reason: 'taken' }],
  });
  assert.equal((await audited('username-changed')).length, 1);
});

test('names cannot be tried out without end', async (t) => {
  const { accounts, inSession, ada, add } = await testChanges(t, { limits: {} });
  await add({ username: 'bob' });
  const ask = async () => changeUsername(accounts, { ...(await inSession(ada)), username: 'bob' }, client);
  for (let count = 0; count < 20; count++) assert.equal((await ask()).ok, false);
  assert.deepEqual(await ask(), { ok: false, reason: 'limited', retryAfterSeconds: 3600 });
});

test('an account that was disabled meanwhile keeps its name', async (t) => {
  const { accounts, inSession, ada, user } = await testChanges(t);
  const asker = await inSession(ada);
  await disableUser(accounts, ada);
  assert.deepEqual(await changeUsername(accounts, { ...asker, username: 'grace' }, client), {
    ok: false,
    reason: 'gone',
  });
  assert.equal((await user('ada')).username, 'ada');
});
