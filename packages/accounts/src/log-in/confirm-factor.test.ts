import assert from 'node:assert/strict';
import { test } from 'node:test';
import { confirmRecoveryCodes } from '../recovery-codes/confirm-recovery-codes.ts';
import { newRecoveryCodes } from '../recovery-codes/new-recovery-codes.ts';
import { recoveryCodesOf } from '../recovery-codes/recovery-codes-of.ts';
import { sessionStore } from '../sessions/store.ts';
import type { TestScope } from '../testing.ts';
import { client, stepMs, testTotp } from '../totp/test-totp.ts';
import { endSessions } from '../users/change-user.ts';
import type { User } from '../users/user.ts';
import { checkSessionPassword } from './check-session-password.ts';
import { confirmFactor } from './confirm-factor.ts';

const gone = { ok: false, reason: 'gone' };
const wrong = { ok: false, reason: 'wrong' };
const ended = { ok: false, reason: 'ended' };

/** Ada, with an app and recovery codes, in a session of hers. */
async function scene(scope: TestScope) {
  const made = await testTotp(scope);
  const { accounts } = made;
  const { app, user, sessionIdHash } = await made.addApp(made.ada);
  const shown = await newRecoveryCodes(accounts, { user, sessionIdHash });
  assert.ok(shown.ok);
  const codes = shown.codes.map((code) => code.reveal());
  await confirmRecoveryCodes(accounts, { user, sessionIdHash, code: codes[0] ?? '' }, client);
  const tell = (by: 'totp' | 'recovery-code', code: string, of: Partial<Asking> = {}) =>
    confirmFactor(accounts, { user, sessionIdHash, answer: { by, code }, ...of }, client);
  return { ...made, app, user, sessionIdHash, codes, tell };
}

interface Asking {
  readonly user: User;
  readonly sessionIdHash: string;
}

test('passwords, codes of the app and recovery codes share the ten tries of a session', async (t) => {
  const { accounts, app, user, sessionIdHash, tell } = await scene(t);
  const password = () => checkSessionPassword(accounts, { user, sessionIdHash, password: 'a guess' }, client);
  for (let round = 0; round < 3; round += 1) {
    assert.deepEqual(await tell('totp', app.wrongCode()), wrong);
    assert.deepEqual(await password(), wrong);
    assert.deepEqual(await tell('recovery-code', '0000-0000-0000-0000-0000-0000'), wrong);
  }
  assert.deepEqual(await password(), ended);
  assert.deepEqual(await tell('totp', app.code()), gone);
  assert.equal(await sessionStore(accounts).find(sessionIdHash), undefined);
});

test('of forty codes sent at once in one session ten are looked at', async (t) => {
  const { app, tell, row, user } = await scene(t);
  const outcomes = await Promise.all(Array.from({ length: 40 }, () => tell('totp', app.wrongCode())));
  assert.equal((await row(user))?.failures, 10);
  assert.equal(outcomes.filter((one) => !one.ok && one.reason === 'ended').length, 1);
});

test('what was proven in a session is spent: neither another session nor a log-in can use it', async (t) => {
  const { inSession, app, user, tell, check, codes } = await scene(t);
  const elsewhere = await inSession(user);
  const code = app.code();
  const outcomes = await Promise.all([tell('totp', code), tell('totp', code, elsewhere)]);
  assert.deepEqual(outcomes.map(({ ok }) => ok).sort(), [false, true]);
  assert.equal(await check(user, code), 'wrong');
  const spent = await tell('recovery-code', codes[1] ?? '');
  assert.equal(spent.ok && spent.codesLeft, 9);
  assert.deepEqual(await tell('recovery-code', codes[1] ?? '', elsewhere), wrong);
});

test('nobody confirms in the session of somebody else, nor in one that has ended', async (t) => {
  const { accounts, add, addApp, app, user, sessionIdHash, tell, codes, clock } = await scene(t);
  const eve = await addApp(await add('eve'));
  assert.deepEqual(await tell('totp', eve.app.code(), { user: eve.user, sessionIdHash }), gone);
  assert.deepEqual(await tell('totp', eve.app.code(), { user, sessionIdHash: eve.sessionIdHash }), gone);
  assert.deepEqual(await tell('totp', eve.app.code()), wrong, 'her own code in the session of ada');
  await endSessions(accounts, user);
  clock.advance(stepMs);
  assert.deepEqual(await tell('totp', app.code()), gone);
  assert.deepEqual(await tell('recovery-code', codes[2] ?? ''), gone);
  assert.equal((await recoveryCodesOf(accounts.database.kysely, user.id))?.left, 10, 'nothing was spent');
});

test('a code that no key can judge is answered like a wrong one, and the audit says what it was', async (t) => {
  const { accounts, app, audited, user, sessionIdHash, row } = await scene(t);
  const keyless = { ...accounts, keyring: { ...accounts.keyring, unseal: () => undefined } };
  const answer = { by: 'totp', code: app.code() } as const;
  assert.deepEqual(await confirmFactor(keyless, { user, sessionIdHash, answer }, client), wrong);
  assert.deepEqual(await audited('confirm'), [
    { userId: user.id, result: 'failure', detail: 'totp-unreadable' },
  ]);
  assert.equal((await row(user))?.failures, 0);
});
