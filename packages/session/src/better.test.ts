import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { dayMs, minuteMs, testApp } from './test-app.ts';
import type { Browser } from './testing.ts';

const whoami = async (browser: Browser) => (await browser.get('/whoami')).text();
const session = 'latchkey_session';
const remember = 'latchkey_remember';
const agent = (name: string) => ({ 'user-agent': name });

/** Each is named after what people complain of elsewhere. */
describe('no more of', () => {
  it('"a session or remember cookie still works after log-out"', async () => {
    const app = testApp();
    const ada = app.browser();
    await ada.post('/login?remember');
    const copy = ada.copy();
    await ada.post('/logout');
    assert.equal(await whoami(copy), 'anonymous');
    copy.cookies.delete(session);
    assert.equal(await whoami(copy), 'anonymous');
  });

  it('"the remember cookie is the same at every login, for ever"', async () => {
    const app = testApp();
    const ada = app.browser();
    const seen = new Set<string | undefined>();
    for (let logIns = 0; logIns < 3; logIns++) {
      await ada.post('/login?remember');
      seen.add(ada.cookies.get(remember));
      ada.restart();
      await whoami(ada);
      seen.add(ada.cookies.get(remember));
    }
    assert.equal(seen.size, 6);
    app.later(31 * dayMs);
    ada.restart();
    assert.equal(await whoami(ada), 'anonymous');
  });

  it('"login keeps the session id"', async () => {
    const ada = testApp().browser();
    const ids: (string | undefined)[] = ['p'.repeat(43)];
    ada.cookies.set(session, 'p'.repeat(43)); // planted
    for (const path of ['/login', '/confirm', '/login']) {
      await ada.post(path);
      ids.push(ada.cookies.get(session));
    }
    assert.equal(new Set(ids).size, 4);
    for (const id of ids.slice(0, -1)) {
      const old = ada.copy();
      old.cookies.set(session, id ?? '');
      assert.equal(await whoami(old), 'anonymous');
    }
    await ada.post('/logout');
    assert.equal(ada.cookies.has(session), false);
  });

  it('"next goes anywhere"', () => {
    const { login } = testApp({ trustedOrigins: ['https://shop.example'] });
    const visit = login.open(new Request('http://localhost/login'));
    const elsewhere = [
      'https://evil.example/',
      '//evil.example',
      '/\\evil.example',
      '/..//evil.example',
      'javascript:1',
    ];
    for (const next of elsewhere) assert.equal(visit.safeNext(next), undefined, next);
    assert.equal(visit.safeNext('/orders?page=2'), '/orders?page=2');
    assert.equal(visit.safeNext('https://shop.example/cart'), 'https://shop.example/cart');
  });

  it('"deleting a cookie forgets Secure and SameSite"', async () => {
    const cookies = { path: '/app', domain: 'example.org', sameSite: 'Strict' } as const;
    const app = testApp({ baseUrl: 'https://www.example.org', cookies });
    const ada = app.browser();
    const attributesOf = (answer: Response) =>
      answer.headers
        .getSetCookie()
        .map((text) => text.replace(/^([^=]+)=[^;]*/, '$1').replace(/; Max-Age=\d+/, ''));
    const set = attributesOf(await ada.post('/login?remember'));
    const cleared = attributesOf(await ada.post('/logout'));
    assert.deepEqual(cleared.sort(), set.sort());
    assert.match(cleared[0] ?? '', /; Path=\/app; Domain=example.org; Secure; HttpOnly; SameSite=Strict$/);
  });

  it('"strong protection and remember-me log the visitor out on the second request"', async () => {
    const app = testApp({ protection: 'strong', clientAddress: () => '192.0.2.1' });
    const ada = app.browser();
    await ada.post('/login?remember', {}, agent('Firefox'));
    ada.restart();
    for (let requests = 0; requests < 3; requests++) {
      assert.equal(await (await ada.get('/whoami', agent('Firefox'))).text(), 'known ada via remember');
    }
    assert.equal(app.happened.includes('protected'), false);
  });

  it('"a damaged remember cookie blocks other credentials"', async () => {
    const app = testApp({
      loadUserFromRequest: (request) =>
        request.headers.get('x-key') === 'ada' ? { id: 'ada', active: true } : undefined,
    });
    for (const damaged of ['nonsense', '%%%', `${'s'.repeat(22)}.${'t'.repeat(43)}`]) {
      const program = app.browser();
      program.cookies.set(remember, damaged);
      const answer = await program.get('/whoami', { 'x-key': 'ada' });
      assert.equal(await answer.text(), 'known ada via request');
      assert.equal(program.cookies.has(remember), false);
    }
  });

  it('"fresh means some time in this session"', async () => {
    const app = testApp();
    const ada = app.browser();
    await ada.post('/login');
    assert.equal((await ada.get('/account')).status, 200);
    app.later(16 * minuteMs);
    assert.equal((await ada.get('/account')).headers.get('location'), '/confirm?next=%2Faccount');
    assert.equal((await ada.post('/account')).status, 200);
    app.later(5 * minuteMs);
    assert.equal((await ada.post('/account')).status, 303);
  });
});
