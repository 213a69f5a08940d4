import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runLatchkey, startLatchkey, temporaryFolder } from '../latchkey.ts';
import { openLink } from '../mails.ts';
import { ada, assertGoesTo, loggedIn, logIn, submit, wordsOf } from '../person.ts';

/** The path of the link that a command has printed. */
function linkFrom(stdout: string): string {
  const { pathname, search } = new URL(stdout.trim().split('\n').at(-1) ?? '');
  return `${pathname}${search}`;
}

const chosen = { password: ada.password, confirm_password: ada.password };

describe('an account made by the operator', () => {
  it('has no password until its owner has chosen one, by a link that works once', async () => {
    await using folder = await temporaryFolder();
    await using server = await startLatchkey(folder.path);
    const words = ['users', 'add', ada.username, '--email', ada.email];
    const { stdout, code } = await runLatchkey(folder.path, words);
    assert.equal(code, 0);
    assert.equal((await logIn(server.browser(), ada)).status, 422);
    assert.equal((await logIn(server.browser(), { ...ada, password: '' })).status, 422);

    const browser = server.browser();
    const page = await openLink(browser, linkFrom(stdout));
    assert.equal(page, '/reset');
    assertGoesTo(await submit(browser, page, chosen), '/login');
    assertGoesTo(await logIn(browser, ada), '/dashboard');

    const late = server.browser();
    const form = await late.get(await openLink(late, linkFrom(stdout)));
    assert.ok(!(await form.text()).includes('name="password"'), 'the link has been used');
  });

  it('gets a new link by users reset-link, which ends what the old password opened', async () => {
    await using folder = await temporaryFolder();
    await using server = await startLatchkey(folder.path);
    const before = server.browser();
    await loggedIn(before, { ...ada, password: 'the one that was lost' });
    const { stdout, code } = await runLatchkey(folder.path, ['users', 'reset-link', ada.email]);
    assert.equal(code, 0);
    assert.equal((await before.get('/dashboard')).status, 200, 'the link alone ends nothing');

    const browser = server.browser();
    assertGoesTo(await submit(browser, await openLink(browser, linkFrom(stdout)), chosen), '/login');
    assertGoesTo(await before.get('/dashboard'), '/login?next=%2Fdashboard');
    assertGoesTo(await logIn(browser, ada), '/dashboard');
    assert.match(await wordsOf(await browser.get('/dashboard')), /ada/);
  });
});
