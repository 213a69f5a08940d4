import assert from 'node:assert/strict';
import { test } from 'node:test';
import { logIn, password, submit, testSite, textOf } from '../test-site.ts';

test('the dashboard greets, and shows user name, mail address and account id', async (t) => {
  const site = await testSite(t);
  const user = await site.makeUser();
  const browser = site.browser();
  await logIn(browser);
  const response = await browser.get('/dashboard');
  assert.equal(response.status, 200);
  const text = await textOf(response);
  for (const sentence of [
    'Welcome to your Dashboard, ada!',
    'You are successfully logged in. This page is only visible to authenticated users.',
    'Your Account Info',
    'Username ada Email ada@example.org',
    `Account ID ${user.id}`,
  ]) {
    assert.ok(text.includes(sentence), sentence);
  }
});

test('logged out it leads to the log-in, which says why', async (t) => {
  const site = await testSite(t);
  const browser = site.browser();
  const response = await browser.get('/dashboard');
  assert.equal(response.status, 303);
  assert.equal(response.headers.get('location'), '/login?next=%2Fdashboard');
  assert.equal(response.headers.get('cache-control'), 'no-store');
  assert.match(await textOf(await browser.get('/login')), /Please log in to access this page\./);
});

test('a program gets a problem instead of a redirect', async (t) => {
  const site = await testSite(t);
  const response = await site.browser().get('/dashboard', { accept: 'application/json' });
  assert.equal(response.status, 401);
  assert.match(response.headers.get('content-type') ?? '', /^application\/problem\+json/);
  assert.ok(response.headers.has('www-authenticate'));
  assert.equal(JSON.parse(await response.text()).type, 'urn:latchkey:problem:login-required');
  assert.ok(response.headers.has('content-security-policy'));
});

test('names are escaped wherever they stand', async (t) => {
  const site = await testSite(t);
  const user = await site.makeUser();
  const username = `<script>alert("'")</script>&`;
  await site.accounts.database.kysely
    .updateTable('users')
    .set({ username })
    .where('id', '=', user.id)
    .execute();
  const browser = site.browser();
  await logIn(browser);
  const page = await (await browser.get('/dashboard')).text();
  assert.doesNotMatch(page, /<script/);
  assert.equal(page.split('&lt;script&gt;alert(&quot;&#39;&quot;)&lt;/script&gt;&amp;').length - 1, 4);
});

test('HEAD answers like GET, without the page, and leaves messages for the page that shows them', async (t) => {
  const site = await testSite(t);
  await site.makeUser();
  const browser = site.browser();
  await logIn(browser);
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const head = await site.answer(
    new Request('http://localhost/dashboard', { method: 'HEAD', headers: { cookie } }),
  );
  assert.equal(head.status, 200);
  assert.equal(await head.text(), '');
  assert.match(await textOf(await browser.get('/dashboard')), /Welcome back, ada!/);
});

test('the cookie of an account that was disabled or deleted is refused at once', async (t) => {
  const site = await testSite(t);
  const user = await site.makeUser();
  const browser = site.browser();
  await logIn(browser, { remember: '1' });
  const { kysely } = site.accounts.database;
  await kysely.updateTable('users').set({ disabled_at: 1 }).where('id', '=', user.id).execute();
  assert.equal((await browser.copy().get('/dashboard')).status, 303);
  await kysely.deleteFrom('users').where('id', '=', user.id).execute();
  assert.equal((await browser.get('/dashboard')).status, 303);
});

test('a second tab of a remembered log-in is let in, with a link in place of the log-out button', async (t) => {
  const site = await testSite(t);
  await site.makeUser();
  const browser = site.browser();
  await logIn(browser, { remember: '1' });
  browser.restart();
  const [first, second] = [browser, browser.copy()];
  assert.equal((await first.get('/dashboard')).status, 200);
  const response = await second.get('/dashboard');
  assert.equal(response.status, 200);
  assert.doesNotMatch(response.headers.getSetCookie().join(), /latchkey_(session|remember|csrf)/);
  const page = await response.text();
  assert.match(page, /<a href="\/logout">Log out<\/a>/);
  assert.doesNotMatch(page, /<form/);
  const asked = await submit(second, '/confirm?next=/dashboard', { fields: { password } });
  assert.equal(asked.headers.get('location'), '/confirm?next=%2Fdashboard');
});

test('a remember token that comes back after its time ends the series, and the audit says so', async (t) => {
  const site = await testSite(t);
  const user = await site.makeUser();
  const owner = site.browser();
  await logIn(owner, { remember: '1' });
  owner.restart();
  const thief = owner.copy();
  for (let visits = 0; visits < 2; visits++) {
    assert.equal((await owner.get('/dashboard')).status, 200);
    owner.restart();
  }
  assert.equal((await thief.get('/dashboard')).status, 303);
  assert.equal((await owner.get('/dashboard')).status, 303);
  assert.deepEqual(await site.audited('remember-token-replayed'), [
    { result: 'info', detail: null, userId: user.id },
  ]);
});
