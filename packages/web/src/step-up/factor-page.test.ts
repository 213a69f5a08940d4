import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addPasskeyTo, logInByPasskey, optionsIn } from '../test-factors.ts';
import { logIn, minuteMs, password, submit, textOf, tokenIn } from '../test-site.ts';
import { adaOnce, goal, proveCode, testHost } from './test-host.ts';

test('where both factors are missing the visitor proves one after the other, and stands on the page', async (t) => {
  const { ada, app } = await adaOnce(t);
  const first = goal(await ada.get('/two?of=1'));
  assert.equal(first, '/confirm?then=factor&next=%2Ftwo%3Fof%3D1');
  assert.match(await textOf(await ada.get(first)), /confirm both steps of your log-in again/);
  const second = goal(await submit(ada, first, { fields: { password } }));
  assert.equal(second, '/confirm/factor?next=%2Ftwo%3Fof%3D1');
  assert.equal(goal(await proveCode(ada, second, app)), '/two?of=1');
  assert.equal((await ada.get('/two?of=1')).status, 200);
});

test('where the second alone is missing the visitor is led to that one, and never asked for the password', async (t) => {
  const { ada, app } = await adaOnce(t);
  await submit(ada, '/confirm', { fields: { password } });
  const path = goal(await ada.get('/two'));
  assert.equal(path, '/confirm/factor?next=%2Ftwo');
  const page = await ada.get(path);
  assert.doesNotMatch(await page.clone().text(), /type="password"/);
  assert.match(await textOf(page), /Please confirm that it is you\./);
  assert.equal(goal(await proveCode(ada, path, app)), '/two');
  assert.equal((await ada.get('/two')).status, 200);
});

test('where the first alone is missing the visitor is led to that one', async (t) => {
  const { ada, app } = await adaOnce(t);
  await proveCode(ada, '/confirm/factor', app);
  assert.equal(goal(await ada.get('/two')), '/confirm?next=%2Ftwo');
  assert.equal(goal(await submit(ada, '/confirm?next=/two', { fields: { password } })), '/two');
  assert.equal((await ada.get('/two')).status, 200);
});

test('an account without a second factor is led to where it gets one, and told why', async (t) => {
  const { site, browser } = await testHost(t);
  await site.makeUser();
  const ada = browser();
  await logIn(ada);
  assert.equal(goal(await ada.get('/two')), '/account/security?next=%2Ftwo');
  const said = await textOf(await ada.get('/account/security'));
  assert.match(said, /That page is only for accounts with two-step log-in\. You can set it up here\./);
  assert.doesNotMatch(said, /Please confirm that it is you\./);
  assert.equal(goal(await ada.get('/confirm/factor?next=/two')), '/account/security?next=%2Ftwo');
  assert.equal((await ada.get('/one')).status, 200);
  site.later(11 * minuteMs);
  assert.equal(goal(await ada.get('/one')), '/confirm?next=%2Fone');
});

test('a passkey that asks for a finger proves both at once, also where a password was asked for', async (t) => {
  const { site, browser } = await testHost(t);
  await site.makeUser();
  const key = await addPasskeyTo(site);
  const ada = browser();
  await logInByPasskey(ada, key);
  assert.equal((await ada.get('/two')).status, 200);
  site.later(11 * minuteMs);
  const path = goal(await ada.get('/two'));
  assert.equal(path, '/confirm?then=factor&next=%2Ftwo');
  const page = await (await ada.get(path)).text();
  const response = await key.get(optionsIn(page));
  assert.equal(goal(await ada.post(path, { csrf_token: tokenIn(page), response })), '/two');
  assert.equal((await ada.get('/two')).status, 200);
});

test('one that only notices a touch is no first factor: the password is asked for as well', async (t) => {
  const { site, browser } = await testHost(t);
  await site.makeUser();
  const key = await addPasskeyTo(site, 'ada', false);
  const ada = browser();
  const halfWay = goal(await logIn(ada));
  const step = await (await ada.get(halfWay)).text();
  const shown = { by: 'passkey', response: await key.get(optionsIn(step)) };
  await ada.post(halfWay, { csrf_token: tokenIn(step), ...shown });
  site.later(11 * minuteMs);
  const path = goal(await ada.get('/two'));
  const page = await (await ada.get(path)).text();
  const response = await key.get(optionsIn(page));
  const next = goal(await ada.post(path, { csrf_token: tokenIn(page), response }));
  assert.equal(next, '/confirm?next=%2Ftwo');
  assert.match(await textOf(await ada.get(next)), /That passkey asked for no fingerprint, face or PIN/);
  assert.equal(goal(await submit(ada, next, { fields: { password } })), '/two');
  assert.equal((await ada.get('/two')).status, 200);
});

test('whoever has copied the cookie and knows the password does not have the second factor besides', async (t) => {
  const { site, ada, app } = await adaOnce(t);
  await submit(ada, '/confirm', { fields: { password } });
  await proveCode(ada, '/confirm/factor', app);
  assert.equal((await ada.get('/two')).status, 200);
  const thief = ada.copy();
  const agent = { 'user-agent': 'another browser' };
  const page = await (await thief.get('/confirm?next=/two', agent)).text();
  const fields = { csrf_token: tokenIn(page), password };
  assert.equal(goal(await thief.post('/confirm?next=/two', fields, agent)), '/two');
  assert.equal(goal(await thief.get('/two', agent)), '/confirm/factor?next=%2Ftwo');
  assert.deepEqual(site.errors, []);
});

test('a program is told how many factors are missing and where, and no message waits for anybody', async (t) => {
  const { ada } = await adaOnce(t);
  await ada.get('/dashboard');
  const answer = await ada.get('/two', { accept: 'application/json' });
  assert.equal(answer.status, 401);
  const { type, factors, page } = JSON.parse(await answer.text());
  assert.deepEqual(
    { type, factors, page },
    { type: 'urn:latchkey:problem:factor-required', factors: 2, page: '/confirm?then=factor' },
  );
  assert.ok(!ada.cookies.has('latchkey_flash'));
});

test('whoever is not logged in logs in first', async (t) => {
  const { browser } = await testHost(t);
  assert.equal(goal(await browser().get('/two')), '/login?next=%2Ftwo');
});
