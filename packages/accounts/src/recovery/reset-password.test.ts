import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listFactors } from '../factors/list.ts';
import { logInWithPassword } from '../log-in/log-in-with-password.ts';
import { askForMagicLink } from '../magic-link/ask-for-magic-link.ts';
import { findMagicLink } from '../magic-link/log-in-with-magic-link.ts';
import { sessionStore } from '../sessions/store.ts';
import { seriesOf, sessionOf } from '../sessions/test-records.ts';
import type { TestScope } from '../testing.ts';
import { issueToken } from '../tokens/one-time-token.ts';
import type { TokenPurpose } from '../tokens/purpose.ts';
import { disableUser, enableUser } from '../users/change-user.ts';
import { askForReset } from './ask-for-reset.ts';
import { makeResetLink } from './make-reset-link.ts';
import { findReset, type PasswordReset, resetPassword } from './reset-password.ts';
import { client, mailbox, newPassword, oldPassword } from './test-mailbox.ts';

const over = { ok: false, reason: 'over' };

async function open(scope: TestScope, settings: Parameters<typeof mailbox>[1] = {}) {
  const made = await mailbox(scope, settings);
  const { accounts, mailed } = made;
  return {
    ...made,
    forgot: async (identifier = 'ada') => {
      await askForReset(accounts, { identifier }, client);
      return await mailed('reset-password');
    },
    reset: (token: string, changes: Partial<PasswordReset> = {}) => {
      const password = changes.password ?? newPassword;
      return resetPassword(accounts, { token, password, confirmPassword: password, ...changes }, client);
    },
  };
}

test('the link sets a new password once, and only that one logs in', async (t) => {
  const { accounts, ada, forgot, reset, logsIn, audited } = await open(t);
  const token = await forgot();
  assert.deepEqual((await findReset(accounts, { token }))?.user, ada);
  const outcome = await reset(token);
  assert.ok(outcome.ok);
  assert.equal(outcome.user.credentialsVersion, ada.credentialsVersion + 1);
  assert.deepEqual([await logsIn('ada', oldPassword), await logsIn('ada', newPassword)], [false, true]);
  assert.deepEqual(await reset(token, { password: 'curlew by the weir' }), over);
  assert.equal(await findReset(accounts, { token }), undefined);
  assert.deepEqual(await audited('password-reset'), [{ who: ada.id, detail: null, actor: 'visitor' }]);
});

test('the link is good for 30 minutes, and not a millisecond longer', async (t) => {
  const { accounts, clock, forgot, reset } = await open(t);
  const [early, late] = [await forgot(), await forgot()];
  clock.advance(30 * 60_000 - 1);
  assert.notEqual(await findReset(accounts, { token: late }), undefined);
  clock.advance(1);
  assert.equal(await findReset(accounts, { token: late }), undefined);
  assert.deepEqual(await reset(late), over);
  clock.advance(-1);
  assert.ok((await reset(early)).ok);
});

test('a link for anything else sets no password', async (t) => {
  const { accounts, ada, reset, logsIn } = await open(t);
  for (const purpose of [
    'verify-email',
    'change-email',
    'cancel-email-change',
    'magic-link',
  ] satisfies TokenPurpose[]) {
    const token = await issueToken(accounts, { purpose, userId: ada.id, lifetimeMs: 1000 });
    assert.equal(await findReset(accounts, { token: token.reveal() }), undefined, purpose);
    assert.deepEqual(await reset(token.reveal()), over, purpose);
  }
  assert.deepEqual(await reset('made up'), over);
  assert.equal(await logsIn('ada', oldPassword), true);
});

test('every session, remember token, known browser and mailed link dies', async (t) => {
  const { accounts, ada, clock, forgot, reset, mailed } = await open(t);
  const store = sessionStore(accounts);
  const series = { next: seriesOf(ada, 'a series', { atMs: clock() }) };
  await store.start(sessionOf(ada, 'remembered', { series: 'a series', atMs: clock() }), {
    user: ada,
    series,
  });
  await store.start(sessionOf(ada, 'other', { atMs: clock() }), { user: ada });
  const [token, second] = [await forgot(), await forgot()];
  await askForMagicLink(accounts, { identifier: 'ada' }, client);
  const logIn = await mailed('magic-link');
  assert.ok((await reset(token)).ok);
  assert.deepEqual([store.find('remembered'), store.find('other')], [undefined, undefined]);
  assert.equal(store.findSeries('a series'), undefined);
  assert.deepEqual(await reset(second), over);
  assert.equal(await findMagicLink(accounts, { token: logIn, browser: undefined }), undefined);
});

test('faults do not spend the link, and all are told at once', async (t) => {
  const { ada, forgot, reset, user } = await open(t);
  const token = await forgot();
  assert.deepEqual(await reset(token, { password: 'short', confirmPassword: 'shirt' }), {
    ok: false,
    reason: 'faults',
    faults: [
      { field: 'password', reason: 'too-short', values: { minimum: 8 } },
      { field: 'confirmPassword', reason: 'mismatch' },
    ],
  });
  const same = [{ field: 'password', reason: 'same-as-before' }];
  assert.deepEqual(await reset(token, { password: oldPassword }), {
    ok: false,
    reason: 'faults',
    faults: same,
  });
  assert.equal((await user(ada.id)).version, ada.credentialsVersion);
  assert.ok((await reset(token)).ok);
});

