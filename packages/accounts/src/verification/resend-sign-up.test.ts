import assert from 'node:assert/strict';
import { test } from 'node:test';
import { client } from '../recovery/test-mailbox.ts';
import { completeSignUp } from './complete-sign-up.ts';
import { resendSignUp } from './resend-sign-up.ts';
import { elsewhere, waitingRoom } from './test-sign-up.ts';

const minuteMs = 60_000;

test('the same link is mailed once more, to the address that signed up, once a minute at most', async (t) => {
  const { accounts, clock, signsUp, written } = await waitingRoom(t);
  const { browser, token } = await signsUp();
  const sent = async () => (await written()).filter(({ isWithheld }) => !isWithheld);
  const mails = async () => (await sent()).map((mail) => [mail.template, mail.to, mail.token]);
  const again = ['verify-address', 'bob@example.com', token];
  assert.deepEqual(await resendSignUp(accounts, browser, client), { ok: true });
  assert.deepEqual(await mails(), [again]);
  clock.advance(minuteMs);
  await Promise.all([resendSignUp(accounts, browser, client), resendSignUp(accounts, browser, client)]);
  assert.deepEqual(await mails(), [again, again]);
});

test('the owner of a known address is told again that there is an account', async (t) => {
  const { accounts, clock, signsUp, written } = await waitingRoom(t);
  const { browser } = await signsUp({ email: 'ada@example.com' });
  clock.advance(minuteMs);
  await resendSignUp(accounts, browser, client);
  const templates = (await written()).map(({ template }) => template);
  assert.deepEqual(templates, ['already-registered', 'already-registered']);
});

test('the answer is the same where there is nothing to send: no cookie, another browser, too old, completed', async (t) => {
  const { accounts, clock, signsUp, written } = await waitingRoom(t);
  const late = await signsUp({ email: 'late@example.com', username: 'late' });
  clock.advance(24 * 60 * minuteMs);
  const done = await signsUp();
  await completeSignUp(accounts, done, client);
  clock.advance(minuteMs);
  const before = (await written()).length;
  for (const browser of [undefined, 'nonsense', elsewhere, late.browser, done.browser]) {
    assert.deepEqual(await resendSignUp(accounts, browser, client), { ok: true });
  }
  const after = (await written()).slice(before);
  assert.deepEqual([after.length, after.every(({ isWithheld }) => isWithheld)], [3, true]);
});

test('of several sign-ups of a browser the newest is mailed again', async (t) => {
  const { accounts, clock, signsUp, written } = await waitingRoom(t);
  const { browser } = await signsUp({ email: 'bbo@example.com' });
  clock.advance(minuteMs);
  await signsUp({}, browser);
  clock.advance(minuteMs);
  await resendSignUp(accounts, browser, client);
  assert.equal((await written()).at(-1)?.to, 'bob@example.com');
});

test('the twenty-first request of an hour from one address waits, and a recipient gets three mails', async (t) => {
  const { accounts, clock, signsUp, written } = await waitingRoom(t, { limits: {} });
  const { browser } = await signsUp();
  for (let count = 0; count < 20; count++) {
    clock.advance(minuteMs);
    assert.deepEqual(await resendSignUp(accounts, browser, client), { ok: true });
  }
  const refused = await resendSignUp(accounts, browser, client);
  assert.ok(!refused.ok && refused.retryAfterSeconds > 0);
  const sent = (await written()).filter(({ isWithheld }) => !isWithheld);
  assert.equal(sent.length, 3);
});
