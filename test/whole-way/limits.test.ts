import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Browser } from '@latchkey/session/testing';
import { runLatchkey, startLatchkey, temporaryFolder } from '../latchkey.ts';
import { ada, assertGoesTo, logIn, logOut, person, signUp, tokenIn, wordsOf } from '../person.ts';

/** Log-in through a proxy that names the client; each try in a browser nobody knows. */
async function tryFrom(browser: Browser, who: { email: string; password: string }, forwardedFor: string) {
  const csrf_token = tokenIn(await (await browser.get('/login')).text());
  const { email, password } = who;
  return browser.post('/login', { email, password, csrf_token }, { 'x-forwarded-for': forwardedFor });
}

describe('too many wrong passwords', () => {
  it('get 429 with Retry-After and a page that says when to try again', async () => {
    await using folder = await temporaryFolder();
    await using server = await startLatchkey(folder.path);
    await signUp(server.browser(), ada);
    const wrong = { ...ada, password: 'wrong password' };
    const statuses: number[] = [];
    let last = new Response();
    for (let count = 0; count < 6; count++) {
      last = await logIn(server.browser(), wrong);
      statuses.push(last.status);
    }
    assert.deepEqual(statuses, [422, 422, 422, 422, 422, 429]);
    assert.match(last.headers.get('retry-after') ?? '', /^[1-9]\d*$/);
    assert.match(await wordsOf(last), /try again in/i);
  });

  for (const [behind, env] of [
    ['no trusted proxy', {}],
    ['a proxy that is not listed', { TRUSTED_PROXIES: '192.0.2.1' }],
  ] as const) {
    it(`behind ${behind}, do not lock everyone else's known browsers out`, async () => {
      await using folder = await temporaryFolder();
      await using server = await startLatchkey(folder.path, env);
      const known = server.browser();
      await signUp(known, ada);
      await logIn(known, ada);
      await logOut(known);
      const attack: number[] = [];
      for (let count = 0; count < 14; count++) {
        const victim = person(`victim${count}`);
        attack.push((await tryFrom(server.browser(), victim, `198.51.100.${count}`)).status);
      }
      assert.equal(attack.at(-1), 429, 'the address they all share is used up');
      assertGoesTo(await tryFrom(known, ada, '203.0.113.5'), '/dashboard');
      assert.match(server.output(), /forwarded/i);
    });
  }

  it('behind a listed proxy, count for the client that the proxy names', async () => {
    await using folder = await temporaryFolder();
    await using server = await startLatchkey(folder.path, { TRUSTED_PROXIES: 'loopback' });
    await signUp(server.browser(), ada);
    for (let count = 0; count < 12; count++) {
      await tryFrom(server.browser(), person(`victim${count}`), '198.51.100.1');
    }
    assert.equal((await tryFrom(server.browser(), ada, '198.51.100.1')).status, 429);
    assertGoesTo(await tryFrom(server.browser(), ada, '198.51.100.2'), '/dashboard');
  });

  it('can be lifted by the operator', async () => {
    await using folder = await temporaryFolder();
    await using server = await startLatchkey(folder.path);
    await signUp(server.browser(), ada);
    for (let count = 0; count < 6; count++)
      await logIn(server.browser(), { ...ada, password: 'wrong password' });
    assert.equal((await logIn(server.browser(), ada)).status, 429);
    assert.equal((await runLatchkey(folder.path, ['users', 'unlock', 'ada'])).code, 0);
    assertGoesTo(await logIn(server.browser(), ada), '/dashboard');
  });
});