test('pressed twice at the same moment, one works and the other finds the link over', async (t) => {
  const { forgot, reset, logsIn, audited } = await open(t);
  const token = await forgot();
  const other = 'curlew by the weir';
  const outcomes = await Promise.all([reset(token), reset(token, { password: other })]);
  assert.deepEqual(outcomes.map(({ ok }) => ok).sort(), [false, true]);
  assert.ok(outcomes.some((outcome) => !outcome.ok && outcome.reason === 'over'));
  assert.equal((await logsIn('ada', newPassword)) !== (await logsIn('ada', other)), true);
  assert.equal((await audited('password-reset')).length, 1);
});

test('whoever opens the mailed link has proven the address', async (t) => {
  const { ada, accounts, clock, forgot, reset, user, audited } = await open(t);
  const token = await forgot();
  assert.equal((await user(ada.id)).verifiedAtMs, null);
  clock.advance(1000);
  await reset(token);
  assert.equal((await user(ada.id)).verifiedAtMs, clock());
  assert.equal((await audited('email-verified')).length, 1);
  clock.advance(1000);
  await reset(await forgot(), { password: oldPassword });
  assert.equal((await user(ada.id)).verifiedAtMs, clock() - 1000, 'the first proof stays');
  const { kysely } = accounts.database;
  const moved = { email: 'ada@else.example', email_canonical: 'ada@else.example', email_verified_at: null };
  const late = await forgot();
  await kysely.updateTable('users').set(moved).execute();
  await reset(late);
  assert.equal((await user(ada.id)).verifiedAtMs, null, "an address that is not the account's any more");
});

test('where addresses are never proven a second factor outlives the first link; where they are, it goes', async (t) => {
  for (const verification of ['off', 'banner', 'required'] as const) {
    const { accounts, ada, addApp, forgot, reset, user } = await open(t, { mail: { verification } });
    await addApp();
    assert.ok((await reset(await forgot())).ok);
    assert.notEqual((await user(ada.id)).verifiedAtMs, null);
    const stays = verification === 'off';
    assert.equal((await listFactors(accounts, ada)).totp !== undefined, stays, verification);
    const form = { identifier: 'ada', password: newPassword };
    const outcome = await logInWithPassword(accounts, form, client);
    assert.equal(outcome.ok ? 'in' : outcome.reason, stays ? 'factor-missing' : 'in', verification);
  }
});

test('a notice goes out, to a proven address', async (t) => {
  const { forgot, reset, written } = await open(t);
  await reset(await forgot());
  const notice = (await written()).at(-1);
  assert.deepEqual(
    [notice?.template, notice?.to, notice?.isWithheld],
    ['password-changed', 'ada@example.com', false],
  );
});

test('a budget that guessers have closed is open afterwards', async (t) => {
  const { accounts, forgot, reset, logsIn, ada } = await open(t, { limits: {} });
  const row = { name: `account/${ada.id}`, count: 100, since: 0, wait_until: Number.MAX_SAFE_INTEGER };
  await accounts.database.kysely
    .insertInto('limits')
    .values({ ...row, updated_at: 0 })
    .execute();
  assert.equal(await logsIn('ada', oldPassword), false);
  await reset(await forgot());
  assert.equal(await logsIn('ada', newPassword), true);
});

test('a link of a disabled account is worth nothing, and stays so', async (t) => {
  const { accounts, ada, forgot, reset } = await open(t);
  const token = await forgot();
  await disableUser(accounts, ada);
  assert.deepEqual(await reset(token), over);
  const handed = (await makeResetLink(accounts, ada)).reveal();
  assert.deepEqual(await reset(handed), over);
  await enableUser(accounts, ada);
  assert.deepEqual(await reset(token), over);
});

test('too many passwords are being hashed: the link stays good', async (t) => {
  const { accounts, forgot, reset } = await open(t);
  const token = await forgot();
  const { retryAfterSeconds } = accounts.passwords;
  const full = { ...accounts, passwords: { ...accounts.passwords, withTurn: async () => 'busy' as const } };
  const busy = await resetPassword(full, { token, password: newPassword }, client);
  assert.deepEqual(busy, { ok: false, reason: 'busy', retryAfterSeconds });
  assert.ok((await reset(token)).ok);
});

test('the link of the operator gives an account its first password, for a day, with mail off, and proves no address', async (t) => {
  const { accounts, clock, add, reset, logsIn, user, audited, written } = await open(t);
  const off = { ...accounts, mail: undefined };
  const bob = await add({ username: 'bob', email: 'bob@example.com' });
  assert.deepEqual([(await user(bob.id)).hasPassword, await logsIn('bob', '')], [false, false]);
  const [token, late] = [await makeResetLink(off, bob), await makeResetLink(off, bob)];
  assert.equal(String(token), '[secret]');
  clock.advance(24 * 3_600_000);
  assert.deepEqual(await reset(late.reveal()), over);
  clock.advance(-1);
  const outcome = await resetPassword(off, { token: token.reveal(), password: newPassword }, client);
  assert.ok(outcome.ok);
  assert.equal(await logsIn('bob', newPassword), true);
  assert.equal((await user(bob.id)).verifiedAtMs, null);
  assert.deepEqual(await written(), []);
  assert.deepEqual(
    await audited('reset-link-made'),
    Array(2).fill({ who: bob.id, detail: null, actor: 'operator' }),
  );
});
