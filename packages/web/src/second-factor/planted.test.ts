import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findUser, listFactors } from '@latchkey/accounts';
import { createAuthenticator } from '@latchkey/accounts/testing';
import { addApp, addPasskeyTo, optionsIn, stepTwo } from '../test-factors.ts';
import { logIn, submit, testSite, tokenIn } from '../test-site.ts';

test('whoever sets up a factor in a planted log-in sees whose it is, and the one who planted it has nothing', async (t) => {
  const site = await testSite(t, { accounts: { factors: { second: 'required' } } });
  await site.makeUser('eve');
  const attacker = site.browser();
  await logIn(attacker, { email: 'eve' });
  const victim = site.browser();
  victim.cookies.set('latchkey_pending', attacker.cookies.get('latchkey_pending') ?? '');
  const page = await (await victim.get('/login/set-up')).text();
  assert.match(page, /the account eve has none yet/);
  const key = createAuthenticator({ origin: 'http://localhost' });
  const sent = { csrf_token: tokenIn(page), response: await key.create(optionsIn(page)) };
  // What was asked for in one browser counts in no other, whoever has the log-in.
  const there = tokenIn(await (await attacker.get('/login/set-up')).text());
  const stolen = await attacker.post('/login/set-up/passkey', { ...sent, csrf_token: there });
  assert.equal(stolen.status, 422);
  assert.equal((await victim.post('/login/set-up/passkey', sent)).status, 303);
  for (const path of ['/dashboard', '/account/security', '/login/set-up']) {
    assert.match((await attacker.get(path)).headers.get('location') ?? '', /^\/login/, path);
  }
});

test('another account’s set-up adds nothing to this one', async (t) => {
  const site = await testSite(t, { accounts: { factors: { second: 'required' } } });
  for (const name of ['ada', 'eve']) await site.makeUser(name);
  const [ada, eve] = [site.browser(), site.browser()];
  await logIn(ada);
  await logIn(eve, { email: 'eve' });
  const key = createAuthenticator({ origin: 'http://localhost' });
  const hers = await (await eve.get('/login/set-up')).text();
  const response = await key.create(optionsIn(hers));
  const csrf_token = tokenIn(await (await ada.get('/login/set-up')).text());
  assert.equal((await ada.post('/login/set-up/passkey', { csrf_token, response })).status, 422);
  for (const name of ['ada', 'eve']) {
    const user = (await findUser(site.accounts, name)) ?? assert.fail(name);
    assert.deepEqual((await listFactors(site.accounts, user)).passkeys, [], name);
  }
});

test('over https what is half done and what is trusted belong to this host, and no script reads them', async (t) => {
  const site = await testSite(t, { login: { baseUrl: 'https://login.example.org' } });
  await site.makeUser();
  const app = await addApp(site);
  const browser = site.browser();
  const half = await logIn(browser);
  const whole = await stepTwo(browser, app, { trust: '1' });
  const set = (answer: Response, kind: string) =>
    answer.headers.getSetCookie().find((one) => one.startsWith(`__Host-latchkey_${kind}=`)) ?? kind;
  const held = /; Path=\/; Secure; HttpOnly; SameSite=Lax; Max-Age=(\d+)$/;
  assert.deepEqual(held.exec(set(half, 'pending'))?.[1], '600');
  assert.deepEqual(held.exec(set(whole, 'trusted'))?.[1], String(30 * 86_400));
  assert.deepEqual(held.exec(set(whole, 'pending'))?.[1], '0');
});

test('no page of the second step leads to another site', async (t) => {
  const site = await testSite(t);
  await site.makeUser();
  const app = await addApp(site);
  await addPasskeyTo(site);
  for (const evil of ['https://evil.example/', '//evil.example', '/\\evil.example', 'javascript:alert(1)']) {
    const next = `?next=${encodeURIComponent(evil)}`;
    const browser = site.browser();
    const led = await submit(browser, `/login${next}`, {
      fields: { email: 'ada', password: 'hunting a snark' },
    });
    assert.equal(led.headers.get('location'), '/login/factor', evil);
    assert.doesNotMatch(await (await browser.get(`/login/factor${next}`)).text(), /evil|javascript:/);
    const fields = { by: 'totp', code: app.code() };
    const done = await submit(browser, `/login/factor${next}`, { fields });
    assert.equal(done.headers.get('location'), '/dashboard', evil);
    site.later(60_000);
    for (const path of ['/confirm', '/confirm/factor', '/account/security/recovery-codes']) {
      const page = await (await browser.get(path + next)).text();
      assert.doesNotMatch(page, /evil|javascript:/, path);
    }
    const again = { by: 'totp', code: app.code() };
    const confirmed = await submit(browser, `/confirm/factor${next}`, { fields: again });
    assert.equal(confirmed.headers.get('location'), '/dashboard', evil);
    site.later(60_000);
  }
});
