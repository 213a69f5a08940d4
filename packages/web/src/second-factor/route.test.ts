import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Browser } from '@latchkey/session/testing';
import { type App, addApp, addPasskeyTo, addRecoveryCodes, optionsIn, stepTwo } from '../test-factors.ts';
import {
  minuteMs,
  password,
  submit,
  type TestScope,
  type TestSite,
  testSite,
  textOf,
  tokenIn,
} from '../test-site.ts';

async function begin(browser: Browser, path = '/login', fields = {}): Promise<Response> {
  return await submit(browser, path, { fields: { email: 'ada', password, ...fields } });
}

interface Scene {
  readonly site: TestSite;
  readonly browser: Browser;
  readonly app: App;
}

/** Ada has an authenticator app, and has typed her password in a new browser. */
async function scene(scope: TestScope, path = '/login', fields = {}): Promise<Scene> {
  const site = await testSite(scope);
  await site.makeUser();
  const app = await addApp(site);
  const browser = site.browser();
  await begin(browser, path, fields);
  return { site, browser, app };
}

test('after the password the code of the app is asked for, and nobody is logged in yet', async (t) => {
  const site = await testSite(t);
  await site.makeUser();
  await addApp(site);
  const browser = site.browser();
  const sessions = await site.count('sessions');
  const answer = await begin(browser, '/login?next=%2Faccount');
  assert.equal(answer.status, 303);
  assert.equal(answer.headers.get('location'), '/login/factor?next=%2Faccount');
  const cookie = answer.headers.getSetCookie().find((text) => text.startsWith('latchkey_pending='));
  assert.match(cookie ?? '', /^latchkey_pending=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=600$/);
  assert.ok(!browser.cookies.has('latchkey_session') && !browser.cookies.has('latchkey_browser'));
  assert.equal(await site.count('sessions'), sessions);
  assert.equal((await browser.get('/dashboard')).headers.get('location'), '/login?next=%2Fdashboard');
});

test('the page says whose log-in it is, and has one field for the code', async (t) => {
  const { browser } = await scene(t);
  const response = await browser.get('/login/factor');
  assert.equal(response.headers.get('cache-control'), 'no-store');
  const page = await response.text();
  assert.match(page, /<h1>Two-Step Log-In<\/h1>/);
  assert.match(page, /id="username"[^>]* value="ada" readonly/);
  assert.match(page, /<label for="code">Code from your authenticator app<\/label>/);
  assert.match(page, /name="code" type="text" autocomplete="one-time-code"[^>]* inputmode="numeric"/);
  assert.match(page, /name="trust" type="checkbox"/);
  assert.match(page, /action="\/login\/factor\/cancel"/);
  assert.doesNotMatch(page, /maxlength|pattern=|data-passkey|recovery-code/);
});

test('a right code logs in and leads on, under ids that nobody has seen', async (t) => {
  const { site, browser, app } = await scene(t);
  const path = '/login/factor?next=%2Faccount';
  const before = tokenIn(await (await browser.get(path)).text());
  const answer = await browser.post(path, { csrf_token: before, by: 'totp', code: app.code() });
  assert.equal(answer.headers.get('location'), '/account');
  for (const kind of ['pending', 'csrf', 'remember', 'trusted']) {
    assert.ok(!browser.cookies.has(`latchkey_${kind}`), kind);
  }
  assert.ok(browser.cookies.has('latchkey_browser'));
  assert.match(await textOf(await browser.get('/account')), /Welcome back, ada!/);
  assert.equal((await browser.post('/logout', { csrf_token: before })).status, 403);
  assert.deepEqual((await site.audited('log-in')).at(-1)?.result, 'success');
});

test('whoever asked to be remembered is, once the log-in is whole', async (t) => {
  const { browser, app } = await scene(t, '/login', { remember: '1' });
  assert.ok(!browser.cookies.has('latchkey_remember'));
  await stepTwo(browser, app);
  assert.ok(browser.cookies.has('latchkey_remember'));
});

test('codes are taken as people type them', async (t) => {
  const { site, browser, app } = await scene(t);
  const code = ` ${app.code().slice(0, 3)} ${app.code().slice(3)} `;
  assert.equal((await submit(browser, '/login/factor', { fields: { code } })).status, 303);
  assert.equal(await site.count('sessions'), 2);
});

