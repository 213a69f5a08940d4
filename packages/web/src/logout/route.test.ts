import assert from 'node:assert/strict';
import { test } from 'node:test';
import { logIn, submit, testSite, textOf, tokenIn } from '../test-site.ts';

test('logging out ends the session at once, says so, and empties the cache', async (t) => {
  const site = await testSite(t);
  const user = await site.makeUser();
  const browser = site.browser();
  await logIn(browser, { remember: '1' });
  const thief = browser.copy();
  const out = await submit(browser, '/logout');
  assert.equal(out.status, 303);
  assert.equal(out.headers.get('location'), '/login');
  assert.equal(out.headers.get('clear-site-data'), '"cache"');
  assert.match(await textOf(await browser.get('/login')), /You have been logged out successfully\./);
  assert.equal((await thief.get('/dashboard')).status, 303);
  assert.equal(await site.count('sessions'), 0);
  assert.equal(await site.count('remember_series'), 0);
  assert.deepEqual(await site.audited('log-out'), [{ result: 'success', detail: null, userId: user.id }]);
  assert.deepEqual([...browser.cookies.keys()].sort(), ['latchkey_browser', 'latchkey_csrf']);
});

test('a log-out gives new tokens: one from before is worth nothing', async (t) => {
  const site = await testSite(t);
  await site.makeUser();
  const browser = site.browser();
  await browser.get('/login');
  const before = browser.cookies.get('latchkey_csrf');
  await logIn(browser);
  await submit(browser, '/logout');
  assert.ok(!browser.cookies.has('latchkey_csrf'));
  await browser.get('/login');
  assert.notEqual(browser.cookies.get('latchkey_csrf'), before);
});

test('a GET shows a page with one button, and changes nothing', async (t) => {
  const site = await testSite(t);
  await site.makeUser();
  const browser = site.browser();
  await logIn(browser);
  const response = await browser.get('/logout');
  assert.equal(response.status, 200);
  const main = (await response.text()).split('<main')[1] ?? '';
  assert.equal(main.split('<button').length - 1, 1);
  assert.equal((await browser.get('/dashboard')).status, 200);
});

test('without a session a log-out just leads to the log-in', async (t) => {
  const site = await testSite(t);
  const response = await site.browser().post('/logout');
  assert.equal(response.status, 303);
  assert.equal(response.headers.get('location'), '/login');
  assert.deepEqual(response.headers.getSetCookie(), []);
});

test('a log-out may lead on to a page of this site, and to no other', async (t) => {
  const site = await testSite(t);
  await site.makeUser();
  for (const [next, goal] of [
    ['/signup', '/signup'],
    ['https://evil.example/', '/login'],
  ] as const) {
    const browser = site.browser();
    await logIn(browser);
    const csrf_token = tokenIn(await (await browser.get('/logout')).text());
    const out = await browser.post(`/logout?next=${encodeURIComponent(next)}`, { csrf_token });
    assert.equal(out.headers.get('location'), goal);
  }
});
