import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { addTotp, findPendingLogIn, findUser, listFactors, newTotp, sessionStore } from '@latchkey/accounts';
import type { Browser } from '@latchkey/session/testing';
import { addApp, addRecoveryCodes, codeAt, stepTwo } from './test-factors.ts';
import {
  hourMs,
  logIn,
  password,
  submit,
  type TestSite,
  type TestSiteOptions,
  testSite,
  textOf,
  tokenIn,
} from './test-site.ts';

// What went wrong in other systems, one test for each.

const on: TestSiteOptions = { mail: true, web: { magicLink: true } };

/** ada, with a proven address and an authenticator app. */
async function scene(t: TestContext, options = on) {
  const site = await testSite(t, options);
  const ada = await site.makeUser();
  const users = site.accounts.database.kysely.updateTable('users').set({ email_verified_at: 1 });
  await users.where('id', '=', ada.id).execute();
  return { site, app: await addApp(site) };
}

/** The first step, in a browser of its own or in this one. */
async function half(site: TestSite, browser = site.browser(), fields: Record<string, string> = {}) {
  const answer = await logIn(browser, fields);
  assert.match(answer.headers.get('location') ?? '', /^\/login\/factor/);
  return browser;
}

async function isIn(browser: Browser): Promise<boolean> {
  return (await browser.get('/dashboard')).status === 200;
}

test('a code counts once, however often it is sent within its thirty seconds', async (t) => {
  const { site, app } = await scene(t);
  const [one, other] = [await half(site), await half(site)];
  assert.equal((await stepTwo(one, app)).headers.get('location'), '/dashboard');
  assert.equal((await stepTwo(other, app)).status, 422);
  assert.deepEqual([await isIn(one), await isIn(other)], [true, false]);
});

test('of one code sent ten times at the same moment, one counts', async (t) => {
  const { site, app } = await scene(t);
  const pages = await Promise.all(
    Array.from({ length: 10 }, async () => {
      const browser = await half(site);
      return { browser, csrf_token: tokenIn(await (await browser.get('/login/factor')).text()) };
    }),
  );
  const code = app.code();
  const answers = await Promise.all(
    pages.map(({ browser, csrf_token }) => browser.post('/login/factor', { csrf_token, by: 'totp', code })),
  );
  assert.equal(answers.filter(({ status }) => status === 303).length, 1);
});

test('a recovery code sent twice at the same moment logs in once', async (t) => {
  const { site } = await scene(t);
  const [code = ''] = await addRecoveryCodes(site);
  const pages = await Promise.all(
    [1, 2].map(async () => {
      const browser = await half(site);
      return { browser, csrf_token: tokenIn(await (await browser.get('/login/factor')).text()) };
    }),
  );
  const answers = await Promise.all(
    pages.map(({ browser, csrf_token }) =>
      browser.post('/login/factor', { csrf_token, by: 'recovery-code', code }),
    ),
  );
  assert.deepEqual(answers.map(({ status }) => status).sort(), [303, 422]);
});

test('a mailed link does not skip the second factor', async (t) => {
  const { site } = await scene(t);
  const browser = site.browser();
  await submit(browser, '/login/link', { fields: { email: 'ada' } });
  const token = (await site.mails()).findLast(({ template }) => template === 'magic-link')?.token ?? '';
  await browser.get(`/login/link/open?token=${token}`);
  const answer = await submit(browser, '/login/link/open', { fields: { token } });
  assert.equal(answer.headers.get('location'), '/login/factor');
  assert.equal(await isIn(browser), false);
  assert.ok(!browser.cookies.has('latchkey_session'));
});

test('a remember token does not skip the second factor', async (t) => {
  const { site, app } = await scene(t);
  const browser = await half(site, site.browser(), { remember: '1' });
  await stepTwo(browser, app);
  assert.ok(browser.cookies.has('latchkey_remember'));
  const thief = browser.copy();
  browser.restart();
  site.later(25 * hourMs);
  assert.equal(await isIn(browser), false);
  assert.ok(!browser.cookies.has('latchkey_session') && !browser.cookies.has('latchkey_remember'));
  assert.equal(await isIn(thief), false, 'nor for the copy of the cookie');
  assert.equal((await browser.get('/login')).headers.get('location'), '/login/factor');
  await stepTwo(browser, app);
  assert.equal(await isIn(browser), true);
  assert.ok(browser.cookies.has('latchkey_remember'), 'and it is remembered as before');
});

test('in the minute in which a remember token still answers after it was replaced, it skips no second factor either', async (t) => {
  const { site, app } = await scene(t);
  const browser = await half(site, site.browser(), { remember: '1' });
  await stepTwo(browser, app, { trust: '1' });
  const thief = browser.copy();
  thief.cookies.delete('latchkey_trusted');
  thief.cookies.delete('latchkey_session');
  browser.restart();
  site.later(25 * hourMs);
  const tab = browser.copy();
  assert.equal(await isIn(browser), true);
  assert.equal(await isIn(tab), true, 'a second tab of the trusted browser');
  assert.equal(await isIn(thief), false);
  assert.equal(await isIn(browser), true, 'and the browser that was asked is logged in as before');
});