test('a wrong code says so in the title, a summary and at the field, and is shown to nobody again', async (t) => {
  const { browser } = await scene(t);
  const answer = await submit(browser, '/login/factor', { fields: { by: 'totp', code: '000000' } });
  assert.equal(answer.status, 422);
  const page = await answer.text();
  assert.match(page, /<title>Error: Two-Step Log-In – Latchkey<\/title>/);
  assert.match(page, /<a href="#code">That code is not right, or it was used already\./);
  assert.match(page, /id="code-fault"><p>That code is not right/);
  assert.match(page, /name="code"[^>]* value=""[^>]* aria-invalid="true"/);
  assert.doesNotMatch(page, /000000/);
});

test('nothing but blanks is no try', async (t) => {
  const { site, browser, app } = await scene(t);
  for (let tries = 0; tries < 6; tries += 1) {
    const answer = await submit(browser, '/login/factor', { fields: { code: ' ' } });
    assert.equal(answer.status, 422);
    assert.match(await textOf(answer), /Code is required\./);
  }
  assert.deepEqual(await site.audited('second-factor-failed'), []);
  assert.equal((await stepTwo(browser, app)).status, 303);
});

test('the fifth wrong code ends the log-in, and says so', async (t) => {
  const { browser } = await scene(t, '/login?next=%2Faccount');
  const path = '/login/factor?next=%2Faccount';
  const wrong = () => submit(browser, path, { fields: { code: '000000' } });
  for (let tries = 1; tries < 5; tries += 1) assert.equal((await wrong()).status, 422);
  const answer = await wrong();
  assert.equal(answer.headers.get('location'), '/login?next=%2Faccount');
  assert.ok(!browser.cookies.has('latchkey_pending'));
  assert.match(await textOf(await browser.get('/login')), /That log-in is over/);
});

test('without a log-in that has begun, or with one too old, there is nothing to go on with', async (t) => {
  const { site, browser, app } = await scene(t);
  for (const path of ['/login/factor', '/login/set-up', '/login/set-up/totp']) {
    const stranger = site.browser();
    assert.equal((await stranger.get(path)).headers.get('location'), '/login', path);
    assert.match(await textOf(await stranger.get('/login')), /That log-in is over/);
  }
  const csrf_token = tokenIn(await (await browser.get('/login/factor')).text());
  site.later(10 * minuteMs);
  const late = await browser.post('/login/factor', { csrf_token, by: 'totp', code: app.code() });
  assert.equal(late.headers.get('location'), '/login');
  const damaged = site.browser();
  damaged.cookies.set('latchkey_pending', 'x');
  await damaged.get('/login/factor');
  assert.ok(!damaged.cookies.has('latchkey_pending'));
});

test('the log-in page shows that a log-in has begun, and still takes another', async (t) => {
  const { site, browser, app } = await scene(t);
  await site.makeUser('bob');
  const page = await (await browser.get('/login?next=%2Faccount')).text();
  assert.match(page, /<a href="\/login\/factor\?next=%2Faccount">Go on logging in as ada<\/a>/);
  const answer = await begin(browser, '/login', { email: 'bob' });
  assert.equal(answer.headers.get('location'), '/dashboard');
  assert.ok(!browser.cookies.has('latchkey_pending'));
  assert.match(await textOf(await browser.get('/dashboard')), /Welcome back, bob!/);
  assert.equal((await stepTwo(browser, app).catch(() => undefined))?.status, undefined, 'its form is gone');
});

test('whoever is somebody else begins anew, and nobody goes on with what was begun', async (t) => {
  const { browser, app } = await scene(t);
  const thief = browser.copy();
  const csrf_token = tokenIn(await (await browser.get('/login/factor')).text());
  const answer = await browser.post('/login/factor/cancel?next=%2Faccount', { csrf_token });
  assert.equal(answer.headers.get('location'), '/login?next=%2Faccount');
  assert.ok(!browser.cookies.has('latchkey_pending'));
  assert.match(await textOf(await browser.get('/login')), /That log-in has been cancelled\./);
  const late = await thief.post('/login/factor', { csrf_token, by: 'totp', code: app.code() });
  assert.equal(late.headers.get('location'), '/login');
  assert.equal((await browser.get('/login/factor/cancel')).headers.get('location'), '/login/factor');
});

