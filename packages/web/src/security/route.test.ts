import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Browser } from '@latchkey/session/testing';
import { addPasskeyTo, addRecoveryCodes, logInByPasskey, stepTwo } from '../test-factors.ts';
import { logIn, minuteMs, submit, testSite, textOf, tokenIn } from '../test-site.ts';
import { loggedIn, loggedInTwice } from './test-security.ts';

const path = '/account/security';

test('an account with a password alone is told what it could have', async (t) => {
  const { browser } = await loggedIn(t);
  const response = await browser.get(path);
  assert.deepEqual([response.status, response.headers.get('cache-control')], [200, 'no-store']);
  const page = await response.text();
  const text = await textOf(new Response(page));
  assert.match(text, /Two-step log-in is off\./);
  assert.match(text, /You have no passkey yet\./);
  assert.match(text, /You have not set up an app yet\./);
  assert.match(text, /Your account has a password\./);
  assert.doesNotMatch(text, /Recovery Codes|Trusted Browsers|This site asks everybody/);
  for (const way of ['totp', 'passkeys/add']) assert.match(page, new RegExp(`href="${path}/${way}"`), way);
  assert.match(page, /<a href="\/account\/security" aria-current="page">Security<\/a>/);
});

test('everything is said in words, and with its dates', async (t) => {
  const { site, browser } = await loggedInTwice(t);
  await addRecoveryCodes(site);
  await addPasskeyTo(site);
  const page = await (await browser.get(path)).text();
  const text = await textOf(new Response(page));
  assert.match(text, /Two-step log-in is on On since 1 January 2026 at 00:00 UTC/);
  assert.match(
    text,
    /My key Kind On one device or key only Added 1 January 2026 at 00:02 UTC Last used never Rename Remove/,
  );
  assert.match(
    text,
    /Authenticator App .* Added 1 January 2026 at 00:00 UTC Last used 1 January 2026 at 00:01 UTC/,
  );
  assert.match(text, /Left 10 of 10 Made 1 January 2026 at 00:02 UTC/);
  assert.match(text, /No browser is trusted/);
  assert.match(page, /aria-label="Remove: My key"/);
  assert.match(page, /href="\/account\/security\/password\/remove"/);
});

test('who has two steps and no recovery codes is warned, and so is who has few left', async (t) => {
  const { site, browser } = await loggedInTwice(t);
  assert.match(await textOf(await browser.get(path)), /You have no recovery codes\./);
  await addRecoveryCodes(site);
  assert.doesNotMatch(await textOf(await browser.get(path)), /no recovery codes|Few are left/);
  const codes = site.accounts.database.kysely.selectFrom('recovery_codes').select('code_hash').limit(7);
  const spent = site.accounts.database.kysely.updateTable('recovery_codes').set({ spent_at: 1 });
  await spent.where('code_hash', 'in', codes).execute();
  assert.match(await textOf(await browser.get(path)), /Few are left\..* Left 3 of 10/);
});

test('an app whose codes count no more says so', async (t) => {
  const { site, browser } = await loggedInTwice(t);
  await site.accounts.database.kysely.updateTable('totps').set({ failures: 100 }).execute();
  assert.match(await textOf(await browser.get(path)), /Its codes are not accepted any more/);
});

test('where everybody needs a second factor, the page says so', async (t) => {
  const { browser } = await loggedInTwice(t, { accounts: { factors: { second: 'required' } } });
  const page = await (await browser.get(path)).text();
  assert.match(page, /is on<\/strong><\/p>\n<p>This site asks everybody for it\.<\/p>/);
});

test('nothing is added before the address is proven, and the page says why', async (t) => {
  const site = await testSite(t, { mail: { verification: 'banner' } });
  await site.makeUser();
  const browser = site.browser();
  await logIn(browser);
  const page = await (await browser.get(path)).text();
  assert.match(page, /First confirm your email address/);
  assert.match(page, /action="\/verify\/resend\?next=%2Faccount%2Fsecurity"/);
  assert.doesNotMatch(page, /href="\/account\/security\/(?:totp|passkeys)/);
  for (const way of ['totp', 'passkeys/add']) {
    const refused = await browser.get(`${path}/${way}`);
    assert.equal(refused.status, 200);
    const shown = await refused.text();
    assert.match(shown, /First confirm your email address/);
    assert.doesNotMatch(shown, /name="(?:sealed|response)"/);
    const csrf_token = tokenIn(shown);
    const sent = await browser.post(`${path}/${way}`, { csrf_token, code: '123456', response: '{}' });
    assert.equal(
      sent.headers.get('location') ?? sent.status,
      way === 'totp' ? `${path}/totp` : `${path}/passkeys/add`,
    );
  }
});

test('a trusted browser is listed in words, and no longer trusted after a click', async (t) => {
  const { site, browser, app } = await loggedInTwice(t);
  const other = site.browser('198.51.100.7');
  await logIn(other);
  await stepTwo(other, app, { trust: '1' });
  const page = await (await browser.get(path)).text();
  assert.match(
    await textOf(new Response(page)),
    /IP address 198\.51\.100\.7 Trusted since .* Trusted until 31 January 2026/,
  );
  const cookie = other.cookies.get('latchkey_trusted') ?? '';
  assert.ok(cookie.length === 43 && !page.includes(cookie));
  const [, handle = ''] = /name="browser" value="([^"]+)"/.exec(page) ?? [];
  const csrf_token = tokenIn(await (await browser.get(path)).text());
  const ended = await browser.post(`${path}/browsers/end`, { csrf_token, browser: handle });
  assert.deepEqual([ended.status, ended.headers.get('location')], [303, path]);
  assert.match(
    await textOf(await browser.get(path)),
    /That browser is not trusted any more\..*No browser is trusted/,
  );
  await submit(other, '/logout');
  assert.match((await logIn(other)).headers.get('location') ?? '', /^\/login\/factor/);
  const again = await browser.post(`${path}/browsers/end`, { csrf_token, browser: handle });
  assert.equal(again.status, 303);
  assert.match(await textOf(await browser.get(path)), /That browser was not trusted any more\./);
});