test('where a second factor is required, a remember token sets none up: its thief would lock the owner out', async (t) => {
  const site = await testSite(t, { mail: true });
  const ada = await site.makeUser();
  const browser = site.browser();
  await logIn(browser, { remember: '1' });
  Object.assign(site.accounts.factors, { second: 'required' }); // as after a new start
  const thief = site.browser();
  thief.cookies.set('latchkey_remember', browser.cookies.get('latchkey_remember') ?? '');
  assert.equal(await isIn(thief), false);
  assert.equal((await thief.get('/login')).status, 200);
  assert.equal((await thief.get('/login/set-up')).headers.get('location'), '/login');
  assert.equal((await findUser(site.accounts, ada.name))?.secondFactorSinceMs, undefined);
});

test('a new password by mail neither logs in nor removes the second factor', async (t) => {
  const { site } = await scene(t);
  const browser = site.browser();
  await submit(browser, '/forgot', { fields: { email: 'ada' } });
  const token = (await site.mails()).findLast(({ template }) => template === 'reset-password')?.token ?? '';
  await browser.get(`/reset?token=${token}`);
  const fields = { token, password: 'hunting a new snark', confirm_password: 'hunting a new snark' };
  assert.equal((await submit(browser, '/reset', { fields })).headers.get('location'), '/login');
  await half(site, browser, { password: 'hunting a new snark' });
  assert.equal(await isIn(browser), false);
});

test('a second tab with the half-done log-in gets no further than the first', async (t) => {
  const { site, app } = await scene(t);
  const browser = await half(site);
  const tab = browser.copy();
  for (const path of ['/dashboard', '/account', '/account/security', '/account/password', '/confirm']) {
    assert.equal((await tab.get(path)).status, 303, path);
    assert.match((await tab.get(path)).headers.get('location') ?? '', /^\/login\?next=/, path);
  }
  await stepTwo(browser, app);
  assert.equal(await isIn(tab), false, 'the first tab is done, and the copy of its cookies is worth nothing');
  assert.equal((await tab.get('/login/factor')).headers.get('location'), '/login');
});

test('a half-done log-in is in no table that sessions are read from, and its cookie in no session cookie opens a page', async (t) => {
  const { site } = await scene(t);
  const before = await site.count('sessions');
  const browser = await half(site);
  assert.equal(await site.count('sessions'), before);
  const pending = browser.cookies.get('latchkey_pending') ?? '';
  assert.ok((await findPendingLogIn(site.accounts, pending)) !== undefined);
  for (const name of ['latchkey_session', 'latchkey_remember']) {
    const thief = site.browser();
    thief.cookies.set(name, pending);
    assert.equal(await isIn(thief), false);
  }
  const answer = await browser.get('/login/factor');
  assert.equal(answer.headers.get('cache-control'), 'no-store');
});

test('whoever plants a half-done log-in and waits for somebody else to finish it has nothing', async (t) => {
  const { site, app } = await scene(t);
  // The attacker knows ada's password, and gets his pending log-in into her browser.
  const attacker = await half(site);
  const victim = site.browser();
  victim.cookies.set('latchkey_pending', attacker.cookies.get('latchkey_pending') ?? '');
  const shown = await (await victim.get('/login/factor')).text();
  assert.match(shown, /value="ada"|>ada</, 'she sees whose log-in it is');
  assert.equal((await stepTwo(victim, app)).status, 303);
  assert.equal(await isIn(victim), true);
  assert.equal(await isIn(attacker), false);
  assert.equal((await attacker.get('/login/factor')).headers.get('location'), '/login');
});

test("somebody's own code does not finish another account's log-in", async (t) => {
  const { site } = await scene(t);
  const bob = await site.makeUser('bob');
  const users = site.accounts.database.kysely.updateTable('users').set({ email_verified_at: 1 });
  await users.where('id', '=', bob.id).execute();
  const hisApp = await addApp(site, 'bob');
  const browser = await half(site);
  assert.equal((await stepTwo(browser, hisApp)).status, 422);
  assert.equal(await isIn(browser), false);
});

