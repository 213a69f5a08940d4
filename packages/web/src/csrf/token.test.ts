import assert from 'node:assert/strict';
import { test } from 'node:test';
import { logIn, password, submit, testSite, textOf, tokenIn } from '../test-site.ts';

const account = { username: 'grace', email: 'grace@example.org', password, confirm_password: password };

test('a token counts only for the browser it was made for', async (t) => {
  const site = await testSite(t);
  await site.makeUser();
  const [ada, eve] = [site.browser(), site.browser()];
  const hers = tokenIn(await (await ada.get('/signup')).text());
  const other = tokenIn(await (await eve.get('/signup')).text());
  const [nonce, mac = ''] = hers.split('.');
  for (const csrf_token of [
    '',
    'x',
    other,
    `${nonce}.`,
    `${nonce}.${mac.slice(1)}`,
    `${nonce}.${mac}x`,
    `${mac}.${nonce}`,
    hers.toUpperCase(),
  ]) {
    const response = await ada.post('/signup', { csrf_token, ...account });
    assert.equal(response.status, 403, csrf_token);
  }
  assert.equal((await ada.post('/signup', account)).status, 403);
  assert.equal(await site.count('users'), 1);
  assert.equal((await ada.post('/signup', { csrf_token: hers, ...account })).status, 303);
});

test('a log-in is spoken for by its session alone: a planted form cookie and its token do not count', async (t) => {
  const site = await testSite(t);
  await site.makeUser();
  const [victim, attacker] = [site.browser(), site.browser()];
  await logIn(victim);
  const csrf_token = tokenIn(await (await attacker.get('/login')).text());
  victim.cookies.set('latchkey_csrf', attacker.cookies.get('latchkey_csrf') ?? '');
  assert.equal((await victim.post('/logout', { csrf_token })).status, 403);
  assert.equal((await victim.get('/dashboard')).status, 200);
});

test('a refusal is a page with a way on, a line in the audit, and nothing else', async (t) => {
  const site = await testSite(t);
  await site.makeUser();
  const browser = site.browser();
  await logIn(browser);
  const response = await browser.post('/account/password', { csrf_token: 'x' });
  assert.equal(response.status, 403);
  assert.match(
    await response.text(),
    /<a class="button" href="\/account\/password">Open the page again<\/a>/,
  );
  await browser.post('/logout', {}, { origin: 'https://evil.example' });
  assert.deepEqual(await site.audited('csrf-refused'), [
    { result: 'failure', detail: 'stale', userId: null },
    { result: 'failure', detail: 'origin', userId: null },
  ]);
  assert.equal((await browser.get('/dashboard')).status, 200);
});

test('/login and /signup with a stale token show the form again, with what was typed except passwords', async (t) => {
  const site = await testSite(t);
  await site.makeUser();
  for (const [path, fields] of [
    ['/login', { email: 'ada', password, remember: '1' }],
    ['/signup', account],
  ] as const) {
    const browser = site.browser();
    await browser.get(path);
    const stale = await browser.post(path, { csrf_token: 'x', ...fields });
    assert.equal(stale.status, 403);
    const page = await stale.text();
    assert.match(page, /This form was open for too long/);
    assert.ok(page.includes(`value="${fields.email}"`));
    assert.ok(!page.includes(password));
    assert.match(page, /<title>Error: /);
    assert.equal((await browser.post(path, { ...fields, csrf_token: tokenIn(page) })).status, 303);
  }
});

test('a log-in form sent in a browser that is logged in meanwhile leads on', async (t) => {
  const site = await testSite(t);
  await site.makeUser();
  const browser = site.browser();
  const csrf_token = tokenIn(await (await browser.get('/login')).text());
  await logIn(browser);
  const response = await browser.post('/login?next=/account/password', {
    csrf_token,
    email: 'ada',
    password,
  });
  assert.equal(response.status, 303);
  assert.equal(response.headers.get('location'), '/account/password');
});

test('where the browser takes no cookies, the page says that they are needed', async (t) => {
  const site = await testSite(t);
  await site.makeUser();
  const browser = site.browser();
  const csrf_token = tokenIn(await (await browser.get('/login')).text());
  browser.cookies.clear();
  const response = await browser.post('/login', { csrf_token, email: 'ada', password });
  assert.equal(response.status, 403);
  assert.match(await textOf(response), /Logging in needs cookies/);
});

test('the form cookie is set with a form only, once, and anew where it is damaged', async (t) => {
  const site = await testSite(t);
  const browser = site.browser();
  await browser.get('/');
  assert.ok(!browser.cookies.has('latchkey_csrf'));
  const first = await browser.get('/login');
  assert.match(
    first.headers.getSetCookie().join(),
    /^latchkey_csrf=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/,
  );
  assert.deepEqual((await browser.get('/signup')).headers.getSetCookie(), []);
  for (const damaged of ['x', 'ä'.repeat(3).normalize(), 'A'.repeat(44), '']) {
    const headers = { cookie: Buffer.from(`latchkey_csrf=${damaged}`).toString('latin1') };
    const response = await site.answer(new Request('http://localhost/login', { headers }));
    assert.equal(response.status, 200);
    assert.match(response.headers.getSetCookie().join(), /^latchkey_csrf=[\w-]{43};/, damaged);
  }
});

test('no two forms carry the same token', async (t) => {
  const site = await testSite(t);
  const browser = site.browser();
  const tokens = new Set<string>();
  for (let n = 0; n < 5; n++) tokens.add(tokenIn(await (await browser.get('/login')).text()));
  assert.equal(tokens.size, 5);
});

test('over https the cookies are bound to the host', async (t) => {
  const site = await testSite(t, { login: { baseUrl: 'https://example.org' } });
  await site.makeUser();
  const browser = site.browser();
  const path = '/login';
  const page = await browser.get(path);
  assert.match(
    page.headers.getSetCookie().join(),
    /^__Host-latchkey_csrf=[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Lax$/,
  );
  const response = await submit(browser, path, { fields: { email: 'ada', password } });
  assert.equal(response.status, 303);
  for (const text of response.headers.getSetCookie()) assert.match(text, /^__Host-.*; Secure/);
});
