import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listFactors } from '../factors/list.ts';
import { browserKnownTo } from '../log-in/known-browser.ts';
import { frontDoor } from '../log-in/test-door.ts';
import { resetPassword } from '../recovery/reset-password.ts';
import { client, mailbox, newPassword, oldPassword } from '../recovery/test-mailbox.ts';
import { sessionStore } from '../sessions/store.ts';
import { sessionOf } from '../sessions/test-records.ts';
import type { TestScope } from '../testing.ts';
import { issueToken } from '../tokens/one-time-token.ts';
import type { TokenPurpose } from '../tokens/purpose.ts';
import { disableUser } from '../users/change-user.ts';
import { findUser } from '../users/find.ts';
import { askForMagicLink } from './ask-for-magic-link.ts';
import { codeFor } from './code.ts';
import { findMagicLink, logInWithMagicLink } from './log-in-with-magic-link.ts';

const over = { ok: false, reason: 'over' };
const wrongCode = { ok: false, reason: 'wrong-code' };
const minuteMs = 60_000;

async function open(scope: TestScope, settings: Parameters<typeof mailbox>[1] = {}) {
  const made = await mailbox(scope, settings);
  const { accounts, ada, mailed } = made;
  const logIn = (token: string, browser?: string, code?: string) =>
    logInWithMagicLink(accounts, { token, browser, code }, client);
  return {
    ...made,
    logIn,
    ask: async (identifier = 'ada') => {
      const asked = await askForMagicLink(accounts, { identifier }, client);
      assert.ok(asked.ok);
      return { token: await mailed('magic-link'), browser: asked.browser };
    },
    prove: async () => {
      const users = accounts.database.kysely.updateTable('users').set({ email_verified_at: 1 });
      await users.where('id', '=', ada.id).execute();
    },
  };
}

test('in the browser that asked, the link logs in once; looking changes nothing', async (t) => {
  const { accounts, ada, clock, ask, logIn, prove, audited } = await open(t);
  await prove();
  const { token, browser } = await ask();
  for (let looks = 0; looks < 3; looks++) {
    assert.deepEqual(await findMagicLink(accounts, { token, browser }), { isHere: true });
  }
  const outcome = await logIn(token, browser);
  assert.ok(outcome.ok);
  assert.equal(outcome.user.id, ada.id);
  assert.deepEqual(outcome.proofs, [{ factor: 'magic-link', atMs: clock() }]);
  assert.deepEqual([outcome.isTakenOver, outcome.isKept], [false, false]);
  assert.notEqual(browserKnownTo(accounts, outcome.browser, outcome.user), undefined);
  assert.deepEqual(await audited('log-in'), [{ who: ada.id, detail: 'magic-link', actor: 'visitor' }]);
  assert.deepEqual(await logIn(token, browser), over);
  assert.equal(await findMagicLink(accounts, { token, browser }), undefined);
});

test('elsewhere the link asks for the code that the other browser shows', async (t) => {
  const { accounts, ask, logIn, prove } = await open(t);
  await prove();
  const { token, browser } = await ask();
  const { browser: another } = await ask('nobody');
  for (const elsewhere of [undefined, 'made up', another]) {
    assert.deepEqual(await findMagicLink(accounts, { token, browser: elsewhere }), { isHere: false });
    for (const nothing of [undefined, '', ' - ']) {
      assert.deepEqual(await logIn(token, elsewhere, nothing), { ok: false, reason: 'no-code' });
    }
  }
  assert.deepEqual(await logIn(token, another, codeFor(accounts, another)), wrongCode);
  const typed = codeFor(accounts, browser).toLowerCase().replace('-', ' ');
  assert.ok((await logIn(token, undefined, typed)).ok);
});

test('five wrong codes end the link, also for the right one and in the right browser', async (t) => {
  const { accounts, ask, logIn, audited } = await open(t);
  const { token, browser } = await ask();
  for (let count = 1; count < 5; count++) {
    assert.deepEqual(await logIn(token, undefined, 'AAAA-AAAA'), wrongCode, `${count}`);
  }
  assert.deepEqual(await logIn(token, undefined, 'AAAA-AAAA'), over);
  assert.deepEqual(await logIn(token, undefined, codeFor(accounts, browser)), over);
  assert.deepEqual(await logIn(token, browser), over);
  assert.equal((await audited('log-in')).filter(({ detail }) => detail === 'wrong-code').length, 5);
});

test('of guesses in parallel no more are taken than of guesses one by one', async (t) => {
  const { ask, logIn, audited } = await open(t);
  const { token } = await ask();
  const outcomes = await Promise.all(Array.from({ length: 12 }, () => logIn(token, undefined, 'AAAA-AAAA')));
  assert.equal(outcomes.filter((outcome) => !outcome.ok && outcome.reason === 'wrong-code').length, 4);
  assert.equal((await audited('log-in')).length, 5);
});

test('the link is good for ten minutes, and not a millisecond longer', async (t) => {
  const { clock, ask, logIn } = await open(t);
  const [early, late] = [await ask(), await ask()];
  clock.advance(10 * minuteMs);
  assert.deepEqual(await logIn(late.token, late.browser), over);
  clock.advance(-1);
  assert.ok((await logIn(early.token, early.browser)).ok);
});

test('pressed twice at the same moment, it logs in once', async (t) => {
  const { ask, logIn } = await open(t);
  const { token, browser } = await ask();
  const outcomes = await Promise.all([logIn(token, browser), logIn(token, browser)]);
  assert.deepEqual(outcomes.map(({ ok }) => ok).sort(), [false, true]);
});

