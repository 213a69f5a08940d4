import assert from 'node:assert/strict';
import { test } from 'node:test';
import { logIn, password, send, submit, testSite } from './test-site.ts';

const policy =
  "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
const policyWithScript = policy.replace(';', "; script-src 'self'; require-trusted-types-for 'script';");
const expectedHeaders = {
  'content-security-policy': policy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'x-frame-options': 'DENY',
};

test('every answer carries the security headers, and says what it is', async (t) => {
  const site = await testSite(t);
  const json = { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } };
  const answers: [string, Response][] = [
    ['page', await send(site, '/', {})],
    ['form', await send(site, '/signup', {})],
    ['guard', await send(site, '/dashboard', {})],
    ['guard, json', await send(site, '/dashboard', { headers: { accept: 'application/json' } })],
    ['redirect', await send(site, '/register', {})],
    ['well-known', await send(site, '/.well-known/change-password', {})],
    ['options', await send(site, '/login', { method: 'OPTIONS' })],
    ['403', await send(site, '/login', { method: 'POST', headers: { origin: 'https://evil.example' } })],
    ['404', await send(site, '/nowhere', {})],
    ['404, json', await send(site, '/nowhere', { headers: { accept: 'application/json' } })],
    ['405', await send(site, '/dashboard', { method: 'POST' })],
    ['413', await send(site, '/login', { method: 'POST', headers: { 'content-length': '65537' } })],
    ['415', await send(site, '/login', json)],
  ];
  for (const [name, response] of answers) {
    for (const [header, value] of Object.entries(expectedHeaders)) {
      assert.equal(response.headers.get(header), value, `${header} of ${name}`);
    }
    const hasBody = (await response.text()) !== '';
    const type = name.endsWith('json') ? /json/ : /^text\/html; charset=UTF-8$/;
    if (hasBody) assert.match(response.headers.get('content-type') ?? '', type, name);
    assert.equal(response.headers.has('strict-transport-security'), false);
  }
});

test('what depends on a cookie is kept by nobody; so is no error', async (t) => {
  const site = await testSite(t);
  for (const path of [
    '/',
    '/login',
    '/signup',
    '/logout',
    '/dashboard',
    '/confirm',
    '/account/password',
    '/nowhere',
  ]) {
    assert.equal((await send(site, path, {})).headers.get('cache-control'), 'no-store', path);
  }
});

test('in production browsers are told to come back over https only', async (t) => {
  const site = await testSite(t, { web: { production: true } });
  const response = await send(site, '/', {});
  assert.equal(response.headers.get('strict-transport-security'), 'max-age=63072000; includeSubDomains');
});

test('a form may lead to an origin on the list', async (t) => {
  const site = await testSite(t, { login: { trustedOrigins: ['https://app.example'] } });
  await site.makeUser();
  const page = await send(site, '/login', {});
  assert.match(
    page.headers.get('content-security-policy') ?? '',
    /form-action 'self' https:\/\/app\.example;/,
  );
  const path = `/login?next=${encodeURIComponent('https://app.example/welcome')}`;
  const response = await submit(site.browser(), path, { fields: { email: 'ada', password } });
  assert.equal(response.headers.get('location'), 'https://app.example/welcome');
});

test('a page with a passkey may run our script, and nothing else', async (t) => {
  const site = await testSite(t);
  const response = await send(site, '/login', {});
  assert.equal(response.headers.get('content-security-policy'), policyWithScript);
  assert.equal(response.headers.get('x-frame-options'), 'DENY');
  const refused = await submit(site.browser(), '/login', { fields: { email: 'nobody', password } });
  assert.equal(refused.headers.get('content-security-policy'), policyWithScript);
  const [, path = ''] = /<script src="([^"]+)" defer><\/script>/.exec(await response.text()) ?? [];
  const script = await send(site, path, {});
  assert.equal(script.headers.get('content-type'), 'text/javascript; charset=UTF-8');
  assert.equal(script.headers.get('cache-control'), 'public, max-age=31536000, immutable');
  assert.ok((await script.text()).split('\n').length <= 61, 'small enough to be read');
});

test('no page holds a script or a style of its own', async (t) => {
  const site = await testSite(t);
  await site.makeUser();
  const browser = site.browser();
  const pages = [await browser.get('/login'), await browser.get('/signup'), await browser.get('/nowhere')];
  await logIn(browser);
  pages.push(
    await browser.get('/dashboard'),
    await browser.get('/account/password'),
    await browser.get('/confirm'),
  );
  for (const response of pages) {
    const page = await response.text();
    const inline = page.replace(/<script src="\/assets\/passkeys-[0-9a-f]{12}\.js" defer><\/script>/, '');
    assert.doesNotMatch(inline, /<script|<style| style=| on\w+=|javascript:/);
    assert.match(page, /^<!doctype html>\n<html lang="en">/);
    assert.match(page, /<a class="skip" href="#content">/);
    assert.match(page, /<main id="content"/);
    assert.match(page, /<nav aria-label="Main">/);
    assert.match(page, /<meta name="viewport" content="width=device-width, initial-scale=1">/);
  }
});

test('the address that still holds the token of a mailed link is told to no page after it', async (t) => {
  const site = await testSite(t, { mail: true });
  for (const path of ['/verify', '/reset', '/email/confirm', '/email/cancel']) {
    const response = await send(site, `${path}?token=${'x'.repeat(43)}`, {});
    const said = ['location', 'referrer-policy'].map((name) => response.headers.get(name));
    assert.deepEqual(said, [path, 'no-referrer']);
  }
});
