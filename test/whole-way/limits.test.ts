import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
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
    // The sixth try waits one second. Where the machine is slower than that, a later one waits longer.
    while (last.status !== 429 && statuses.length < 12) {
      last = await logIn(server.browser(), wrong);
      statuses.push(last.status);
    }
    assert.equal(last.status, 429);
    const before = statuses.slice(0, -1);
    assert.ok(before.length >= 5);
    assert.deepEqual(new Set(before), new Set([422]));
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

  it('a hundred of them close the way in, until the operator lifts it', async () => {
    await using folder = await temporaryFolder();
    await using server = await startLatchkey(folder.path);
    await signUp(server.browser(), ada);
    const wrong = { ...ada, password: 'wrong password' };
    assert.equal((await logIn(server.browser(), wrong)).status, 422);
    countedUpTo(99, folder.path);
    assert.equal((await logIn(server.browser(), wrong)).status, 422);
    const closed = await logIn(server.browser(), ada);
    assert.equal(closed.status, 429);
    assert.match(closed.headers.get('retry-after') ?? '', /^[1-9]\d*$/);
    assert.match(await wordsOf(closed), /this way in is closed/);
    assert.equal((await runLatchkey(folder.path, ['users', 'unlock', 'ada'])).code, 0);
    assertGoesTo(await logIn(server.browser(), ada), '/dashboard');
  });
});

/** As if so many wrong tries were behind the one account; to make them takes a day of waiting. */
function countedUpTo(failures: number, folder: string): void {
  const database = new DatabaseSync(join(folder, 'data/latchkey.db'));
  const counted = database.prepare("UPDATE limits SET count = ?, wait_until = 0 WHERE name LIKE 'account/%'");
  assert.equal(counted.run(failures).changes, 1);
  database.close();
}
