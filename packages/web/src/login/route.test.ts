import assert from 'node:assert/strict';
import { test } from 'node:test';
import { logIn, password, submit, testSite, textOf, tokenIn } from '../test-site.ts';

test('the form asks for a mail address or user name, the password, and whether to remember', async (t) => {
  const site = await testSite(t);
  const response = await site.browser().get('/login');
  assert.equal(response.status, 200);
  const page = await response.text();
  const names = Array.from(page.matchAll(/<input[^>]* name="(\w+)"/g), ([, name]) => name);
  const withPassword = ['csrf_token', 'email', 'password', 'remember'];
  assert.deepEqual(names, [...withPassword, 'csrf_token', 'response', 'remember']);
  assert.match(page, /<h1>Log In<\/h1>/);
  assert.match(page, /<label for="email">Email address or username<\/label>/);
  assert.match(page, /<label for="remember">Remember me<\/label>/);
  assert.match(page, /Don&#39;t have an account\? <a href="\/signup">Sign up here<\/a>/);
  assert.match(page, /name="email" type="text" autocomplete="username webauthn"[^>]*autofocus/);
  assert.match(page, /autocomplete="current-password"/);
});

test('a good log-in leads to the dashboard and says welcome back, by mail address or user name', async (t) => {
  const site = await testSite(t);
  await site.makeUser();
  for (const email of ['ada@example.org', 'ADA@example.ORG', 'ada', 'Ada']) {
    const browser = site.browser();
    const response = await logIn(browser, { email });
    assert.equal(response.headers.get('location'), '/dashboard');
    assert.match(await textOf(await browser.get('/dashboard')), /Welcome back, ada!/);
    assert.doesNotMatch(await textOf(await browser.get('/dashboard')), /Welcome back/);
  }
});

test('whoever came from a page lands there after logging in, query and all', async (t) => {
  const site = await testSite(t);
  await site.makeUser();
  const browser = site.browser();
  const guarded = await browser.get('/dashboard?tab=2');
  assert.equal(guarded.status, 303);
  const path = guarded.headers.get('location') ?? '';
  assert.equal(path, '/login?next=%2Fdashboard%3Ftab%3D2');
  const response = await submit(browser, path, { fields: { email: 'ada', password } });
  assert.equal(response.headers.get('location'), '/dashboard?tab=2');
});

test('next leads to no other site', async (t) => {
  const site = await testSite(t);
  await site.makeUser();
  for (const next of [
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    '/..//evil.example',
    'javascript:alert(1)',
  ]) {
    const browser = site.browser();
    const path = `/login?next=${encodeURIComponent(next)}`;
    assert.match(await (await browser.get(path)).text(), /action="\/login"/);
    const response = await submit(browser, path, { fields: { email: 'ada', password } });
    assert.equal(response.headers.get('location'), '/dashboard', next);
  }
});

test('a log-in gives a new session id and new tokens, and notes the browser for 180 days', async (t) => {
  const site = await testSite(t);
  await site.makeUser();
  const browser = site.browser();
  browser.cookies.set('latchkey_session', 'A'.repeat(43));
  const tokenBefore = tokenIn(await (await browser.get('/login')).text());
  const response = await logIn(browser);
  assert.notEqual(browser.cookies.get('latchkey_session'), 'A'.repeat(43));
  assert.ok(!browser.cookies.has('latchkey_csrf'));
  const known = response.headers.getSetCookie().find((text) => text.startsWith('latchkey_browser='));
  assert.match(known ?? '', /; HttpOnly; SameSite=Lax; Max-Age=15552000$/);
  const late = await browser.post('/logout', { csrf_token: tokenBefore });
  assert.equal(late.status, 403);
});

test('remember: any value that is not empty means yes', async (t) => {
  const site = await testSite(t);
  await site.makeUser();
  for (const [remember, isRemembered] of [
    ['1', true],
    ['on', true],
    ['no', true],
    ['', false],
    [undefined, false],
  ] as const) {
    const browser = site.browser();
    await logIn(browser, remember === undefined ? {} : { remember });
    assert.equal(browser.cookies.has('latchkey_remember'), isRemembered, String(remember));
  }
});

test('after the browser was closed only a remembered log-in comes back, as known', async (t) => {
  const site = await testSite(t);
  await site.makeUser();
  const [forgetful, remembering] = [site.browser(), site.browser()];
  await logIn(forgetful);
  await logIn(remembering, { remember: '1' });
  forgetful.restart();
  remembering.restart();
  assert.equal((await forgetful.get('/dashboard')).status, 303);
  assert.equal((await remembering.get('/dashboard')).status, 200);
  const asked = await remembering.get('/account/password');
  assert.equal(asked.headers.get('location'), '/confirm?next=%2Faccount%2Fpassword');
});

test('who is logged in is not asked again, and goes on to next', async (t) => {
  const site = await testSite(t);
  await site.makeUser();
  const browser = site.browser();
  await logIn(browser);
  for (const page of ['/login', '/signup']) {
    assert.equal((await browser.get(page)).headers.get('location'), '/dashboard');
    assert.equal(
      (await browser.get(`${page}?next=/account/password`)).headers.get('location'),
      '/account/password',
    );
    assert.equal((await browser.get(`${page}?next=//evil.example`)).headers.get('location'), '/dashboard');
  }
});