test('another site cannot send a code, and a token of another browser does not count', async (t) => {
  const { site, browser, app } = await scene(t);
  const csrf_token = tokenIn(await (await browser.get('/login/factor')).text());
  const sent = { csrf_token, by: 'totp', code: app.code() };
  const headers = { origin: 'https://evil.example' };
  assert.equal((await browser.post('/login/factor', sent, headers)).status, 403);
  const other = tokenIn(await (await site.browser().get('/signup')).text());
  assert.equal((await browser.post('/login/factor', { ...sent, csrf_token: other })).status, 403);
  assert.equal((await browser.post('/login/factor/cancel', { csrf_token: other })).status, 403);
  assert.equal((await browser.post('/login/factor', sent)).status, 303);
});

test('a recovery code stands in for the app, once, and the page says how many are left', async (t) => {
  const { site, browser } = await scene(t);
  const [, code = ''] = await addRecoveryCodes(site);
  await begin(browser);
  assert.match(await (await browser.get('/login/factor')).text(), /href="\/login\/factor\?by=recovery-code"/);
  const path = '/login/factor?by=recovery-code';
  const page = await (await browser.get(path)).text();
  assert.match(page, /<label for="code">Recovery code<\/label>/);
  assert.match(page, /name="code" type="text" autocomplete="off"/);
  assert.match(page, /href="\/login\/factor\?by=totp">Use your authenticator app</);
  assert.doesNotMatch(page, /name="trust"|inputmode/);
  const fields = { by: 'recovery-code', code: code.toUpperCase(), trust: '1' };
  const answer = await submit(browser, path, { fields });
  assert.equal(answer.headers.get('location'), '/dashboard');
  assert.match(await textOf(await browser.get('/dashboard')), /You have used a recovery code\. 9 are left\./);
  assert.ok(!browser.cookies.has('latchkey_trusted'), 'who has lost the app is asked again');

  const again = site.browser();
  await begin(again);
  const spent = await submit(again, path, { fields: { by: 'recovery-code', code } });
  assert.equal(spent.status, 422);
  const refused = await spent.text();
  assert.match(refused, /That is none of your recovery codes, or it was used already\./);
  assert.match(refused, /<label for="code">Recovery code<\/label>/);
});

test('a trusted browser is asked for no second factor for 30 days, and no other browser profits', async (t) => {
  const { site, browser, app } = await scene(t);
  const answer = await stepTwo(browser, app, { trust: '1' });
  const cookie = answer.headers.getSetCookie().find((text) => text.startsWith('latchkey_trusted='));
  assert.match(cookie ?? '', /; HttpOnly; SameSite=Lax; Max-Age=2592000$/);
  await submit(browser, '/logout');
  assert.equal((await begin(browser)).headers.get('location'), '/dashboard');
  assert.equal((await begin(site.browser())).headers.get('location'), '/login/factor');
  await submit(browser, '/logout');
  site.later(30 * 24 * 60 * minuteMs);
  assert.equal((await begin(browser)).headers.get('location'), '/login/factor');
});

test('a trusted-browser cookie that none of ours wrote counts as absent, and is cleared', async (t) => {
  const { site } = await scene(t);
  for (const value of ['x', 'A'.repeat(42), `${'A'.repeat(43)}.`, 'A'.repeat(43).concat('.B')]) {
    const browser = site.browser();
    browser.cookies.set('latchkey_trusted', value);
    assert.equal((await begin(browser)).headers.get('location'), '/login/factor', value);
    assert.ok(!browser.cookies.has('latchkey_trusted'), value);
  }
});

