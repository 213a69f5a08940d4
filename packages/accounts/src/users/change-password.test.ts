import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AccountsSettings } from '../accounts.ts';
import { logInWithPassword } from '../log-in/log-in-with-password.ts';
import { sessionStore } from '../sessions/store.ts';
import { seriesOf, sessionOf } from '../sessions/test-records.ts';
import { type TestScope, testAccounts } from '../testing.ts';
import { changePassword, type PasswordChange } from './change-password.ts';
import { disableUser } from './change-user.ts';
import { hasPassword } from './has-password.ts';
import { addUser } from './sign-up.ts';
import type { User } from './user.ts';

const client = { address: '192.0.2.1' };
const old = 'kestrel on the mast';
const fresh = 'heron under the pier';

/** Ada with two sessions, `here` (remembered) and `there`. */
async function open(scope: TestScope, settings: Partial<AccountsSettings> = {}) {
  const made = await testAccounts(scope, settings);
  const { accounts, clock } = made;
  const added = await addUser(accounts, { username: 'ada', email: 'ada@example.com', password: old });
  assert.ok(added.ok);
  const [ada, store, now] = [added.user, sessionStore(accounts), clock()];
  const start = (idHash: string, user: User, series?: string) => {
    const session = sessionOf(user, idHash, { series, atMs: now });
    if (series === undefined) return store.start(session, { user });
    return store.start(session, { user, series: { next: seriesOf(user, series, { atMs: now }) } });
  };
  await start('here', ada, 'series here');
  await start('there', ada);
  const change = (changes: Partial<PasswordChange> = {}) =>
    changePassword(
      accounts,
      {
        user: ada,
        sessionIdHash: 'here',
        currentPassword: old,
        password: fresh,
        confirmPassword: fresh,
        ...changes,
      },
      client,
    );
  const logIn = async (password: string) =>
    (await logInWithPassword(accounts, { identifier: 'ada', password }, client)).ok;
  return { ...made, ada, store, start, change, logIn };
}

test('a changed password ends every other session and remember token, and keeps this session', async (t) => {
  const { store, ada, change, logIn } = await open(t);
  const outcome = await change();
  assert.deepEqual(outcome, { ok: true, user: { ...ada, credentialsVersion: 2 } });
  assert.deepEqual([store.find('there'), store.findSeries('series here')], [undefined, undefined]);
  assert.equal((await store.find('here'))?.user.credentialsVersion, 2);
  assert.deepEqual([await logIn(old), await logIn(fresh)], [false, true]);
});

test('the session that changed the password can go on under a new id', async (t) => {
  const { store, change, start } = await open(t);
  const outcome = await change();
  assert.ok(outcome.ok);
  assert.equal(await start('new', outcome.user), true);
  assert.notEqual(store.find('new'), undefined);
});

test('everything that is wrong is told at once', async (t) => {
  const { change } = await open(t);
  const wrong = await change({ currentPassword: 'nonsense', password: 'short', confirmPassword: 'shirt' });
  assert.deepEqual(wrong, {
    ok: false,
    reason: 'faults',
    faults: [
      { field: 'currentPassword', reason: 'wrong' },
      { field: 'password', reason: 'too-short', values: { minimum: 8 } },
      { field: 'confirmPassword', reason: 'mismatch' },
    ],
  });
  const empty = await change({ currentPassword: '', password: '', confirmPassword: '' });
  const fields = ['currentPassword', 'password', 'confirmPassword'];
  assert.deepEqual(empty, {
    ok: false,
    reason: 'faults',
    faults: fields.map((field) => ({ field, reason: 'empty' })),
  });
});

test('the new password must be another, and not the own name', async (t) => {
  const { change, logIn } = await open(t);
  const reasons = async (password: string) => {
    const outcome = await change({ password, confirmPassword: password });
    return !outcome.ok && outcome.reason === 'faults' ? outcome.faults.map(({ reason }) => reason) : [];
  };
  assert.deepEqual(await reasons(old), ['same-as-before']);
  assert.deepEqual(await reasons('ada@example.com'), ['own-name']);
  assert.equal(await logIn(old), true);
});

test('ten wrong passwords end the session, the right one does not help it afterwards', async (t) => {
  const { store, change, logIn } = await open(t);
  for (let count = 1; count < 10; count++) {
    const outcome = await change({ currentPassword: 'nonsense' });
    assert.ok(!outcome.ok && outcome.reason === 'faults', `${count}`);
  }
  assert.deepEqual(await change({ currentPassword: 'nonsense' }), { ok: false, reason: 'ended' });
  assert.deepEqual(await change(), { ok: false, reason: 'gone' });
  assert.equal(store.find('here'), undefined);
  assert.notEqual(store.find('there'), undefined);
  assert.equal(await logIn(old), true);
});

