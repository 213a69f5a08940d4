import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Browser } from '@latchkey/session/testing';
import { type Authenticator, addApp, addPasskeyTo, logInByPasskey, optionsIn } from '../test-factors.ts';
import { minuteMs, submit, type TestScope, type TestSite, testSite, textOf, tokenIn } from '../test-site.ts';

interface Scene {
  readonly site: TestSite;
  readonly browser: Browser;
  readonly key: Authenticator;
}

/** Ada has a passkey that asks for her finger, and sits in front of a new browser. */
async function scene(scope: TestScope, options: Parameters<typeof testSite>[1] = {}): Promise<Scene> {
  const site = await testSite(scope, options);
  await site.makeUser();
  const key = await addPasskeyTo(site);
  return { site, browser: site.browser(), key };
}

test('a passkey logs in, without a name, a password and a second step', async (t) => {
  const { site, browser, key } = await scene(t);
  await addApp(site);
  const answer = await logInByPasskey(browser, key, '/login?next=%2Faccount');
  assert.equal(answer.status, 303);
  assert.equal(answer.headers.get('location'), '/account');
  assert.ok(!browser.cookies.has('latchkey_csrf') && !browser.cookies.has('latchkey_remember'));
  assert.match(await textOf(await browser.get('/account')), /Welcome back, ada!/);
  assert.deepEqual((await site.audited('log-in')).at(-1)?.detail, 'passkey');
});

test('the tick at "Remember me" counts for it as well', async (t) => {
  const { browser, key } = await scene(t);
  const page = await (await browser.get('/login')).text();
  assert.match(page, /<input type="hidden" name="remember" value="" data-from="remember">/);
  const response = await key.get(optionsIn(page));
  await browser.post('/login/passkey', { csrf_token: tokenIn(page), response, remember: '1' });
  assert.ok(browser.cookies.has('latchkey_remember'));
});

test('the page offers it in the field for the name and by a button, hidden until a script has run, and names no account', async (t) => {
  const { browser } = await scene(t);
  const page = await (await browser.get('/login')).text();
  assert.match(page, /name="email" type="text" autocomplete="username webauthn"/);
  assert.match(page, /action="\/login\/passkey" data-passkey="autofill"[^>]* hidden>/);
  assert.match(page, /<script src="\/assets\/passkeys-[0-9a-f]{12}\.js" defer><\/script>/);
  const options = JSON.parse(optionsIn(page));
  assert.equal(options.rpId, 'localhost');
  assert.equal(options.userVerification, 'required');
  assert.deepEqual(options.allowCredentials ?? [], []);
});

test('an answer counts once, for ten minutes, and in the browser that was asked', async (t) => {
  const { site, browser, key } = await scene(t);
  const page = await (await browser.get('/login')).text();
  const sent = { csrf_token: tokenIn(page), response: await key.get(optionsIn(page)) };
  const thief = site.browser();
  const theirs = tokenIn(await (await thief.get('/login')).text());
  const stolen = await thief.post('/login/passkey', { ...sent, csrf_token: theirs });
  assert.equal(stolen.status, 422);
  const copy = browser.copy();
  assert.equal((await browser.post('/login/passkey', sent)).status, 303);
  assert.equal((await copy.post('/login/passkey', sent)).status, 422);

  const slow = site.browser();
  const asked = await (await slow.get('/login')).text();
  const response = await key.get(optionsIn(asked));
  site.later(10 * minuteMs + 1);
  assert.equal((await slow.post('/login/passkey', { csrf_token: tokenIn(asked), response })).status, 422);
});

test('whatever is wrong with it, the log-in page says the same, with all its ways', async (t) => {
  const { site, browser, key } = await scene(t);
  await site.makeUser('bob');
  const touchOnly = await addPasskeyTo(site, 'bob', false);
  const fresh = async () => (await site.browser().get('/login')).text();
  const [known, unknown] = [optionsIn(await fresh()), optionsIn(await fresh())];
  const answers = [
    '',
    'nonsense',
    '{"id":"x","rawId":"x","type":"public-key","response":{}}',
    await key.get(known, { origin: 'https://evil.example' }),
    await key.get(unknown, { verifiesUser: false }),
    await touchOnly.get(optionsIn(await fresh()), { verifiesUser: false }).catch(() => '{}'),
  ];
  const pages = new Set<string>();
  for (const response of answers) {
    const answer = await submit(browser, '/login', { fields: {} }).then(async (shown) => {
      const csrf_token = tokenIn(await shown.text());
      return await browser.post('/login/passkey', { csrf_token, response });
    });
    assert.equal(answer.status, 422);
    pages.add((await answer.text()).replaceAll(/(csrf_token" value|data-options)="[^"]+"/g, '$1'));
  }
  assert.equal(pages.size, 1);
  const [page = ''] = pages;
  assert.match(page, /<title>Error: Log In – Latchkey<\/title>/);
  assert.match(page, /<a href="#passkey">That passkey was not accepted\./);
  assert.match(page, /name="password"/);
  assert.doesNotMatch(page, /aria-invalid="true"/, 'neither field was wrong');
});

test('tries are counted like passwords, and the page says how long to wait', async (t) => {
  const { site } = await scene(t, { accounts: { limits: {} } });
  const browser = site.browser('198.51.100.7');
  const wrong = async () => {
    const csrf_token = tokenIn(await (await browser.get('/login')).text());
    return await browser.post('/login/passkey?next=%2Faccount', { csrf_token, response: 'nonsense' });
  };
  for (let tries = 0; tries < 10; tries += 1) assert.equal((await wrong()).status, 422);
  const answer = await wrong();
  assert.equal(answer.status, 429);
  assert.match(answer.headers.get('retry-after') ?? '', /^\d+$/);
  assert.match(await answer.text(), /href="\/login\?next=%2Faccount">Open the page again</);
});

test('a form that was open for too long, or comes from elsewhere, logs nobody in', async (t) => {
  const { site, browser, key } = await scene(t);
  const page = await (await browser.get('/login')).text();
  const response = await key.get(optionsIn(page));
  const stale = await browser.post('/login/passkey', { csrf_token: 'x', response });
  assert.equal(stale.status, 403);
  assert.match(await stale.text(), /This form was open for too long/);
  const headers = { origin: 'https://evil.example' };
  const foreign = await browser.post('/login/passkey', { csrf_token: tokenIn(page), response }, headers);
  assert.equal(foreign.status, 403);
  assert.ok(!browser.cookies.has('latchkey_session'));
  assert.equal((await site.browser().get('/login/passkey')).headers.get('location'), '/login');
  const other = await site.answer(new Request('http://localhost/login/passkey', { method: 'PUT' }));
  assert.equal(other.status, 405);
});

test('under a prefix it works as well, and over https it belongs to the host', async (t) => {
  const { site } = await scene(t, {
    web: { prefix: '/auth' },
    login: { baseUrl: 'https://login.example.org:8443' },
  });
  const page = await (await site.browser().get('/auth/login')).text();
  assert.match(page, /action="\/auth\/login\/passkey"/);
  assert.match(page, /<script src="\/auth\/assets\/passkeys-/);
  assert.equal(JSON.parse(optionsIn(page)).rpId, 'login.example.org');
});
