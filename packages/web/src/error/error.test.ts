import assert from 'node:assert/strict';
import { test } from 'node:test';
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
  const canary = 'canary-81c2 at /srv/app/login.ts:12';
  const unauthorized = () => {
    throw new Error(canary);
  };
  const broken = await testSite(t, { login: { events: { unauthorized } } });
  const response = await broken.browser().get('/dashboard');
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
  const problem = await broken.browser().get('/dashboard', { accept: 'application/json' });
  assert.equal(JSON.parse(await problem.text()).id, broken.errors[1]?.id);
});

test('a busy database is no error of ours: 503, and when to come again', async (t) => {
  const busy = () => {
    throw Object.assign(new Error('busy'), { code: 'database-busy' });
  };
  const sites = [
    await testSite(t, { store: (store) => ({ ...store, find: busy }) }),
    await testSite(t, { login: { events: { accessed: busy } } }),
  ];
  for (const site of sites) {
    const cookie = `latchkey_session=${'A'.repeat(43)}`;
    const response = await site.browser().get('/dashboard', { cookie });
    assert.equal(response.status, 503);
    assert.equal(response.headers.get('retry-after'), '5');
    assert.match(await textOf(response), /Please try again in 5 seconds\./);
    assert.deepEqual(site.errors, []);
  }
});

test('a store that is down logs nobody out: 503, no cookie changes, and the same browser is logged in when it is back', async (t) => {
  let isDown = false;
  const orDown = <Work extends (...parameters: never[]) => unknown>(work: Work) =>
    ((...parameters) => {
      if (isDown) throw new Error('canary-4f7a: connect ECONNREFUSED 10.0.0.7:5432');
      return work(...parameters);
    }) as Work; // takes what `work` takes, and hands over what it hands over
  const site = await testSite(t, {
    store: (store) => ({ ...store, find: orDown(store.find), findSeries: orDown(store.findSeries) }),
  });
  await site.makeUser();
  const browser = site.browser();
  await logIn(browser, { remember: 'on' });
  // The second time there is only the remember token.
  for (const prepare of [() => undefined, () => browser.restart()]) {
    prepare();
    isDown = true;
    const held = new Map(browser.cookies);
    const response = await browser.get('/dashboard');
    assert.equal(response.status, 503);
    assert.equal(response.headers.get('retry-after'), '5');
    assert.deepEqual([response.headers.getSetCookie(), browser.cookies], [[], held]);
    const page = await textOf(response);
    assert.doesNotMatch(page, /canary|10\.0|log in/i);
    const { error, id } = site.errors.at(-1) ?? {};
    assert.match(String(error instanceof Error && error.cause), /canary-4f7a/);
    assert.ok(page.includes(`tell us this number: ${id}`));
    isDown = false;
    assert.match(await textOf(await browser.get('/dashboard')), /Hello, ada!/);
  }
  assert.equal(site.errors.length, 2);
});
