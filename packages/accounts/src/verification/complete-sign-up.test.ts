import assert from 'node:assert/strict';
import { test } from 'node:test';
import { client } from '../recovery/test-mailbox.ts';
import { addUser } from '../users/sign-up.ts';
import { completeSignUp } from './complete-sign-up.ts';
import { findSignUp } from './find-sign-up.ts';
import { chosen, elsewhere, waitingRoom } from './test-sign-up.ts';

const over = { ok: false, reason: 'over' };
const wrong = { ok: false, reason: 'wrong' };

test('in the browser that signed up the link alone makes the account, with a proven address', async (t) => {
  const { accounts, clock, signsUp, users, pending, logsIn, audited } = await waitingRoom(t);
  const outcome = await completeSignUp(accounts, await signsUp(), client);
  assert.ok(outcome.ok && outcome.isHere);
  assert.deepEqual([outcome.user.username, outcome.user.email], ['bob', 'bob@example.com']);
  assert.equal(outcome.user.emailVerifiedAtMs, clock());
  assert.deepEqual([await users(), await pending()], [2, 0]);
  assert.equal(await logsIn('bob', chosen), true);
  for (const event of ['signed-up', 'email-verified']) {
    assert.deepEqual(await audited(event), [{ who: outcome.user.id, detail: null, actor: 'visitor' }]);
  }
});

test('elsewhere it takes the password chosen at sign-up', async (t) => {
  const { accounts, signsUp, users, audited } = await waitingRoom(t);
  const { token } = await signsUp();
  for (const browser of [undefined, elsewhere, 'nonsense']) {
    assert.deepEqual(await findSignUp(accounts, { token, browser }), {
      email: 'bob@example.com',
      username: 'bob',
      isHere: false,
    });
    assert.deepEqual(await completeSignUp(accounts, { token, browser }, client), wrong);
    const guessed = { token, browser, password: 'kestrel on the mast' };
    assert.deepEqual(await completeSignUp(accounts, guessed, client), wrong);
  }
  assert.equal(await users(), 1);
  assert.deepEqual(
    (await audited('email-verified')).map(({ detail }) => detail),
    ['wrong-password', 'wrong-password', 'wrong-password'],
  );
  const outcome = await completeSignUp(accounts, { token, browser: undefined, password: chosen }, client);
  assert.ok(outcome.ok && !outcome.isHere);
});

test('the tenth wrong password ends the sign-up, also when all come at once', async (t) => {
  const { accounts, signsUp, pending } = await waitingRoom(t);
  const { token, browser } = await signsUp();
  const guess = (password: string) =>
    completeSignUp(accounts, { token, browser: undefined, password }, client);
  const outcomes = await Promise.all(Array.from({ length: 15 }, (_, index) => guess(`guess ${index}`)));
  assert.equal(outcomes.filter((outcome) => !outcome.ok && outcome.reason === 'wrong').length, 10);
  assert.deepEqual(await guess(chosen), over);
  assert.deepEqual(await completeSignUp(accounts, { token, browser }, client), over);
  assert.equal(await pending(), 0);
});

test('the tenth password may be the right one', async (t) => {
  const { accounts, signsUp } = await waitingRoom(t);
  const { token } = await signsUp();
  const guess = (password: string) =>
    completeSignUp(accounts, { token, browser: undefined, password }, client);
  for (let count = 1; count < 10; count++) assert.deepEqual(await guess('nonsense'), wrong);
  assert.equal((await guess(chosen)).ok, true);
});

test('of two clicks at the same moment one makes the account, and the link is over', async (t) => {
  const { accounts, signsUp, users } = await waitingRoom(t);
  const link = await signsUp();
  const outcomes = await Promise.all([
    completeSignUp(accounts, link, client),
    completeSignUp(accounts, link, client),
  ]);
  assert.deepEqual(outcomes.map(({ ok }) => ok).sort(), [false, true]);
  assert.deepEqual(await completeSignUp(accounts, link, client), over);
  assert.equal(await users(), 2);
});

