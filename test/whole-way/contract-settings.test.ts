import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startLatchkey, temporaryFolder } from '../latchkey.ts';
import { ada, assertGoesTo, logIn, logOut, signUp, wordsOf } from '../person.ts';

/** The lines of docs/contract.md that need a server of their own. */
describe('the HTTP contract', () => {
  it('with limits on, too many tries are 429 with Retry-After and a page that says when', async () => {
    await using folder = await temporaryFolder();
    await using server = await startLatchkey(folder.path);
    let answer = new Response();
    for (let tries = 0; answer.status !== 429 && tries < 12; tries++) {
      answer = await logIn(server.browser(), ada);
    }
    assert.equal(answer.status, 429);
    assert.match(answer.headers.get('content-type') ?? '', /^text\/html/);
    assert.match(answer.headers.get('retry-after') ?? '', /^[1-9]\d*$/);
    assert.match(await wordsOf(answer), /Too Many Tries .*Please try again in/);
  });

  it('with LATCHKEY_SIGN_UP_LOGS_IN=on a sign-up is a log-in as well', async () => {
    await using folder = await temporaryFolder();
    await using server = await startLatchkey(folder.path, { LATCHKEY_SIGN_UP_LOGS_IN: 'on' });
    const browser = server.browser();
    assertGoesTo(await signUp(browser, ada), '/dashboard');
    assert.match(
      await wordsOf(await browser.get('/dashboard')),
      /Account created successfully! Welcome, ada!/,
    );
    assert.equal((await browser.get('/account/password')).status, 200);
    assertGoesTo(await logOut(browser), '/login');
    assertGoesTo(await browser.get('/dashboard'), '/login?next=%2Fdashboard');
  });
});
