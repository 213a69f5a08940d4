import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { addPasskeyTo, logInByPasskey, optionsIn } from '../test-factors.ts';
import {
  logIn,
  minuteMs,
  password,
  submit,
  type TestSiteOptions,
  testSite,
  textOf,
  tokenIn,
} from '../test-site.ts';

test('a known visitor is asked for the password, and goes on to the page with a new session id', async (t) => {
  const site = await testSite(t);
  await site.makeUser();
  const browser = site.browser();
  await logIn(browser);
  site.later(16 * minuteMs);
  const asked = await browser.get('/account/password');
  assert.equal(asked.status, 303);
  const path = asked.headers.get('location') ?? '';
  assert.equal(path, '/confirm?next=%2Faccount%2Fpassword');
  const page = await browser.get(path);
  assert.match(await textOf(page.clone()), /Please confirm that it is you\./);
  assert.match(await page.text(), /autocomplete="username" value="ada" readonly/);
  const before = browser.cookies.get('latchkey_session');
  const oldToken = tokenIn(await (await browser.get(path)).text());
  const confirmed = await submit(browser, path, { fields: { password } });
  assert.equal(confirmed.status, 303);
  assert.equal(confirmed.headers.get('location'), '/account/password');
  assert.notEqual(browser.cookies.get('latchkey_session'), before);
  assert.equal((await browser.get('/account/password')).status, 200);
  assert.equal((await browser.post('/confirm', { csrf_token: oldToken, password })).status, 403);
});

test('a wrong or an empty password is refused', async (t) => {
  const site = await testSite(t);
  await site.makeUser();
  const browser = site.browser();
  await logIn(browser);
  for (const [typed, sentence] of [
    ['a wrong one', 'That password is not right. Please try again.'],
    ['', 'Password is required.'],
  ] as const) {
    const response = await submit(browser, '/confirm', { fields: { password: typed } });
    assert.equal(response.status, 422);
    const page = await response.text();
    assert.ok(page.includes(sentence));
    assert.match(page, /<title>Error: /);
  }
});

test('ten wrong passwords end the session, and its cookies go', async (t) => {
  const site = await testSite(t);
  await site.makeUser();
  const browser = site.browser();
  await logIn(browser, { remember: '1' });
  const wrong = () => submit(browser, '/confirm', { fields: { password: 'a wrong one' } });
  for (let tries = 1; tries < 10; tries++) assert.equal((await wrong()).status, 422);
  const tenth = await wrong();
  assert.equal(tenth.status, 303);
  assert.equal(tenth.headers.get('location'), '/login');
  assert.match(await textOf(await browser.get('/login')), /the password was wrong too often/);
  assert.equal((await browser.get('/dashboard')).status, 303);
  assert.equal(await site.count('sessions'), 0);
  assert.equal(await site.count('remember_series'), 0);
});

test('logged out, it leads to the log-in', async (t) => {
  const site = await testSite(t);
  const response = await site.browser().get('/confirm?next=/account/password');
  assert.equal(response.headers.get('location'), '/login?next=%2Fconfirm%3Fnext%3D%2Faccount%2Fpassword');
});

test('a program is told that a confirmation is missing', async (t) => {
  const site = await testSite(t);
  await site.makeUser();
  const browser = site.browser();
  await logIn(browser);
  site.later(16 * minuteMs);
  const response = await browser.get('/account/password', { accept: 'application/json' });
  assert.equal(response.status, 401);
  assert.equal(JSON.parse(await response.text()).type, 'urn:latchkey:problem:confirmation-required');
});

test('a passkey confirms as well as the password; where there is none, no script runs', async (t) => {
  const site = await testSite(t);
  await site.makeUser();
  const browser = site.browser();
  await logIn(browser);
  const plain = await browser.get('/confirm');
  assert.doesNotMatch(plain.headers.get('content-security-policy') ?? '', /script-src/);
  assert.doesNotMatch(await plain.text(), /<script|data-passkey/);
  const key = await addPasskeyTo(site);
  await logInByPasskey(browser, key);
  site.later(16 * minuteMs);
  const path = '/confirm?next=%2Faccount%2Fpassword';
  const answer = await browser.get(path);
  assert.match(answer.headers.get('content-security-policy') ?? '', /script-src 'self'/);
  const page = await answer.text();
  assert.match(page, /type="password"/);
  const response = await key.get(optionsIn(page));
  const sent = { csrf_token: tokenIn(page), response };
  const wrong = await browser.post(path, { ...sent, response: '{}' });
  assert.equal(wrong.status, 422);
  assert.match(await wrong.text(), /<a href="#passkey">That passkey was not accepted\./);
  const before = browser.cookies.get('latchkey_session');
  assert.equal((await browser.post(path, sent)).headers.get('location'), '/account/password');
  assert.notEqual(browser.cookies.get('latchkey_session'), before);
  assert.equal((await browser.get('/account/password')).status, 200);
});

test('without a password there is no field for one, and a way for whoever has no passkey at hand', async (t) => {
  const site = await testSite(t);
  await site.makeUser();
  const key = await addPasskeyTo(site);
  await site.accounts.database.kysely.updateTable('users').set({ password_hash: null }).execute();
  const browser = site.browser();
  await logInByPasskey(browser, key);
  const page = await browser.get('/confirm');
  assert.doesNotMatch(await page.clone().text(), /type="password"|\/forgot/);
  assert.match(await page.clone().text(), /<a href="\/logout">/);
  assert.match(await page.clone().text(), /data-passkey="get"/);
  assert.match(await textOf(page), /Your account has no password\./);
});

/** ada, who has neither password nor passkey, logged in. */
async function withNothing(t: TestContext, options: TestSiteOptions) {
  const site = await testSite(t, options);
  await site.makeUser();
  const browser = site.browser();
  await logIn(browser);
  await site.accounts.database.kysely.updateTable('users').set({ password_hash: null }).execute();
  const page = await (await browser.get('/confirm?next=/account/password')).text();
  assert.doesNotMatch(page, /type="password"|data-passkey/);
  return { site, browser, page };
}

test('whoever has neither password nor passkey logs in anew by mail, and goes on to the page', async (t) => {
  const { site, browser, page } = await withNothing(t, { mail: true, web: { magicLink: true } });
  const [, action = ''] = /<form class="form" method="post" action="([^"]+)"/.exec(page) ?? [];
  const out = await browser.post(action, { csrf_token: tokenIn(page) });
  const ask = out.headers.get('location') ?? '';
  assert.equal(ask, '/login/link?next=%2Faccount%2Fpassword');
  await submit(browser, ask, { fields: { email: 'ada' } });
  const token = (await site.mails()).findLast(({ template }) => template === 'magic-link')?.token ?? '';
  await browser.get(`/login/link/open?token=${token}`);
  const back = await submit(browser, '/login/link/open', { fields: { token } });
  assert.equal(back.headers.get('location'), '/account/password');
  assert.equal((await browser.get('/account/password')).status, 200);
});

test('where nobody logs in by mail, a mail brings a password', async (t) => {
  const { browser, page } = await withNothing(t, { mail: true });
  assert.match(page, /<a href="\/forgot">Choose a password by email<\/a>/);
  assert.doesNotMatch(page, /login\/link/);
  assert.equal((await browser.get('/forgot')).status, 200);
});

test('where there is no mail, what is left is to log in anew', async (t) => {
  const { page } = await withNothing(t, {});
  assert.match(page, /<a href="\/logout">Log out<\/a>/);
  assert.doesNotMatch(page, /\/forgot|login\/link/);
});