test('a link for anything else logs nobody in, and this one is good for nothing else', async (t) => {
  const { accounts, ada, ask, logIn } = await open(t);
  for (const purpose of [
    'reset-password',
    'verify-email',
    'change-email',
    'cancel-email-change',
  ] satisfies TokenPurpose[]) {
    const token = (await issueToken(accounts, { purpose, userId: ada.id, lifetimeMs: 1000 })).reveal();
    assert.equal(await findMagicLink(accounts, { token, browser: undefined }), undefined, purpose);
    assert.deepEqual(await logIn(token), over, purpose);
  }
  const { token, browser } = await ask();
  assert.deepEqual(await resetPassword(accounts, { token, password: newPassword }, client), over);
  assert.ok((await logIn(token, browser)).ok);
});

test('whoever signed up with an address of another keeps nothing once its owner logs in by mail', async (t) => {
  const { accounts, ada, clock, ask, logIn, logsIn, user } = await open(t);
  const store = sessionStore(accounts);
  await store.start(sessionOf(ada, 'of the thief', { atMs: clock() }), { user: ada });
  const { token, browser } = await ask();
  const outcome = await logIn(token, browser);
  assert.ok(outcome.ok && outcome.isTakenOver);
  assert.equal(outcome.user.credentialsVersion, ada.credentialsVersion + 1);
  assert.equal(store.find('of the thief'), undefined);
  assert.equal(await logsIn('ada', oldPassword), false);
  const now = await user(ada.id);
  assert.deepEqual([now.hasPassword, now.verifiedAtMs], [false, clock()]);
  const started = await store.start(sessionOf(ada, 'of the owner', { atMs: clock() }), {
    user: outcome.user,
  });
  assert.equal(started, true, 'the owner is let in with the credentials as they are now');
});

test('where addresses are never proven the first link asks for the second factor; where they are, it goes', async (t) => {
  for (const verification of ['off', 'banner', 'required'] as const) {
    const { accounts, ada, addApp, ask, logIn } = await open(t, { mail: { verification } });
    await addApp();
    const { token, browser } = await ask();
    const outcome = await logIn(token, browser);
    const stays = verification === 'off';
    assert.equal(outcome.ok ? 'in' : outcome.reason, stays ? 'factor-missing' : 'in', verification);
    assert.equal((await listFactors(accounts, ada)).totp !== undefined, stays, verification);
  }
});

test('a proven address changes nothing: password and sessions go on', async (t) => {
  const { accounts, ada, clock, ask, logIn, logsIn, prove, user } = await open(t);
  await prove();
  const store = sessionStore(accounts);
  await store.start(sessionOf(ada, 'here', { atMs: clock() }), { user: ada });
  const before = await user(ada.id);
  const { token, browser } = await ask();
  const outcome = await logIn(token, browser);
  assert.ok(outcome.ok && !outcome.isTakenOver);
  assert.deepEqual(await user(ada.id), before);
  assert.notEqual(store.find('here'), undefined);
  assert.equal(await logsIn('ada', oldPassword), true);
});

test('an account that was disabled meanwhile finds its link over', async (t) => {
  const { accounts, ada, ask, logIn } = await open(t);
  const { token, browser } = await ask();
  await disableUser(accounts, ada);
  assert.equal(await findMagicLink(accounts, { token, browser }), undefined);
  assert.deepEqual(await logIn(token, browser), over);
});

test('a log-in by mail needs no place in the budget of passwords', async (t) => {
  const { accounts, ada, ask, logIn } = await open(t, { limits: {} });
  const closed = { name: `account/${ada.id}`, count: 100, since: 0, wait_until: Number.MAX_SAFE_INTEGER };
  await accounts.database.kysely
    .insertInto('limits')
    .values({ ...closed, updated_at: 0 })
    .execute();
  const { token, browser } = await ask();
  assert.ok((await logIn(token, browser)).ok);
});

test('a database alone gives neither the link, nor the browser, nor the code away', async (t) => {
  const { accounts, ask } = await open(t);
  const { token, browser } = await ask();
  const rows = await accounts.database.kysely.selectFrom('one_time_tokens').selectAll().execute();
  const mails = await accounts.database.kysely.selectFrom('mails').selectAll().execute();
  const dump = JSON.stringify([rows, mails]);
  const code = codeFor(accounts, browser);
  for (const secret of [token, browser, code, code.replace('-', '')]) assert.ok(!dump.includes(secret));
});

test('known, unknown and disabled: the same answer and the same statements', async (t) => {
  const door = await frontDoor(t, { mail: { compose: () => ({ subject: '', text: '', html: '' }) } });
  await door.addUser('ada');
  await door.addUser('off', { disabled_at: 1 });
  const ask = async (identifier: string) => {
    const from = door.statements.length;
    const asked = await askForMagicLink(door.accounts, { identifier }, { address: undefined });
    const shape = asked.ok ? asked.browser.length : asked.reason;
    return { shape, statements: door.statements.slice(from) };
  };
  await ask('warm up');
  const known = await ask('ada@example.com');
  assert.equal(known.shape, 43);
  for (const identifier of ['off@example.com', 'nobody@example.com']) {
    assert.deepEqual(await ask(identifier), known, identifier);
  }
  assert.notEqual(await findUser(door.accounts, 'ada'), undefined);
});