test('every change asks its owner for everything that the account has', async (t) => {
  const { site, browser } = await loggedInTwice(t);
  site.later(16 * minuteMs);
  const looked = await browser.get(path);
  assert.equal(looked.status, 200, 'to look at it takes no more than a log-in');
  for (const way of [
    'totp',
    'totp/remove',
    'passkeys/add',
    'passkeys/rename?passkey=x',
    'passkeys/remove?passkey=x',
    'recovery-codes',
    'password/remove',
  ]) {
    const answer = await browser.get(`${path}/${way}`);
    assert.match(answer.headers.get('location') ?? '', /^\/confirm\?/, way);
  }
  site.later(5 * minuteMs);
  const csrf_token = tokenIn(await (await browser.get(path)).text());
  for (const way of [
    'totp',
    'totp/remove',
    'passkeys/add',
    'passkeys/rename',
    'passkeys/remove',
    'recovery-codes',
    'recovery-codes/confirm',
    'browsers/end',
    'password/remove',
  ]) {
    const answer = await browser.post(`${path}/${way}`, { csrf_token, passkey: 'x', code: '123456' });
    assert.match(answer.headers.get('location') ?? '', /^\/confirm\?/, way);
  }
});

test('a password alone is not enough where the account has a second factor', async (t) => {
  const { site, browser } = await loggedInTwice(t);
  site.later(16 * minuteMs);
  await submit(browser, '/confirm', { fields: { password: 'hunting a snark' } });
  const answer = await browser.get(`${path}/totp/remove`);
  assert.match(answer.headers.get('location') ?? '', /^\/confirm\/factor\?/);
});

test('another site changes nothing, and neither does a form without its token', async (t) => {
  const { browser } = await loggedInTwice(t);
  const csrf_token = tokenIn(await (await browser.get(path)).text());
  for (const way of [
    'totp',
    'totp/remove',
    'passkeys/add',
    'passkeys/rename',
    'passkeys/remove',
    'recovery-codes',
    'recovery-codes/confirm',
    'browsers/end',
    'password/remove',
  ]) {
    const foreign = await browser.post(`${path}/${way}`, { csrf_token }, { 'sec-fetch-site': 'cross-site' });
    const tokenless = await browser.post(`${path}/${way}`, {});
    assert.deepEqual([foreign.status, tokenless.status], [403, 403], way);
  }
});

test('logged out, all of it leads to the log-in', async (t) => {
  const { site } = await loggedIn(t);
  const stranger = site.browser();
  for (const way of ['', '/totp', '/passkeys/add', '/recovery-codes', '/password/remove']) {
    const answer = await stranger.get(path + way);
    assert.match(answer.headers.get('location') ?? '', /^\/login\?next=%2Faccount%2Fsecurity/, way);
  }
});

test('a second tab of a remembered log-in sees the page without its buttons', async (t) => {
  const { site } = await loggedIn(t);
  const browser = site.browser();
  await logIn(browser, { remember: '1' });
  browser.restart();
  const second = browser.copy();
  assert.equal((await browser.get(path)).status, 200);
  const page = await second.get(path);
  assert.equal(page.status, 200);
  assert.doesNotMatch(await page.text(), /<form/);
});

test('password managers find the pages for passkeys at the root, without a redirect', async (t) => {
  for (const prefix of ['', '/auth']) {
    const site = await testSite(t, { web: { prefix }, login: { baseUrl: 'https://id.example.org' } });
    const response = await site.browser().get('/.well-known/passkey-endpoints');
    assert.equal(response.status, 200);
    assert.match(response.headers.get('content-type') ?? '', /^application\/json/);
    assert.deepEqual(await response.json(), {
      enroll: `https://id.example.org${prefix}/account/security/passkeys/add`,
      manage: `https://id.example.org${prefix}/account/security`,
    });
    assert.equal(response.headers.get('x-content-type-options'), 'nosniff');
    assert.deepEqual(response.headers.getSetCookie(), []);
  }
});

test('the password can be removed where a mail brings a new one or a passkey logs in, and nowhere else', async (t) => {
  const offers = async (browser: Browser) =>
    (await (await browser.get(path)).text()).includes('password/remove');
  const { browser: byMail } = await loggedIn(t);
  assert.equal(await offers(byMail), true);
  assert.equal((await submit(byMail, `${path}/password/remove`)).headers.get('location'), path);
  const { site, browser } = await loggedIn(t, {});
  assert.equal(await offers(browser), false);
  assert.equal((await submit(browser, `${path}/password/remove`)).status, 422);
  await logInByPasskey(browser, await addPasskeyTo(site));
  assert.equal(await offers(browser), true);
});
