import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sessionStore } from '@latchkey/accounts';
import { logIn, testSite, textOf } from '../test-site.ts';

test('a page that is not there says so, with a way on, and keeps messages for a page that shows them', async (t) => {
  const site = await testSite(t);
  await site.makeUser();
  const browser = site.browser();
  await logIn(browser);
  const response = await browser.get('/<script>alert(1)</script>');
  assert.equal(response.status, 404);
  const page = await response.text();
  assert.match(page, /<h1>Page Not Found<\/h1>/);
  assert.match(page, /href="\/">Go to the home page<\/a>/);
  assert.match(page, /Hello, ada!/);
  assert.doesNotMatch(page, /<script|Welcome back/);
  assert.match(await textOf(await browser.get('/dashboard')), /Welcome back, ada!/);
});

test('programs get errors as problems', async (t) => {
  const site = await testSite(t);
  const response = await site.browser().get('/nowhere', { accept: 'application/json' });
  assert.equal(response.status, 404);
  assert.equal(response.headers.get('content-type'), 'application/problem+json; charset=UTF-8');
  assert.deepEqual(JSON.parse(await response.text()), {
    type: 'urn:latchkey:problem:not-found',
    title: 'Page Not Found',
    status: 404,
    detail: 'There is no page at this address. It may have moved, or the address has a typing mistake.',
  });
  const both = await site.browser().get('/nowhere', { accept: 'text/html, application/json' });
  assert.match(both.headers.get('content-type') ?? '', /^text\/html/);
});

test('an error shows a number and no more; the log gets the rest under it', async (t) => {
  const site = await testSite(t);
  const canary = 'canary-81c2 at /srv/app/login.ts:12';
  const store = {
    find: () => {
      throw new Error(canary);
    },
  };
  const broken = await testSite(t, {
    login: { store: { ...storeOf(site), ...store } },
  });
  const cookie = `latchkey_session=${'A'.repeat(43)}`;
  const response = await broken.browser().get('/dashboard', { cookie });
  assert.equal(response.status, 500);
  const page = await response.text();
  const id = /tell us this number: ([0-9a-f]{12})</.exec(page)?.[1];
  assert.match(page, /Something went wrong\. Please try again\./);
  assert.doesNotMatch(page, /canary|\/srv|at /);
  assert.equal(broken.errors.length, 1);
  assert.equal(broken.errors[0]?.id, id);
  assert.match(String(broken.errors[0]?.error), /canary-81c2/);
  assert.equal(response.headers.get('cache-control'), 'no-store');
  assert.ok(response.headers.has('content-security-policy'));
  const problem = await broken.browser().get('/dashboard', { cookie, accept: 'application/json' });
  assert.equal(JSON.parse(await problem.text()).id, broken.errors[1]?.id);
});

test('a busy database is no error of ours: 503, and when to come again', async (t) => {
  const site = await testSite(t);
  const store = {
    find: () => {
      throw Object.assign(new Error('busy'), { code: 'database-busy' });
    },
  };
  const busy = await testSite(t, { login: { store: { ...storeOf(site), ...store } } });
  const response = await busy.browser().get('/dashboard', { cookie: `latchkey_session=${'A'.repeat(43)}` });
  assert.equal(response.status, 503);
  assert.equal(response.headers.get('retry-after'), '5');
  assert.match(await textOf(response), /Please try again in 5 seconds\./);
  assert.deepEqual(busy.errors, []);
});

function storeOf({ accounts }: Awaited<ReturnType<typeof testSite>>) {
  return sessionStore(accounts);
}
