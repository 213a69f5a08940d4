import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { it } from 'node:test';
import { startLatchkey, temporaryFolder } from '../latchkey.ts';
import { ada, logIn, logOut, signUp, submit, tokenIn } from '../person.ts';

/** Canaries: values that may be nowhere but in the browser. */
it('no password, token, cookie or key is in any log line, any page that did not ask for it, or the database', async () => {
  await using folder = await temporaryFolder();
  const secret = 'c4'.repeat(15) + '0f1e2d3c4b5a69788796a5b4c3d2e1f00f'.slice(0, 34);
  await using server = await startLatchkey(folder.path, { SECRET_KEY: secret });
  const browser = server.browser();
  const canaries = new Set([secret, ada.password, 'canary wrong password', 'canary new password']);
  const pages: string[] = [];
  const see = async (response: Response) => {
    for (const [, value] of browser.cookies)
      if (value.length > 20) canaries.add(value).add(value.split('.').at(-1) ?? value);
    pages.push(await response.text());
  };

  await see(await signUp(browser, ada));
  canaries.add(tokenIn(await (await browser.get('/login')).text()));
  await see(await logIn(browser, { ...ada, password: 'canary wrong password' }));
  await see(await logIn(browser, ada, { remember: true }));
  await see(await browser.get('/dashboard?password=canary-in-query'));
  canaries.add('canary-in-query');
  const change = {
    current_password: ada.password,
    password: 'canary new password',
    confirm_password: 'canary new password',
  };
  await see(
    await submit(browser, '/account/password', { ...change, confirm_password: 'canary wrong password' }),
  );
  await see(await submit(browser, '/account/password', change));
  await see(await browser.post('/logout', { csrf_token: 'nonsense' }));
  await see(await logOut(browser));
  await see(await browser.get('/nowhere?token=canary-in-query'));
  await server.stop();

  const stored = await filesIn(join(folder.path, 'data'));
  assert.ok(stored.length > 0, 'there is a database to look into');
  const tokenOfPages = /name="csrf_token"[^>]*>/g;
  for (const canary of canaries) {
    assert.equal(server.output().includes(canary), false, `a log line holds ${canary}`);
    for (const page of pages)
      assert.equal(page.replace(tokenOfPages, '').includes(canary), false, `a page holds ${canary}`);
    for (const { name, bytes } of stored)
      assert.equal(bytes.includes(canary), false, `${name} holds ${canary}`);
  }
});

async function filesIn(folder: string) {
  const names = await readdir(folder);
  return Promise.all(names.map(async (name) => ({ name, bytes: await readFile(join(folder, name)) })));
}
