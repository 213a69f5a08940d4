import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hourMs, logIn, submit, testSite } from '../test-site.ts';

test('the button hands out a file that no cache keeps, with the day in its name', async (t) => {
  const site = await testSite(t);
  const ada = await site.makeUser();
  const browser = site.browser();
  await logIn(browser, { remember: '1' });
  const response = await submit(browser, '/account/data');
  assert.equal(response.status, 200);
  assert.equal(response.headers.get('content-type'), 'application/json; charset=UTF-8');
  assert.equal(
    response.headers.get('content-disposition'),
    'attachment; filename="account-data-2026-01-01.json"',
  );
  assert.equal(response.headers.get('cache-control'), 'no-store');
  assert.equal(response.headers.get('x-content-type-options'), 'nosniff');
  const text = await response.text();
  const data = JSON.parse(text);
  assert.deepEqual([data.account.id, data.account.email], [ada.id, 'ada@example.org']);
  assert.deepEqual([data.sessions.length, data.history.length], [1, 2]);
  assert.doesNotMatch(text, /argon2|hash|token/i);
  for (const cookie of browser.cookies.values()) assert.ok(!text.includes(cookie));
  assert.deepEqual(await site.audited('data-downloaded'), [
    { result: 'success', detail: null, userId: ada.id },
  ]);
});

test('whoever has not proven it just now is asked first, also for the file itself', async (t) => {
  const site = await testSite(t);
  await site.makeUser();
  const browser = site.browser();
  await logIn(browser);
  site.later(hourMs);
  for (const response of [await browser.get('/account/data'), await browser.post('/account/data')]) {
    assert.equal(response.status, 303);
    assert.equal(response.headers.get('location'), '/confirm?next=%2Faccount%2Fdata');
  }
});

test('without its token, or from another site, nothing is handed out', async (t) => {
  const site = await testSite(t);
  await site.makeUser();
  const browser = site.browser();
  await logIn(browser);
  assert.equal((await browser.post('/account/data')).status, 403);
  const headers = { 'sec-fetch-site': 'cross-site' };
  assert.equal((await submit(browser, '/account/data', { headers })).status, 403);
  assert.deepEqual(await site.audited('data-downloaded'), []);
});
