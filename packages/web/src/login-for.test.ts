import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findPendingLogIn, findUser, recordAudit } from '@latchkey/accounts';
import { createLogin, type Visit } from '@latchkey/session';
import { honoLogin } from '@latchkey/session/hono';
import { createBrowser } from '@latchkey/session/testing';
import { Hono } from 'hono';
import { loginFor } from './login-for.ts';
import { addApp } from './test-factors.ts';
import { hourMs, minuteMs, testSite } from './test-site.ts';
import { createWeb } from './web.ts';

const secrets = ['nT0pGvQd2mZs8yW1kXrB6uJh4cLfEaVo9iPxSgDwYbM'];

test("an application's own events run beside ours, and a stolen remember token is still in the audit", async (t) => {
  const site = await testSite(t);
  const ada = await site.makeUser();
  const heard: string[] = [];
  const events = {
    loggedIn: (user: { name: string }) => void heard.push(`logged in: ${user.name}`),
    replayed: (userId: string) => void heard.push(`replayed: ${userId}`),
  };
  const login = createLogin({ ...loginFor(site.accounts, { events }), secrets });
  const answer = async (visit: Visit<typeof ada>) => {
    if (visit.request.method === 'POST') await visit.logIn(ada, { remember: true });
    return new Response((await visit.visitor()).state);
  };
  const owner = createBrowser((request) => login.handle(request, answer));
  await owner.post('/login');
  owner.restart();
  const thief = owner.copy();
  for (let visits = 0; visits < 2; visits++) {
    assert.equal(await (await owner.get('/')).text(), 'known');
    owner.restart();
  }
  assert.equal(await (await thief.get('/')).text(), 'anonymous');
  assert.deepEqual(heard, ['logged in: ada', `replayed: ${ada.id}`]);
  assert.equal((await site.audited('remember-token-replayed')).length, 1);
});

test('a flood of failures from one address does not drown a stolen remember token', async (t) => {
  const site = await testSite(t);
  site.later(hourMs);
  const address = '192.0.2.7';
  for (let count = 0; count < 25; count++) {
    await recordAudit(site.accounts, { event: 'csrf-refused', result: 'failure', client: { address } });
  }
  const login = createLogin({
    ...loginFor(site.accounts),
    secrets,
    clientAddress: () => address,
  });
  await loginFor(site.accounts).events.replayed?.('ada', login.open(new Request('http://localhost/')));
  assert.deepEqual(await site.audited('remember-token-replayed'), [
    { result: 'info', detail: null, userId: 'ada' },
  ]);
});

test('a remembered browser that lacks the second factor goes on from the log-in page, in the cookies of its own login', async (t) => {
  const site = await testSite(t);
  await site.makeUser();
  await addApp(site);
  const ada = (await findUser(site.accounts, 'ada')) ?? assert.fail('no ada');
  const cookies = { prefix: 'admin' };
  const login = createLogin({
    ...loginFor(site.accounts),
    secrets,
    cookies,
    clientAddress: () => '192.0.2.1',
  });
  const web = createWeb({ login, accounts: site.accounts });
  const host = new Hono()
    .get('/in', honoLogin(login).visits, async (c) => {
      await c.var.visit.logIn(ada, { remember: true });
      return c.text('in');
    })
    .get('/mine', honoLogin(login).requireLogin(), (c) => c.text('mine'))
    .route('/', web);
  const browser = createBrowser(async (request) => host.fetch(request));
  await browser.get('/in');
  browser.restart();
  const refused = await browser.get('/mine');
  assert.equal(refused.headers.get('location'), '/login?next=%2Fmine');
  assert.deepEqual([...browser.cookies.keys()].sort(), ['admin_flash', 'admin_pending']);
  const sentOn = await browser.get('/login?next=%2Fmine');
  assert.equal(sentOn.headers.get('location'), '/login/factor?next=%2Fmine');
  assert.match(await (await browser.get('/login/factor?next=%2Fmine')).text(), /value="ada" readonly/);
  site.later(10 * minuteMs);
  assert.equal((await browser.get('/login')).status, 200, 'too late to go on');
});

test('where an application has pages of its own alone, it is logged out, and finds the pending log-in in its cookie', async (t) => {
  const site = await testSite(t);
  await site.makeUser();
  await addApp(site);
  const ada = (await findUser(site.accounts, 'ada')) ?? assert.fail('no ada');
  const login = createLogin({ ...loginFor(site.accounts), secrets, cookies: { prefix: 'own' } });
  const answer = async (visit: Visit<typeof ada>) => {
    if (visit.request.method === 'POST') await visit.logIn(ada, { remember: true });
    return new Response((await visit.visitor()).state);
  };
  const browser = createBrowser((request) => login.handle(request, answer));
  await browser.post('/login');
  assert.deepEqual([...browser.cookies.keys()].sort(), ['own_remember', 'own_session']);
  browser.restart();
  assert.equal(await (await browser.get('/')).text(), 'anonymous');
  assert.deepEqual([...browser.cookies.keys()], ['own_pending']);
  const [token = ''] = browser.cookies.get('own_pending')?.split('.') ?? [];
  const pending = await findPendingLogIn(site.accounts, token);
  assert.deepEqual([pending?.user.id, pending?.remember], [ada.id, true]);
});
