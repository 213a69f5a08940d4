import assert from 'node:assert/strict';
import { test } from 'node:test';
import { logIn, testSite, textOf } from '../test-site.ts';

test('the home page is public, and leads to log-in and sign-up', async (t) => {
  const site = await testSite(t);
  const response = await site.browser().get('/');
  assert.equal(response.status, 200);
  const page = await response.text();
  assert.match(page, /<a href="\/" aria-current="page">Home<\/a>/);
  assert.match(page, /<a href="\/login">Log in<\/a>/);
  assert.match(page, /<a href="\/signup">Sign up<\/a>/);
  assert.doesNotMatch(page, /Dashboard|Hello/);
});

test('logged in, the navigation greets by name and has a log-out button', async (t) => {
  const site = await testSite(t);
  await site.makeUser();
  const browser = site.browser();
  await logIn(browser);
  const response = await browser.get('/');
  const page = await response.clone().text();
  assert.match(await textOf(response), /Home Dashboard Hello, ada! Log out/);
  assert.match(page, /<form method="post" action="\/logout">/);
  assert.doesNotMatch(page, />Sign up</);
});

test('a page without a form sets no cookie', async (t) => {
  const site = await testSite(t);
  const response = await site.browser().get('/');
  assert.deepEqual(response.headers.getSetCookie(), []);
  assert.equal(response.headers.get('cache-control'), 'no-store');
});
