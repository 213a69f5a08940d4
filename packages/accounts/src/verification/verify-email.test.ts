import assert from 'node:assert/strict';
import { test } from 'node:test';
import { client, type Mailbox, mailbox, oldPassword } from '../recovery/test-mailbox.ts';
import { disableUser } from '../users/change-user.ts';
import { findUser } from '../users/find.ts';
import { signUp } from '../users/sign-up.ts';
import { askToVerify } from './ask-to-verify.ts';
import { findVerification, verifyEmail } from './verify-email.ts';

const minuteMs = 60_000;
const banner = { mail: { verification: 'banner' } } as const;
const over = { ok: false, reason: 'over' };

/** Ada's link, freshly mailed. */
async function linkOf({ accounts, ada, mailed }: Mailbox): Promise<string> {
  assert.deepEqual(await askToVerify(accounts, ada, client), { ok: true });
  return mailed('verify-address');
}

test('where addresses are proven later, a sign-up makes the account at once and mails a link', async (t) => {
  const { accounts, written, mailed } = await mailbox(t, banner);
  const form = { username: 'bob', email: 'bob@example.com', password: 'heron under the pier' };
  const made = await signUp(accounts, form, client);
  assert.ok(made.ok);
  const token = await mailed('verify-address');
  const mail = { to: 'bob@example.com', template: 'verify-address', isWithheld: false };
  assert.deepEqual(await written(), [{ ...mail, name: 'bob@example.com', language: 'en', token }]);
  assert.deepEqual(await findVerification(accounts, { token }), { user: made.user });
});

test('the link proves the address where its owner is logged in, once', async (t) => {
  const box = await mailbox(t, banner);
  const { accounts, ada, clock, user, audited } = box;
  const token = await linkOf(box);
  const outcome = await verifyEmail(accounts, { token, by: ada }, client);
  assert.ok(outcome.ok);
  assert.deepEqual(outcome.user, await findUser(accounts, 'ada'));
  assert.equal((await user(ada.id)).verifiedAtMs, clock());
  assert.deepEqual(await audited('email-verified'), [{ who: ada.id, detail: null, actor: 'visitor' }]);
  assert.deepEqual(await verifyEmail(accounts, { token, by: ada }, client), over);
  assert.deepEqual(await askToVerify(accounts, ada, client), { ok: false, reason: 'nothing-to-prove' });
});

test('elsewhere it takes the password of the account, and a log-in to another account does not help', async (t) => {
  const box = await mailbox(t, banner);
  const { accounts, ada, add, user } = box;
  const by = await add({ username: 'bob', password: 'heron under the pier' });
  const token = await linkOf(box);
  const tries = [{}, { by }, { by, password: 'heron under the pier' }, { password: 'nonsense' }];
  for (const proof of tries) {
    assert.deepEqual(await verifyEmail(accounts, { token, ...proof }, client), {
      ok: false,
      reason: 'wrong',
    });
  }
  assert.equal((await user(ada.id)).verifiedAtMs, null);
  assert.equal((await verifyEmail(accounts, { token, password: oldPassword }, client)).ok, true);
});

test('of 40 wrong passwords at the same moment five are judged, and the link is over', async (t) => {
  const box = await mailbox(t, { ...banner, passwords: { atOnce: 15 } });
  const token = await linkOf(box);
  const guesses = Array.from({ length: 40 }, () =>
    verifyEmail(box.accounts, { token, password: 'nonsense' }, client),
  );
  const outcomes = await Promise.all(guesses);
  const judged = outcomes.filter((outcome) => !outcome.ok && outcome.reason === 'wrong');
  assert.equal(judged.length, 5);
  assert.equal((await box.audited('email-verified')).length, 5);
  assert.deepEqual(await verifyEmail(box.accounts, { token, password: oldPassword }, client), over);
});

test('the right password after four wrong ones proves the address', async (t) => {
  const box = await mailbox(t, banner);
  const token = await linkOf(box);
  const guess = (password: string) => verifyEmail(box.accounts, { token, password }, client);
  for (let count = 0; count < 4; count++) await guess('nonsense');
  assert.equal((await guess(oldPassword)).ok, true);
});

test('the fifth wrong password ends the link', async (t) => {
  const box = await mailbox(t, banner);
  const token = await linkOf(box);
  const guess = (password: string) => verifyEmail(box.accounts, { token, password }, client);
  for (let count = 0; count < 5; count++) await guess('nonsense');
  assert.deepEqual(await guess(oldPassword), over);
});

test('the same link is mailed again after a minute, and the link says when it is too early', async (t) => {
  const box = await mailbox(t, banner);
  const { accounts, ada, clock, written } = box;
  const token = await linkOf(box);
  clock.advance(20_000);
  assert.deepEqual(await askToVerify(accounts, ada, client), {
    ok: false,
    reason: 'waiting',
    retryAfterSeconds: 40,
  });
  clock.advance(40_000);
  assert.equal(await linkOf(box), token);
  assert.equal((await written()).length, 2);
});

test('the fourth mail of an hour is withheld, and the twenty-first request waits', async (t) => {
  const box = await mailbox(t, { ...banner, limits: {} });
  const { accounts, ada, clock, written } = box;
  for (let count = 0; count < 20; count++) {
    clock.advance(minuteMs);
    assert.deepEqual(await askToVerify(accounts, ada, client), { ok: true });
  }
  const refused = await askToVerify(accounts, ada, client);
  assert.ok(!refused.ok && refused.reason === 'limited');
  assert.equal((await written()).filter(({ isWithheld }) => !isWithheld).length, 3);
});

test('a link is over with its day, with another address, and with a disabled account', async (t) => {
  const box = await mailbox(t, banner);
  const { accounts, ada, clock, database } = box;
  const first = await linkOf(box);
  clock.advance(24 * 60 * minuteMs);
  assert.deepEqual(await verifyEmail(accounts, { token: first, by: ada }, client), over);
  const second = await linkOf(box);
  const moved = { email: 'new@example.com', email_canonical: 'new@example.com' };
  await database.kysely.updateTable('users').set(moved).where('id', '=', ada.id).execute();
  assert.deepEqual(await verifyEmail(accounts, { token: second, by: ada }, client), over);
  clock.advance(minuteMs);
  const third = await linkOf(box);
  await disableUser(accounts, ada);
  assert.deepEqual(await verifyEmail(accounts, { token: third, by: ada }, client), over);
});

test('nothing is mailed where there is nothing to prove: no mail, verification off, no address', async (t) => {
  const nothing = { ok: false, reason: 'nothing-to-prove' };
  const off = await mailbox(t, { mail: { verification: 'off' } });
  assert.deepEqual(await askToVerify(off.accounts, off.ada, client), nothing);
  const on = await mailbox(t, banner);
  const bob = await on.add({ username: 'bob' });
  assert.deepEqual(await askToVerify(on.accounts, bob, client), nothing);
  const without = { ...on.accounts, mail: undefined };
  assert.deepEqual(await askToVerify(without, on.ada, client), nothing);
  assert.deepEqual(await on.written(), []);
});