test('a passkey is the second factor as well, beside the app', async (t) => {
  const site = await testSite(t);
  await site.makeUser();
  await addApp(site);
  const key = await addPasskeyTo(site, 'ada', false);
  const browser = site.browser();
  await begin(browser);
  const page = await (await browser.get('/login/factor')).text();
  assert.match(page, /<label for="code">Code from your authenticator app<\/label>/);
  assert.match(page, /data-passkey="get"[^>]* novalidate hidden>/);
  assert.match(page, /name="trust" value="" data-from="trust">/);
  const sent = { csrf_token: tokenIn(page), by: 'passkey', trust: '1' };
  const wrong = await browser.post('/login/factor', { ...sent, response: '{"id":"nonsense"}' });
  assert.equal(wrong.status, 422);
  assert.match(await wrong.text(), /<a href="#passkey">That passkey was not accepted\./);
  const response = await key.get(optionsIn(page));
  const stolen = site.browser();
  await begin(stolen);
  const theirs = tokenIn(await (await stolen.get('/login/factor')).text());
  const elsewhere = await stolen.post('/login/factor', { ...sent, csrf_token: theirs, response });
  assert.equal(elsewhere.status, 422, 'it was asked for in another browser');
  assert.equal((await browser.post('/login/factor', { ...sent, response })).status, 303);
  assert.ok(browser.cookies.has('latchkey_trusted'));
});

test('where there is nothing but a passkey the page asks for that, and says what a browser needs for it', async (t) => {
  const site = await testSite(t);
  await site.makeUser();
  await addPasskeyTo(site);
  const browser = site.browser();
  await begin(browser);
  const page = await (await browser.get('/login/factor')).text();
  assert.match(page, /value="ada" readonly/);
  assert.match(page, /<button class="button" type="submit" id="passkey">Use a Passkey<\/button>/);
  assert.match(
    page,
    /<p class="soft" data-without-passkeys data-unnamed="Passkeys need a name: [^"]+">This browser cannot use passkeys here/,
  );
  assert.doesNotMatch(page, /name="code"/);
  const empty = await submit(browser, '/login/factor', { fields: { by: 'passkey', response: '' } });
  assert.equal(empty.status, 422);
  assert.match(await empty.text(), /<a href="#passkey">Your browser sent no passkey\./);
});

test('by a link in a mail it is the same', async (t) => {
  const site = await testSite(t, { mail: true, web: { magicLink: true } });
  const ada = await site.makeUser();
  const users = site.accounts.database.kysely.updateTable('users').set({ email_verified_at: 1 });
  await users.where('id', '=', ada.id).execute();
  const app = await addApp(site);
  const browser = site.browser();
  await submit(browser, '/login/link?next=%2Faccount', { fields: { email: 'ada' } });
  const token = (await site.mails()).findLast(({ template }) => template === 'magic-link')?.token ?? '';
  await browser.get(`/login/link/open?token=${token}`);
  const answer = await submit(browser, '/login/link/open', { fields: { token } });
  assert.equal(answer.headers.get('location'), '/login/factor?next=%2Faccount');
  assert.ok(!browser.cookies.has('latchkey_link') && !browser.cookies.has('latchkey_magic'));
  assert.equal((await stepTwo(browser, app)).headers.get('location'), '/dashboard');
});

test('the page is in the language of its visitor', async (t) => {
  const { browser } = await scene(t);
  const response = await browser.get('/login/factor', { 'accept-language': 'de' });
  assert.match(await textOf(response), /Anmeldung in zwei Schritten .* Code aus Ihrer Authenticator-App/);
});

test('a script runs only where its page has a form for a passkey', async (t) => {
  const site = await testSite(t);
  await site.makeUser();
  const app = await addApp(site);
  await addRecoveryCodes(site);
  const runs = async (browser: Browser, path: string) =>
    (await browser.get(path)).headers.get('content-security-policy')?.includes('script-src') === true;
  const without = site.browser();
  await begin(without);
  assert.equal(await runs(without, '/login/factor'), false);
  await addPasskeyTo(site);
  const browser = site.browser();
  await begin(browser);
  assert.equal(await runs(browser, '/login/factor'), true);
  assert.equal(await runs(browser, '/login/factor?by=passkey'), true);
  assert.equal(await runs(browser, '/login/factor?by=recovery-code'), false);
  await stepTwo(browser, app);
  assert.equal(await runs(browser, '/confirm/factor?by=recovery-code'), false);
});

test('where no way is left the page says so once, and whom to ask', async (t) => {
  const site = await testSite(t);
  await site.makeUser();
  await addApp(site);
  await site.accounts.database.kysely.updateTable('totps').set({ failures: 100 }).execute();
  const browser = site.browser();
  await begin(browser);
  const page = await textOf(await browser.get('/login/factor'));
  assert.equal(page.match(/ask the people who run this site/g)?.length, 1);
});
