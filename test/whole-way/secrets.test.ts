import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { it } from 'node:test';
import type { Browser } from '@latchkey/session/testing';
import { type Running, startLatchkey, temporaryFolder } from '../latchkey.ts';
import { linkIn, mails, mailTo, openLink, signUpByMail } from '../mails.ts';
import { ada, logIn, logOut, signUp, submit, tokenIn } from '../person.ts';

/** Canaries: values that may be nowhere but in the browser. */
it('no password, token, cookie or key is in any log line, any page that did not ask for it, or the database', async () => {
  await using folder = await temporaryFolder();
  const secret = 'c4'.repeat(15) + '0f1e2d3c4b5a69788796a5b4c3d2e1f00f'.slice(0, 34);
  await using server = await startLatchkey(folder.path, { SECRET_KEY: secret });
  const browser = server.browser();
  const watch = watcher([browser], [secret, ada.password, 'canary wrong password', 'canary new password']);
  const { see, canaries } = watch;

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
  await assertKept(watch, { server, folder: join(folder.path, 'data') });
});

it('no mailed link, code or new password is in any log line, any page that did not ask for it, or the database', async () => {
  await using folder = await temporaryFolder();
  const env = { MAIL: 'outbox', LATCHKEY_MAGIC_LINK: 'on', LIMITS: 'off' };
  await using server = await startLatchkey(folder.path, env);
  const [browser, other] = [server.browser(), server.browser()];
  const watch = watcher([browser, other], [ada.password, 'canary new password', 'canary wrong password']);
  const known = { ...ada, password: 'canary new password' };

  await watch.see(await signUpByMail(server, browser, ada));
  await watch.see(await logIn(other, ada));
  await forget(server, browser, watch);
  await watch.see(await logIn(browser, { ...ada, password: 'canary wrong password' }));
  await logInByLink(server, { asking: browser, opening: other }, watch);
  await watch.see(await logIn(browser, known));
  await changeAddress(server, { asking: browser, opening: other }, watch);
  for (const path of ['', '/email', '/sessions', '/history', '/data', '/delete'])
    await watch.see(await browser.get(`/account${path}`));
  await watch.see(await submit(browser, '/account/data', {}));

  for (const mail of await mails(server))
    for (const [, token = ''] of mail.text.matchAll(/token=([\w-]+)/g)) watch.canaries.add(token);
  await assertKept(watch, { server, folder: join(folder.path, 'data') });
  using database = new DatabaseSync(join(folder.path, 'data/latchkey.db'));
  const { all, kept } =
    database.prepare('SELECT count(*) AS "all", count(body) AS kept FROM mails').get() ?? {};
  assert.ok(Number(all) >= 8, `${all} mails were written`);
  assert.equal(kept, 0, 'the text of a mail is kept after it was sent');
});

async function forget(server: Running, browser: Browser, { see }: Watch): Promise<void> {
  await see(await submit(browser, '/forgot', { email: ada.username }));
  await see(await browser.get('/forgot/sent'));
  const page = await openLink(browser, linkIn(await mailTo(server, ada.email, { subject: /new password/ })));
  await see(await browser.get(page));
  const password = { password: 'canary new password', confirm_password: 'canary new password' };
  await see(await submit(browser, page, { ...password, confirm_password: 'canary wrong password' }));
  await see(await submit(browser, page, password));
  await see(await browser.get(page));
}

interface Two {
  readonly asking: Browser;
  readonly opening: Browser;
}

async function logInByLink(
  server: Running,
  { asking, opening }: Two,
  { see, canaries }: Watch,
): Promise<void> {
  await see(await submit(asking, '/login/link', { email: ada.email }));
  // This page alone shows the code.
  const sent = await (await asking.get('/login/link/sent')).text();
  const code = /[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(sent)?.[0] ?? assert.fail('no code is shown');
  canaries.add(code).add(code.replace('-', ''));
  const mail = await mailTo(server, ada.email, { subject: /link to log in/ });
  assert.equal(mail.text.includes(code), false, 'whoever has the mail alone has no code');
  const page = await openLink(opening, linkIn(mail));
  await see(await opening.get(page));
  await see(await submit(opening, page, { code: 'ABCD-EFGH' }));
  await see(await submit(opening, page, { code }));
}

async function changeAddress(server: Running, { asking, opening }: Two, { see }: Watch): Promise<void> {
  await see(await submit(asking, '/account/email', { email: 'countess@example.org' }));
  await see(await asking.get('/account/email'));
  const warning = await mailTo(server, ada.email, { subject: /about to change/ });
  const cancel = await openLink(opening, linkIn(warning));
  await see(await opening.get(cancel));
  const confirm = await openLink(asking, linkIn(await mailTo(server, 'countess@example.org')));
  await see(await asking.get(confirm));
  await see(await submit(asking, confirm, {}));
  await see(await opening.get(cancel));
  await mailTo(server, ada.email, { subject: /address at Latchkey was changed/ });
}

interface Watch {
  readonly canaries: Set<string>;
  readonly pages: readonly string[];
  /** Remembers an answer, and each cookie that a browser has by now. */
  readonly see: (response: Response) => Promise<void>;
}

function watcher(browsers: readonly Browser[], secrets: readonly string[]): Watch {
  const canaries = new Set(secrets);
  const pages: string[] = [];
  const see = async (response: Response) => {
    for (const { cookies } of browsers)
      for (const [, value] of cookies)
        if (value.length > 20) canaries.add(value).add(value.split('.').at(-1) ?? value);
    pages.push(`${response.headers.get('location') ?? ''}\n${await response.text()}`);
  };
  return { canaries, pages, see };
}

interface Kept {
  readonly server: Running;
  /** With the database in it. */
  readonly folder: string;
}

/** Looks twice, for a server that has stopped leaves no `-wal` file; then it has stopped. */
async function assertKept({ canaries, pages }: Watch, { server, folder }: Kept): Promise<void> {
  const running = await filesIn(folder);
  assert.ok(
    running.some(({ name }) => name.endsWith('-wal')),
    'there is a -wal file to look into',
  );
  await server.stop();
  const stored = [...running, ...(await filesIn(folder))];
  const askedFor = /name="(?:csrf_token|token)"[^>]*>/g;
  for (const canary of canaries) {
    assert.equal(server.output().includes(canary), false, `a log line holds ${canary}`);
    for (const page of pages)
      assert.equal(page.replace(askedFor, '').includes(canary), false, `a page holds ${canary}: ${page}`);
    for (const { name, bytes } of stored)
      assert.equal(bytes.includes(canary), false, `${name} holds ${canary}`);
  }
}

async function filesIn(folder: string) {
  const names = await readdir(folder);
  return Promise.all(names.map(async (name) => ({ name, bytes: await readFile(join(folder, name)) })));
}
