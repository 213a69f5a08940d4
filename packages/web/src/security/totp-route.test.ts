import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Browser } from '@latchkey/session/testing';
import { codeAt, stepTwo } from '../test-factors.ts';
import { logIn, minuteMs, submit, type TestSite, textOf, tokenIn } from '../test-site.ts';
import { loggedIn, loggedInTwice, noticesOf } from './test-security.ts';

const path = '/account/security/totp';

/** The page, and what a person needs of it. */
async function look(browser: Browser) {
  const page = await (await browser.get(path)).text();
  const sealed = /name="sealed" value="([^"]+)"/.exec(page)?.[1] ?? '';
  const key = /<span class="code">([^<]+)/.exec(page)?.[1] ?? '';
  return { page, sealed, key, csrf_token: tokenIn(page) };
}

async function send(site: TestSite, browser: Browser, { replaces = '' } = {}): Promise<Response> {
  const { sealed, key, csrf_token } = await look(browser);
  const code = codeAt(key, site.accounts.clock());
  return browser.post(path, { sealed, csrf_token, code, replaces });
}

test('the picture, the key in groups of four, and a link for an app on this device stand beside each other', async (t) => {
  const { browser } = await loggedIn(t);
  const { page, key } = await look(browser);
  assert.match(page, /<svg class="qr" role="img" aria-labelledby="qr-title"/);
  assert.match(key, /^(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}$/);
  const plain = key.replaceAll(' ', '');
  assert.ok(page.includes(`href="otpauth://totp/Latchkey:ada?`) && page.includes(`secret=${plain}`));
  assert.match(page, /autocomplete="one-time-code"/);
  assert.match(page, /inputmode="numeric"/);
  assert.doesNotMatch(page, /<script/);
});

test('the app counts after its first right code; the session goes on under a new id, and the others end', async (t) => {
  const { site, browser } = await loggedIn(t);
  const other = site.browser();
  await logIn(other);
  const before = browser.cookies.get('latchkey_session');
  const answer = await send(site, browser);
  assert.deepEqual(
    [answer.status, answer.headers.get('location')],
    [303, '/account/security/recovery-codes'],
  );
  assert.notEqual(browser.cookies.get('latchkey_session'), before);
  const next = await browser.get('/account/security/recovery-codes');
  assert.equal(next.status, 200, 'both factors are proven');
  assert.match(await textOf(next), /The authenticator app is set up\./);
  assert.equal((await other.get('/dashboard')).status, 303);
  assert.deepEqual(await noticesOf(site), ['factor-added totp']);
  assert.match((await logIn(site.browser())).headers.get('location') ?? '', /^\/login\/factor/);
});

test('a remembered browser stays remembered, and a known one stays known', async (t) => {
  const { site } = await loggedIn(t);
  const browser = site.browser();
  await logIn(browser, { remember: '1' });
  const known = browser.cookies.get('latchkey_browser');
  await send(site, browser);
  assert.ok(browser.cookies.has('latchkey_remember'));
  assert.notEqual(browser.cookies.get('latchkey_browser'), known);
});

test('a wrong code shows the same key again, and nothing counts yet', async (t) => {
  const { site, browser } = await loggedIn(t);
  const { sealed, key, csrf_token } = await look(browser);
  for (const [code, sentence] of [
    ['000000', /That code is not right\./],
    ['', /Enter the code that your app shows\./],
  ] as const) {
    const answer = await browser.post(path, { sealed, csrf_token, code });
    assert.equal(answer.status, 422);
    const page = await answer.text();
    assert.match(page, sentence);
    assert.match(page, /<title>Error: /);
    assert.ok(page.includes(key) && page.includes(sealed));
    assert.doesNotMatch(page, /value="000000"/);
  }
  assert.equal((await logIn(site.browser())).headers.get('location'), '/dashboard');
});

test('a form that was open for too long gets a new key', async (t) => {
  const { site, browser } = await loggedIn(t);
  const { sealed, key } = await look(browser);
  site.later(31 * minuteMs);
  await submit(browser, '/confirm', { fields: { password: 'hunting a snark' } });
  const { csrf_token } = await look(browser);
  const code = codeAt(key, site.accounts.clock());
  const answer = await browser.post(path, { sealed, csrf_token, code });
  assert.equal(answer.status, 422);
  const page = await answer.text();
  assert.match(page, /This page was open for too long\./);
  assert.ok(!page.includes(key));
});

test('a key that somebody else was given is not taken', async (t) => {
  const { site, browser } = await loggedIn(t);
  await site.makeUser('bob');
  await site.accounts.database.kysely.updateTable('users').set({ email_verified_at: 1 }).execute();
  const bobs = site.browser();
  await logIn(bobs, { email: 'bob' });
  const { sealed, key } = await look(bobs);
  const { csrf_token } = await look(browser);
  const answer = await browser.post(path, { sealed, csrf_token, code: codeAt(key, site.accounts.clock()) });
  assert.equal(answer.status, 422);
});

test('who has a new phone moves to it, and the old codes count until then', async (t) => {
  const { site, browser, app } = await loggedInTwice(t);
  const { page } = await look(browser);
  assert.match(page, /Move to Another Authenticator App/);
  assert.match(page, /name="replaces" value="1"/);
  assert.equal((await send(site, browser, { replaces: '1' })).status, 303);
  site.later(minuteMs);
  const later = site.browser();
  await logIn(later);
  assert.equal((await stepTwo(later, app)).status, 422);
});

test('an app whose codes count no more is set up again as if there were none', async (t) => {
  const { site, browser } = await loggedInTwice(t);
  await site.accounts.database.kysely.updateTable('totps').set({ failures: 100 }).execute();
  const { page } = await look(browser);
  assert.match(page, /<h1>Set Up an Authenticator App<\/h1>/);
  assert.equal((await send(site, browser)).status, 303);
  assert.doesNotMatch(await textOf(await browser.get('/account/security')), /not accepted any more/);
});

test('an app that was added in another tab is not replaced by a page that did not know of it', async (t) => {
  const { site, browser } = await loggedInTwice(t);
  const answer = await send(site, browser);
  assert.equal(answer.headers.get('location'), '/account/security');
  assert.match(await textOf(await browser.get('/account/security')), /has been set up meanwhile/);
});

test('a second click takes nothing away', async (t) => {
  const { site, browser } = await loggedIn(t);
  const { sealed, key, csrf_token } = await look(browser);
  const code = codeAt(key, site.accounts.clock());
  const clicks = [browser.copy(), browser.copy()];
  const answers = await Promise.all(clicks.map((click) => click.post(path, { sealed, csrf_token, code })));
  assert.ok(answers.every(({ status }) => status === 303));
  assert.deepEqual(await noticesOf(site), ['factor-added totp']);
});
