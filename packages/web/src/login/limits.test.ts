import assert from 'node:assert/strict';
import { test } from 'node:test';
import { logIn, password, submit, testSite, textOf, tokenIn } from '../test-site.ts';

test('the sixth wrong try in a row has to wait, and the page says how long', async (t) => {
  const site = await testSite(t, { accounts: { limits: {} } });
  await site.makeUser();
  const browser = site.browser();
  const wrong = () => submit(browser, '/login', { fields: { email: 'ada', password: 'a wrong one' } });
  for (let tries = 0; tries < 5; tries++) assert.equal((await wrong()).status, 422);
  const response = await wrong();
  assert.equal(response.status, 429);
  assert.equal(response.headers.get('retry-after'), '1');
  assert.equal(response.headers.get('cache-control'), 'no-store');
  assert.match(await textOf(response), /There were too many tries\. Please try again in 1 second\./);
});

test('an account that strangers have closed says so, and opens to its owner in a browser it knows', async (t) => {
  const site = await testSite(t, { accounts: { limits: { logInsPerMinute: 1000 } } });
  await site.makeUser();
  const owner = site.browser();
  await logIn(owner);
  await submit(owner, '/logout');
  const stranger = site.browser('198.51.100.7');
  for (let tries = 0; tries < 100; tries++) {
    await submit(stranger, '/login', { fields: { email: 'ada', password: 'a wrong one' } });
    site.later(901_000);
  }
  const closed = await submit(stranger, '/login', { fields: { email: 'ada', password } });
  assert.equal(closed.status, 429);
  assert.match(await textOf(closed), /this way in is closed/);
  assert.equal((await logIn(owner)).headers.get('location'), '/dashboard');
});

test('a password that the gate has no room for gets an honest "busy"', async (t) => {
  const site = await testSite(t, { accounts: { passwords: { atOnce: 1, queue: 0 } } });
  await site.makeUser();
  const tokens = await Promise.all(
    [1, 2, 3].map(async () => {
      const browser = site.browser();
      return { browser, csrf_token: tokenIn(await (await browser.get('/login')).text()) };
    }),
  );
  const answers = await Promise.all(
    tokens.map(({ browser, csrf_token }) => browser.post('/login', { csrf_token, email: 'ada', password })),
  );
  const busy = answers.find(({ status }) => status === 503);
  assert.ok(busy, answers.map(({ status }) => status).join());
  assert.match(busy.headers.get('retry-after') ?? '', /^[1-9]\d*$/);
  assert.match(await textOf(busy), /Busy Right Now/);
});
