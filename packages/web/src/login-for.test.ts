import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recordAudit } from '@latchkey/accounts';
import { createLogin, type Visit } from '@latchkey/session';
import { createBrowser } from '@latchkey/session/testing';
import { loginFor } from './login-for.ts';
import { hourMs, testSite } from './test-site.ts';

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
