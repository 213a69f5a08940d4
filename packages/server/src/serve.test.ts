import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { pino } from 'pino';
import { plainError } from './log.ts';
import { startTestSmtp } from './mail/test-smtp.ts';
import { startServer } from './serve.ts';
import { loadSettings } from './settings/load-settings.ts';
import type { Settings } from './settings/settings.ts';
import { testFolder } from './test-process.ts';

type Scope = { after(work: () => void | Promise<void>): void };

/** A server in this process, in a folder of its own; its log is in `logged()`. */
async function running(t: Scope, environment: Record<string, string> = {}, changed: Partial<Settings> = {}) {
  const folder = testFolder(t);
  const loaded = loadSettings({ environment: { PORT: '0', HOST: '127.0.0.1', ...environment }, folder });
  assert.ok(loaded.ok);
  const lines: string[] = [];
  const log = pino(
    { level: 'debug', base: null, serializers: { error: plainError } },
    { write: (line: string) => void lines.push(line) },
  );
  const server = await startServer({ ...loaded.settings, ...changed }, { log });
  t.after(() => server.close());
  return { server, folder, logged: () => lines.join(''), key: loaded.settings.keys.reveal().join() };
}

/** A browser, as far as cookies and forms go. */
function browser(url: string) {
  const cookies = new Map<string, string>();
  async function open(path: string, init: RequestInit = {}) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(`${url}${path}`, { ...init, redirect: 'manual', headers: { cookie } });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/Max-Age=0/i.test(line)) cookies.delete(name);
      else cookies.set(name, value);
    }
    return { status: answer.status, location: answer.headers.get('location'), text: await answer.text() };
  }
  async function send(path: string, fields: Record<string, string>) {
    const token = /name="csrf_token" value="([^"]+)"/.exec((await open(path)).text)?.[1] ?? '';
    return open(path, { method: 'POST', body: new URLSearchParams({ ...fields, csrf_token: token }) });
  }
  return { open, send, cookies };
}

const ada = { username: 'ada', email: 'ada@example.com' };
const password = 'canary kestrel on the mast';

test('a development server says that other machines can reach it, where they can', async (t) => {
  const warning = /"host":"[^"]+","msg":"This is a development server, and other machines can reach it\."/;
  for (const host of ['loopback', '::1', '127.0.0.53']) {
    const { logged } = await running(t, { HOST: host });
    assert.doesNotMatch(logged(), warning, host);
  }
  const { logged } = await running(t, { HOST: '0.0.0.0' });
  assert.match(logged(), warning);
});

test('a person signs up, logs in and reads her dashboard; no password, token, cookie or key is in the log', async (t) => {
  const { server, logged, key } = await running(t);
  const { open, send, cookies } = browser(server.url.replace('localhost', '127.0.0.1'));
  const signedUp = await send('/signup', { ...ada, password, confirm_password: password });
  assert.deepEqual([signedUp.status, signedUp.location], [303, '/login']);
  assert.equal((await send('/login', { email: 'ada', password: 'canary-wrong' })).status, 422);
  const loggedIn = await send('/login', { email: 'ada', password, remember: 'on' });
  assert.deepEqual([loggedIn.status, loggedIn.location], [303, '/dashboard']);
  assert.match((await open('/dashboard?token=canary')).text, /Welcome to your Dashboard, ada!/);
  const secrets = ['canary', 'kestrel', key, ...cookies.values()];
  for (const secret of secrets) assert.ok(!logged().includes(secret), `the log holds ${secret.slice(0, 6)}…`);
  assert.ok(logged().includes('"path":"/dashboard"'));
});

test('when the database breaks, the page shows a number and the log has the rest under it', async (t) => {
  const { server, folder, logged } = await running(t);
  const { send } = browser(server.url.replace('localhost', '127.0.0.1'));
  const other = new DatabaseSync(join(folder, 'data', 'latchkey.db'));
  other.exec('ALTER TABLE users RENAME TO lost');
  other.close();
  const { status, text } = await send('/signup', { ...ada, password, confirm_password: password });
  assert.equal(status, 500);
  const line =
    logged()
      .split('\n')
      .find((text) => text.includes('a request failed')) ?? '{}';
  const { id, error } = JSON.parse(line);
  assert.ok(text.includes(id), 'the page shows the id');
  assert.match(error.stack, /at /);
  assert.ok(!text.includes(error.message) && !/\bat \S+ \(|\.ts:|node_modules/.test(text), text);
  assert.ok(!logged().includes('canary'));
  assert.equal((await fetch(`http://127.0.0.1:${server.port}/readyz`)).status, 503);
  assert.equal((await fetch(`http://127.0.0.1:${server.port}/healthz`)).status, 200);
});

test('tries are counted for the address of the client behind a trusted proxy, not for the proxy', async (t) => {
  const { server } = await running(t, { TRUSTED_PROXIES: 'loopback' });
  const url = `http://127.0.0.1:${server.port}`;
  const tryAs = async (address: string, identifier: string) => {
    const page = await fetch(`${url}/login`);
    const token = /name="csrf_token" value="([^"]+)"/.exec(await page.text())?.[1] ?? '';
    const cookie = page.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ');
    const body = new URLSearchParams({ email: `nobody-${identifier}`, password, csrf_token: token });
    const headers = { cookie, 'X-Forwarded-For': address };
    return (await fetch(`${url}/login`, { method: 'POST', body, headers })).status;
  };
  for (let turn = 1; turn <= 12; turn += 1) {
    assert.equal(await tryAs(`198.51.100.${turn}`, `a${turn}`), 422, 'each address has tries of its own');
  }
  for (let turn = 1; turn <= 10; turn += 1) assert.equal(await tryAs('203.0.113.1', `b${turn}`), 422);
  assert.equal(await tryAs('203.0.113.1', 'b11'), 429);
});

