import assert from 'node:assert/strict';
import { test } from 'node:test';
import { askForEmailChange } from '../email-change/ask-for-email-change.ts';
import { confirmEmailChange } from '../email-change/confirm-email-change.ts';
import { askForMagicLink } from '../magic-link/ask-for-magic-link.ts';
import { logInWithMagicLink } from '../magic-link/log-in-with-magic-link.ts';
import { askForReset } from '../recovery/ask-for-reset.ts';
import { resetPassword } from '../recovery/reset-password.ts';
import { client } from '../recovery/test-mailbox.ts';
import { sessionStore } from '../sessions/store.ts';
import { sessionOf } from '../sessions/test-records.ts';
import { addUser, signUp } from '../users/sign-up.ts';
import { askToSignUp } from './ask-to-sign-up.ts';
import { askToVerify } from './ask-to-verify.ts';
import { completeSignUp } from './complete-sign-up.ts';
import { findSignUp } from './find-sign-up.ts';
import { resendSignUp } from './resend-sign-up.ts';
import { email, eve, eves, preHijacked, veras } from './test-pre-hijack.ts';
import { verifyEmail } from './verify-email.ts';

const minuteMs = 60_000;

test('sign-up: whoever proves the address wins, and what Eve had waiting for it is gone', async (t) => {
  const { accounts, signsUp, logsIn, waysOfEve } = await preHijacked(t);
  const hers = await signsUp(eves);
  const outcome = await completeSignUp(accounts, await signsUp(veras), client);
  assert.ok(outcome.ok && outcome.user.username === 'vera');
  assert.deepEqual(await waysOfEve(), []);
  const late = { ...hers, password: eves.password };
  assert.deepEqual(await completeSignUp(accounts, late, eve), { ok: false, reason: 'over' });
  assert.equal(await logsIn(email, veras.password), true);
});

test('sign-up: Eve comes after Vera, and takes nothing from her', async (t) => {
  const { accounts, signsUp, waysOfEve } = await preHijacked(t);
  const veraWaits = await signsUp(veras);
  await signsUp(eves);
  assert.ok((await completeSignUp(accounts, veraWaits, client)).ok);
  assert.deepEqual(await waysOfEve(), []);
  await askToSignUp(accounts, { ...eves, username: 'eve2' }, eve);
  assert.equal((await accounts.database.kysely.selectFrom('users').selectAll().execute()).length, 2);
});

test('sign-up: Eve cannot complete hers: the link goes to Vera alone, however often it is sent', async (t) => {
  const { accounts, clock, signsUp, users, written } = await preHijacked(t);
  const { browser } = await signsUp(eves);
  clock.advance(minuteMs);
  await resendSignUp(accounts, browser, eve);
  assert.deepEqual([...new Set((await written()).map(({ to }) => to))], [email]);
  const guess = { token: browser, browser, password: eves.password };
  assert.equal((await completeSignUp(accounts, guess, eve)).ok, false);
  assert.equal(await users(), 1);
});

test('the link of Eve, opened by Vera, makes no account: neither her browser nor her password is the one', async (t) => {
  const { accounts, signsUp, users, logsIn } = await preHijacked(t);
  const { token } = await signsUp(eves);
  const { browser } = await signsUp(veras);
  for (const opened of [
    { token, browser },
    { token, browser: undefined },
  ]) {
    assert.equal((await findSignUp(accounts, opened))?.isHere, false);
    for (const password of [undefined, '', veras.password]) {
      const outcome = await completeSignUp(accounts, { ...opened, password }, client);
      assert.deepEqual(outcome, { ok: false, reason: 'wrong' });
    }
  }
  assert.equal(await users(), 1);
  assert.equal(await logsIn(email, eves.password), false);
});

test('reset: Vera takes over the account that Eve made, and nothing of it opens to Eve', async (t) => {
  for (const mode of ['required', 'banner', 'off'] as const) {
    const { madeByEve, resets, user, waysOfEve, logsIn } = await preHijacked(t, mode);
    const { id } = await madeByEve();
    assert.equal((await waysOfEve()).includes('her session'), true, mode);
    await resets();
    assert.deepEqual(await waysOfEve(), [], mode);
    assert.equal(await logsIn(email, veras.password), true, mode);
    assert.notEqual((await user(id)).verifiedAtMs, null, mode);
  }
});

test('magic link: Vera takes over the account that Eve made, and nothing of it opens to Eve', async (t) => {
  for (const mode of ['required', 'banner', 'off'] as const) {
    const { accounts, madeByEve, mailed, user, waysOfEve } = await preHijacked(t, mode);
    const { id } = await madeByEve();
    const asked = await askForMagicLink(accounts, { identifier: email }, client);
    assert.ok(asked.ok);
    const link = { token: await mailed('magic-link'), browser: asked.browser };
    const outcome = await logInWithMagicLink(accounts, link, client);
    assert.ok(outcome.ok && outcome.user.id === id, mode);
    assert.deepEqual(await waysOfEve(), [], mode);
    assert.equal((await user(id)).hasPassword, false, mode);
  }
});