test('nobody locks the owner of an address out by a factor on an account made with it', async (t) => {
  const site = await testSite(t, { mail: { verification: 'banner' }, web: { magicLink: true } });
  const attacker = await site.makeUser();
  const idHash = 'his session';
  const now = site.accounts.clock();
  const session = { idHash, userId: attacker.id, via: 'login' as const, proofs: [], series: undefined };
  const rest = { looks: undefined, forced: false, createdAtMs: now, lastSeenAtMs: now };
  await sessionStore(site.accounts).start({ ...session, ...rest }, { user: attacker });
  const { seed, sealed } = newTotp(site.accounts, attacker);
  const code = codeAt(seed.reveal(), now);
  const enrolling = { user: attacker, sessionIdHash: idHash };
  const added = await addTotp(site.accounts, { enrolling, sealed, code }, { address: undefined });
  assert.deepEqual(added, { ok: false, reason: 'unproven-address' });

  // Even where a factor was set up while nobody asked for proof: its owner takes the account over without it.
  const users = site.accounts.database.kysely.updateTable('users');
  await users.set({ email_verified_at: 1 }).where('id', '=', attacker.id).execute();
  await addApp(site);
  await users.set({ email_verified_at: null }).where('id', '=', attacker.id).execute();
  const owner = site.browser();
  await submit(owner, '/forgot', { fields: { email: 'ada@example.org' } });
  const token = (await site.mails()).findLast(({ template }) => template === 'reset-password')?.token ?? '';
  await owner.get(`/reset?token=${token}`);
  const fields = { token, password: 'hunting a new snark', confirm_password: 'hunting a new snark' };
  await submit(owner, '/reset', { fields });
  assert.equal(
    (await logIn(owner, { password: 'hunting a new snark' })).headers.get('location'),
    '/dashboard',
  );
  const ada = (await findUser(site.accounts, 'ada')) ?? assert.fail('no ada');
  assert.equal((await listFactors(site.accounts, ada)).totp, undefined);
});

test('spellings of a name share the tries at its second factor', async (t) => {
  const { site, app } = await scene(t);
  await addRecoveryCodes(site);
  const spellings = ['ada@example.org', 'ADA@EXAMPLE.ORG', 'Ada', ' ada ', 'ａｄａ'];
  for (let tries = 0; tries < 100; tries += 5) {
    const browser = await half(site, site.browser(), { email: spellings[(tries / 5) % 5] ?? 'ada' });
    for (let wrong = 0; wrong < 5; wrong += 1) {
      await submit(browser, '/login/factor', { fields: { by: 'totp', code: '000000' } });
    }
    assert.equal((await browser.get('/login/factor')).headers.get('location'), '/login', 'it has ended');
  }
  const ada = (await findUser(site.accounts, 'ada')) ?? assert.fail('no ada');
  assert.equal((await listFactors(site.accounts, ada)).totp?.isDisabled, true);
  const owner = await half(site);
  const refused = await stepTwo(owner, app);
  assert.equal(refused.status, 422);
  assert.match(await textOf(refused), /recovery code/i);
});

test('five wrong codes end the half-done log-in, in parallel as well, and its owner is told that somebody has the password', async (t) => {
  const { site, app } = await scene(t);
  const browser = await half(site);
  const csrf_token = tokenIn(await (await browser.get('/login/factor')).text());
  const wrong = { csrf_token, by: 'totp', code: '000000' };
  await Promise.all(Array.from({ length: 20 }, () => browser.copy().post('/login/factor', wrong)));
  const failures = await site.audited('second-factor-failed');
  assert.equal(failures.length, 5);
  assert.equal((await stepTwo(await half(site), app)).status, 303, 'the owner begins anew');
  const told = (await site.mails()).filter(({ template }) => template === 'second-factor-failed');
  assert.equal(told.length, 1);
});

test('whoever spreads wrong codes over many half-done log-ins is reported as well', async (t) => {
  const { site } = await scene(t);
  for (let time = 0; time < 3; time += 1) {
    const browser = await half(site);
    for (let wrong = 0; wrong < 4; wrong += 1) {
      await submit(browser, '/login/factor', { fields: { by: 'totp', code: '000000' } });
    }
  }
  const told = (await site.mails()).filter(({ template }) => template === 'second-factor-failed');
  assert.equal(told.length, 2, 'after the fifth and the tenth');
});

test('an owner who has lost the app and mistypes a recovery code is not told of a thief each time', async (t) => {
  const { site } = await scene(t);
  await addRecoveryCodes(site);
  await site.accounts.database.kysely.updateTable('totps').set({ failures: 100 }).execute();
  for (let time = 0; time < 3; time += 1) {
    const browser = await half(site);
    await submit(browser, '/login/factor', { fields: { by: 'recovery-code', code: 'abcd' } });
    await submit(browser, '/login/factor', { fields: { by: 'totp', code: '000000' } });
  }
  const told = (await site.mails()).filter(({ template }) => template === 'second-factor-failed');
  assert.equal(told.length, 0);
});

test('the password alone changes nothing about the account while its log-in is half done', async (t) => {
  const { site } = await scene(t);
  const browser = await half(site);
  const csrf_token = tokenIn(await (await browser.get('/login/factor')).text());
  const posts = [
    ['/account/security/totp/remove', {}],
    ['/account/security/password/remove', {}],
    ['/account/password', { current_password: password, password: 'another snark' }],
    ['/account/delete', { confirmation: 'ada' }],
  ] as const;
  for (const [path, fields] of posts) {
    const answer = await browser.post(path, { csrf_token, ...fields });
    assert.ok([303, 403].includes(answer.status), path);
    if (answer.status === 303) assert.match(answer.headers.get('location') ?? '', /^\/login/, path);
  }
  const ada = (await findUser(site.accounts, 'ada')) ?? assert.fail('no ada');
  assert.ok((await listFactors(site.accounts, ada)).totp !== undefined);
});