/** What a page says as soon as it says it. */
async function until(page: () => Promise<string>, pattern: RegExp): Promise<string> {
  for (let turn = 0; turn < 400; turn += 1) {
    const text = await page();
    if (pattern.test(text)) return text;
    await wait(25);
  }
  throw new Error(`Nothing has come that matches ${pattern}.`);
}

test('with the outbox a sign-up is mailed to /dev/mail, its link leads to the port that was taken, and the log has no token', async (t) => {
  const { server, logged } = await running(t, { MAIL: 'outbox' });
  assert.equal(
    server.mail,
    `Mails are shown at http://localhost:${server.port}/dev/mail, three an hour to one address; LIMITS=off lifts that.`,
  );
  const { open, send } = browser(server.url.replace('localhost', '127.0.0.1'));
  await send('/signup', { ...ada, password, confirm_password: password });
  await until(async () => (await open('/dev/mail')).text, /ada@example\.com/);
  const { text, status } = await open('/dev/mail/1');
  const link = new RegExp(`href="http://localhost:${server.port}/verify\\?token=([\\w-]{43})"`).exec(text);
  assert.ok(status === 200 && link?.[1], text);
  assert.match(logged(), /"to":"ada@example\.com","subject":"[^"]+","msg":"A mail is at \/dev\/mail\."/);
  assert.ok(!logged().includes(link[1]) && !logged().includes('canary'));
});

test('in production there is no /dev/mail, whatever the settings say', async (t) => {
  const { server } = await running(t, { MAIL: 'outbox' }, { mode: 'production' });
  assert.equal((await fetch(`http://127.0.0.1:${server.port}/dev/mail`)).status, 404);
});

test('without the outbox there is no /dev/mail: the page looks like any other that is not there', async (t) => {
  const { server } = await running(t);
  const { open } = browser(`http://127.0.0.1:${server.port}`);
  const [devMail, nowhere] = [await open('/dev/mail'), await open('/nowhere')];
  assert.deepEqual([devMail.status, devMail.text], [404, nowhere.text]);
});

test('under another Host /dev/mail looks like any page that is not there', async (t) => {
  const { server } = await running(t, { MAIL: 'outbox' });
  const { open } = browser(`http://127.0.0.1:${server.port}`);
  const proxied = await fetch(`http://127.0.0.1:${server.port}/dev/mail`, {
    headers: { 'X-Forwarded-For': '127.0.0.1' },
  });
  assert.deepEqual([proxied.status, await proxied.text()], [404, (await open('/nowhere')).text]);
});

test('with a mail server a sign-up is mailed by it, from the sender of the settings', async (t) => {
  const smtp = await startTestSmtp({ login: { user: 'ada', password: 'canary-smtp' } });
  t.after(() => smtp.close());
  const { server, logged } = await running(t, {
    SMTP_URL: `smtp://ada:canary-smtp@127.0.0.1:${smtp.port}`,
    MAIL_FROM: 'Example <login@example.com>',
    BASE_URL: 'https://login.example.com',
  });
  assert.equal(server.mail, `Mail goes to 127.0.0.1:${smtp.port}.`);
  const client = browser(`http://127.0.0.1:${server.port}`);
  await client.send('/signup', { ...ada, password, confirm_password: password });
  const mail = await smtp.mailTo('ada@example.com');
  assert.equal(mail.from, 'login@example.com');
  assert.deepEqual(mail.headers.from, ['Example <login@example.com>']);
  assert.match(mail.links.join(), /https:\/\/login\.example\.com\/verify\?token=/);
  assert.equal((await fetch(`http://127.0.0.1:${server.port}/dev/mail`)).status, 404);
  assert.ok(!logged().includes('canary'));
});

test('closing twice is closing once, and a port in use does not leave the database open', async (t) => {
  const { server, folder } = await running(t);
  const again = loadSettings({ environment: { PORT: String(server.port), HOST: '127.0.0.1' }, folder });
  assert.ok(again.ok);
  await assert.rejects(startServer(again.settings), { code: 'start-refused' });
  await Promise.all([server.close(), server.close()]);
  await assert.rejects(fetch(`http://127.0.0.1:${server.port}/healthz`));
});