test('of two changes at the same moment one wins, and the other finds its session as it left it', async (t) => {
  const { change, logIn, store } = await open(t);
  const other = 'curlew by the weir';
  const outcomes = await Promise.all([
    change(),
    change({ sessionIdHash: 'there', password: other, confirmPassword: other }),
  ]);
  assert.deepEqual(outcomes.map(({ ok }) => ok).sort(), [false, true]);
  assert.equal(
    outcomes.some((outcome) => !outcome.ok && outcome.reason === 'gone'),
    true,
  );
  assert.equal([store.find('here'), store.find('there')].filter((found) => found !== undefined).length, 1);
  assert.notEqual(await logIn(fresh), await logIn(other));
});

test('nothing changes from a session that was logged out, or an account that was disabled, meanwhile', async (t) => {
  const { accounts, ada, store, change } = await open(t);
  const changing = change();
  await store.end({ idHash: 'here' });
  assert.deepEqual(await changing, { ok: false, reason: 'gone' });
  const again = change({ sessionIdHash: 'there' });
  await disableUser(accounts, ada);
  assert.deepEqual(await again, { ok: false, reason: 'gone' });
});

test('the audit says that the password was changed, and from where', async (t) => {
  const { change, database, ada } = await open(t);
  await change();
  const lines = database.kysely.selectFrom('audit').select(['result', 'user_id', 'address']);
  assert.deepEqual(await lines.where('event', '=', 'password-changed').execute(), [
    { result: 'success', user_id: ada.id, address: '192.0.2.1' },
  ]);
});

test('a notice of the change is mailed', async (t) => {
  const compose = () => ({ subject: '', text: '', html: '' });
  const { change, database } = await open(t, { mail: { compose, verification: 'off' } });
  await change({ currentPassword: 'nonsense' });
  await change();
  const mails = database.kysely.selectFrom('mails').select(['template', 'recipient']);
  assert.deepEqual(await mails.execute(), [{ template: 'password-changed', recipient: 'ada@example.com' }]);
});

test('when too many passwords are being hashed, a change is told to come back', async (t) => {
  const { change } = await open(t, { passwords: { atOnce: 1, queue: 0 } });
  const outcomes = await Promise.all([change(), change({ sessionIdHash: 'there' })]);
  const busy = outcomes.find((outcome) => !outcome.ok && outcome.reason === 'busy');
  assert.ok(busy !== undefined && 'retryAfterSeconds' in busy && busy.retryAfterSeconds > 0);
});

/** Ada logs in by mail alone. */
async function openWithoutPassword(scope: TestScope, settings: Partial<AccountsSettings> = {}) {
  const made = await open(scope, settings);
  await made.database.kysely.updateTable('users').set({ password_hash: null }).execute();
  return made;
}

test('an account without a password gets its first one, and nobody asks for a current one', async (t) => {
  const { accounts, ada, change, logIn, store } = await openWithoutPassword(t);
  assert.equal(await hasPassword(accounts.database.kysely, ada.id), false);
  const outcome = await change({ currentPassword: '' });
  assert.deepEqual(outcome, { ok: true, user: { ...ada, credentialsVersion: 2 } });
  assert.equal(await hasPassword(accounts.database.kysely, ada.id), true);
  assert.equal(await logIn(fresh), true);
  assert.equal(store.find('there'), undefined);
});

test('a first password is judged as any other', async (t) => {
  const { change } = await openWithoutPassword(t);
  const outcome = await change({ currentPassword: '', password: 'ada@example.com', confirmPassword: 'x' });
  assert.ok(!outcome.ok && outcome.reason === 'faults');
  assert.deepEqual(
    outcome.faults.map(({ field, reason }) => [field, reason]),
    [
      ['password', 'own-name'],
      ['confirmPassword', 'mismatch'],
    ],
  );
});

test('whoever has a password cannot leave it out', async (t) => {
  const { change, logIn } = await open(t);
  const outcome = await change({ currentPassword: '' });
  assert.deepEqual(outcome, {
    ok: false,
    reason: 'faults',
    faults: [{ field: 'currentPassword', reason: 'empty' }],
  });
  assert.equal(await logIn(old), true);
});

test('of two first passwords at the same moment one counts, and the other is not written over it', async (t) => {
  const { change, logIn } = await openWithoutPassword(t);
  const other = 'curlew by the weir';
  const changes = [{}, { sessionIdHash: 'there', password: other, confirmPassword: other }];
  const outcomes = await Promise.all(changes.map((one) => change({ currentPassword: '', ...one })));
  assert.deepEqual(
    outcomes.filter(({ ok }) => !ok),
    [{ ok: false, reason: 'gone' }],
  );
  assert.notEqual(await logIn(fresh), await logIn(other));
});

test('a first password is a way in that was added: so say the audit and the mail', async (t) => {
  const compose = () => ({ subject: '', text: '', html: '' });
  const { change, database, ada } = await openWithoutPassword(t, { mail: { compose, verification: 'off' } });
  await change({ currentPassword: '' });
  const lines = database.kysely.selectFrom('audit').select(['event', 'detail', 'user_id']);
  assert.deepEqual(await lines.where('event', 'in', ['factor-added', 'password-changed']).execute(), [
    { event: 'factor-added', detail: 'password', user_id: ada.id },
  ]);
  const mails = await database.kysely.selectFrom('mails').select('template').execute();
  assert.deepEqual(mails, [{ template: 'factor-added' }]);
});
