import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findUser } from '@latchkey/accounts';
import { addApp } from '../test-factors.ts';
import { minuteMs, password, submit, testSite } from '../test-site.ts';
import { enter, goal, proveCode } from './test-host.ts';

const ownersOnly = ['/account/delete', '/account/email', '/account/password', '/account/security/totp'];

test('what only the owner may do asks for both steps, where the account has two', async (t) => {
  const site = await testSite(t, { mail: { verification: 'off' } });
  await site.makeUser();
  const app = await addApp(site);
  const browser = site.browser();
  await enter(browser, app);
  for (const path of ownersOnly) assert.equal((await browser.get(path)).status, 200, path);
  site.later(21 * minuteMs);
  await submit(browser, '/confirm', { fields: { password } });
  assert.equal((await browser.get('/account/username')).status, 200, 'a fresh log-in is enough for a name');
  for (const path of ownersOnly) {
    const next = encodeURIComponent(path);
    assert.equal(goal(await browser.get(path)), `/confirm/factor?next=${next}`);
    assert.equal(goal(await browser.post(path)), `/confirm/factor?next=${next}`);
  }
  assert.equal((await findUser(site.accounts, 'ada'))?.deletesAtMs, undefined);
  await proveCode(browser, '/confirm/factor', app);
  for (const path of ownersOnly) assert.equal((await browser.get(path)).status, 200, path);
});

test('where it has one the fresh log-in is enough', async (t) => {
  const site = await testSite(t, { mail: { verification: 'off' } });
  await site.makeUser();
  const browser = site.browser();
  await submit(browser, '/login', { fields: { email: 'ada', password } });
  for (const path of ownersOnly) assert.equal((await browser.get(path)).status, 200, path);
  site.later(16 * minuteMs);
  for (const path of ownersOnly) {
    assert.equal(goal(await browser.get(path)), `/confirm?next=${encodeURIComponent(path)}`);
  }
});

test('a browser that was trusted with the second step is asked for it all the same', async (t) => {
  const site = await testSite(t, { mail: { verification: 'off' } });
  await site.makeUser();
  const app = await addApp(site);
  const browser = site.browser();
  await submit(browser, '/login', { fields: { email: 'ada', password } });
  await submit(browser, '/login/factor', { fields: { by: 'totp', code: app.code(), trust: '1' } });
  await submit(browser, '/logout');
  await submit(browser, '/login', { fields: { email: 'ada', password } });
  assert.equal((await browser.get('/dashboard')).status, 200);
  for (const path of ownersOnly) {
    assert.equal(goal(await browser.get(path)), `/confirm/factor?next=${encodeURIComponent(path)}`);
  }
});