test('reset and magic link: what Eve asked for before ends as well', async (t) => {
  const { accounts, madeByEve, mailed, resets, waysOfEve } = await preHijacked(t, 'banner');
  const account = await madeByEve();
  await askForReset(accounts, { identifier: 'eve' }, eve);
  const asked = await askForMagicLink(accounts, { identifier: 'eve' }, eve);
  const before = [await mailed('verify-address'), await mailed('reset-password'), await mailed('magic-link')];
  await resets();
  assert.deepEqual(await waysOfEve(), []);
  const [verify = '', reset = '', logIn = ''] = before;
  const { password } = eves;
  assert.equal((await verifyEmail(accounts, { token: verify, by: account, password }, eve)).ok, false);
  assert.equal((await resetPassword(accounts, { token: reset, password }, eve)).ok, false);
  const browser = asked.ok ? asked.browser : undefined;
  assert.equal((await logInWithMagicLink(accounts, { token: logIn, browser }, eve)).ok, false);
});

test('change of address: the link that Eve has waiting in her own mailbox ends with the reset', async (t) => {
  const { accounts, madeByEve, mailed, resets, user, waysOfEve } = await preHijacked(t, 'banner');
  const account = await madeByEve();
  await askForEmailChange(
    accounts,
    { user: account, sessionIdHash: 'of Eve', email: 'eve@example.com' },
    eve,
  );
  const [change, cancel] = [await mailed('confirm-email'), await mailed('email-change-asked')];
  await resets();
  assert.deepEqual(await waysOfEve(), []);
  for (const token of [change, cancel]) {
    const outcome = await confirmEmailChange(accounts, { token, by: account }, eve);
    assert.deepEqual(outcome, { ok: false, reason: 'over' });
  }
  assert.notEqual((await user(account.id)).verifiedAtMs, null);
});

test('change of address: Eve asks for the address of Vera, who signs up all the same and keeps it', async (t) => {
  const { accounts, mailed, signsUp, logsIn } = await preHijacked(t);
  const added = await addUser(accounts, {
    username: 'eve',
    email: 'eve@example.com',
    password: eves.password,
  });
  assert.ok(added.ok);
  await sessionStore(accounts).start(sessionOf(added.user, 'of Eve'), { user: added.user });
  await askForEmailChange(accounts, { user: added.user, sessionIdHash: 'of Eve', email }, eve);
  const outcome = await completeSignUp(accounts, await signsUp(veras), client);
  assert.ok(outcome.ok);
  const change = { token: await mailed('confirm-email'), by: added.user };
  assert.deepEqual(await confirmEmailChange(accounts, change, eve), { ok: false, reason: 'taken' });
  assert.equal(await logsIn(email, eves.password), false);
});

test('change of address: Vera cannot vouch for the account of Eve by the link alone', async (t) => {
  const { accounts, mailed, user } = await preHijacked(t);
  const added = await addUser(accounts, {
    username: 'eve',
    email: 'eve@example.com',
    password: eves.password,
  });
  assert.ok(added.ok);
  await sessionStore(accounts).start(sessionOf(added.user, 'of Eve'), { user: added.user });
  await askForEmailChange(accounts, { user: added.user, sessionIdHash: 'of Eve', email }, eve);
  const token = await mailed('confirm-email');
  for (const password of [undefined, veras.password]) {
    const outcome = await confirmEmailChange(accounts, { token, password }, client);
    assert.deepEqual(outcome, { ok: false, reason: 'wrong' });
  }
  assert.equal((await user(added.user.id)).verifiedAtMs, null);
});

test('banner: Vera cannot vouch for the account of Eve by its link alone, and gets it by a reset', async (t) => {
  const { accounts, madeByEve, mailed, resets, user, waysOfEve } = await preHijacked(t, 'banner');
  const { id } = await madeByEve();
  const token = await mailed('verify-address');
  for (const password of [undefined, veras.password]) {
    const outcome = await verifyEmail(accounts, { token, password }, client);
    assert.deepEqual(outcome, { ok: false, reason: 'wrong' });
  }
  assert.equal((await user(id)).verifiedAtMs, null);
  await resets();
  assert.deepEqual(await waysOfEve(), []);
});

test('banner: the log-in of Vera to an account of her own does not vouch for that of Eve', async (t) => {
  const { accounts, ada, madeByEve, mailed, user } = await preHijacked(t, 'banner');
  const { id } = await madeByEve();
  const outcome = await verifyEmail(accounts, { token: await mailed('verify-address'), by: ada }, client);
  assert.equal(outcome.ok, false);
  assert.equal((await user(id)).verifiedAtMs, null);
});

test('verification off: Vera is told that the address is taken, and gets the account by a reset', async (t) => {
  const { accounts, madeByEve, resets, waysOfEve } = await preHijacked(t, 'off');
  await madeByEve();
  const faults = [{ field: 'email', reason: 'taken' }];
  assert.deepEqual(await signUp(accounts, veras, client), { ok: false, reason: 'faults', faults });
  await resets();
  assert.deepEqual(await waysOfEve(), []);
});

test('an account from before mail was on: the sign-up of Vera makes no second one, and her reset takes it over', async (t) => {
  const { accounts, madeByEve, mailed, signsUp, resets, waysOfEve } = await preHijacked(t);
  const account = await madeByEve();
  const { browser, token } = await signsUp(veras);
  assert.equal(token, '');
  assert.equal(await mailed('verify-address'), 'no verify-address');
  assert.notEqual(await mailed('already-registered'), 'no already-registered');
  const unseen = accounts.database.kysely.selectFrom('pending_sign_ups').select('sealed');
  const sealed = (await unseen.executeTakeFirstOrThrow()).sealed;
  const never = accounts.keyring.unseal('sign-up-token', sealed) ?? '';
  assert.equal((await completeSignUp(accounts, { token: never, browser }, client)).ok, false);
  await askToVerify(accounts, account, eve);
  await resets();
  assert.deepEqual(await waysOfEve(), []);
});