test('of several sign-ups with one address the first proven wins, and the others end', async (t) => {
  const { accounts, pending, signsUp, logsIn } = await waitingRoom(t);
  const [eve, bob] = [await signsUp({ username: 'eve', password: 'curlew by the weir' }), await signsUp()];
  await signsUp({ username: 'zoe', email: 'zoe@example.com' });
  assert.equal((await completeSignUp(accounts, bob, client)).ok, true);
  assert.equal(await pending(), 1);
  assert.deepEqual(await completeSignUp(accounts, eve, client), over);
  assert.deepEqual([await logsIn('eve', 'curlew by the weir'), await logsIn('bob', chosen)], [false, true]);
});

test('a user name taken meanwhile is told, and another one is taken in its place', async (t) => {
  const { accounts, pending, signsUp } = await waitingRoom(t);
  const link = await signsUp();
  await addUser(accounts, { username: 'BOB' });
  const taken = { ok: false, reason: 'faults', faults: [{ field: 'username', reason: 'taken' }] };
  assert.deepEqual(await completeSignUp(accounts, link, client), taken);
  assert.deepEqual(await completeSignUp(accounts, { ...link, username: 'ada' }, client), taken);
  const none = await completeSignUp(accounts, { ...link, username: 'b@b' }, client);
  assert.ok(!none.ok && none.reason === 'faults');
  assert.equal(await pending(), 1);
  const outcome = await completeSignUp(accounts, { ...link, username: 'bob lind' }, client);
  assert.ok(outcome.ok && outcome.user.username === 'bob lind');
});

test('asking for one name after the other is limited as at sign-up', async (t) => {
  const { accounts, signsUp } = await waitingRoom(t, { limits: { signUpsPerHour: 3 } });
  const link = await signsUp();
  for (let count = 0; count < 2; count++) {
    const outcome = await completeSignUp(accounts, { ...link, username: 'ada' }, client);
    assert.ok(!outcome.ok && outcome.reason === 'faults');
  }
  const outcome = await completeSignUp(accounts, { ...link, username: 'ada' }, client);
  assert.ok(!outcome.ok && outcome.reason === 'limited');
});

test('an address that has an account by now ends the link, and nobody is told why', async (t) => {
  const { accounts, signsUp } = await waitingRoom(t);
  const link = await signsUp();
  await addUser(accounts, { email: 'BOB@example.com', password: 'curlew by the weir' });
  assert.equal(await findSignUp(accounts, link), undefined);
  assert.deepEqual(await completeSignUp(accounts, link, client), over);
});

test('a callback that fails leaves the sign-up as it was, and the link good', async (t) => {
  let fails = true;
  const { accounts, pending, signsUp } = await waitingRoom(t, {
    async onSignUp(_, user) {
      if (fails && user.username === 'bob') throw new Error('the application failed');
    },
  });
  const link = await signsUp();
  await assert.rejects(completeSignUp(accounts, link, client), { message: 'the application failed' });
  assert.equal(await pending(), 1);
  fails = false;
  assert.equal((await completeSignUp(accounts, link, client)).ok, true);
});

test('what nobody mailed completes nothing, whatever its shape', async (t) => {
  const { accounts, signsUp } = await waitingRoom(t);
  const { browser, token } = await signsUp();
  for (const none of ['', 'x', elsewhere, `${token}=`, ` ${token}`, browser]) {
    assert.deepEqual(
      await completeSignUp(accounts, { token: none, browser, password: chosen }, client),
      over,
    );
  }
});

test('when too many passwords are being hashed, nobody loses a try', async (t) => {
  const { accounts, database, signsUp } = await waitingRoom(t, { passwords: { atOnce: 1, queue: 0 } });
  const { token } = await signsUp();
  const guess = () => completeSignUp(accounts, { token, browser: undefined, password: 'nonsense' }, client);
  const outcomes = await Promise.all([guess(), guess(), guess()]);
  assert.equal(outcomes.filter((outcome) => !outcome.ok && outcome.reason === 'busy').length, 2);
  const row = await database.kysely.selectFrom('pending_sign_ups').selectAll().executeTakeFirstOrThrow();
  assert.equal(row.wrong_passwords, 1);
});
