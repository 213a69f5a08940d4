import assert from 'node:assert/strict';
import { type IncomingHttpHeaders, request } from 'node:http';
import { networkInterfaces } from 'node:os';
import { test } from 'node:test';
import type { OutgoingMail } from '@latchkey/accounts';
import { createClientAddress } from '@latchkey/session/client-address';
import { pino } from 'pino';
import { listen } from '../listen.ts';
import { createRequestListener } from '../requests.ts';
import { createDevMail } from './dev-mail.ts';
import { createOutbox } from './outbox.ts';

type Scope = { after(work: () => void | Promise<void>): void };

/** A server with one mail in its outbox; whatever is not for `/dev/mail` is answered with 404 by its pages. */
async function serving(t: Scope, { host = '127.0.0.1', proxies = '' } = {}) {
  const log = pino({ level: 'silent' });
  const outbox = createOutbox({ log });
  const look = { siteName: 'Our <site>', stylePath: '/assets/style.css' };
  const onRequest = createRequestListener({
    answer: () => new Response('page not found', { status: 404 }),
    devMail: createDevMail(outbox, look),
    clientAddress: createClientAddress(proxies),
    isReady: async () => true,
    isStopping: () => false,
    log,
  });
  const running = await listen(onRequest, { host, port: 0 });
  t.after(() => running.close(0));
  const signal = new AbortController().signal;
  return { deliver: (some: OutgoingMail) => outbox.deliver(some, { signal }), port: running.port };
}

interface Asked {
  readonly port: number;
  readonly path?: string;
  readonly headers?: Record<string, string>;
  readonly method?: string;
  /** Whom to connect to. Default 127.0.0.1. */
  readonly to?: string;
}

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** `fetch` does not let a test choose the Host. */
function ask({ port, path = '/dev/mail', headers = {}, method = 'GET', to = '127.0.0.1' }: Asked) {
  return new Promise<Answer>((resolve, reject) => {
    const sent = request({
      host: to,
      port,
      path,
      method,
      headers: { host: `localhost:${port}`, ...headers },
    });
    sent.on('error', reject).on('response', async (answer) => {
      let text = '';
      for await (const chunk of answer.setEncoding('utf8')) text += chunk;
      resolve({ status: answer.statusCode, headers: answer.headers, text });
    });
    sent.end();
  });
}

const mail = {
  id: 1,
  recipient: 'ada@example.com',
  createdAtMs: Date.UTC(2026, 0, 31, 12, 30),
  subject: 'Choose <b>a</b> new password',
  text: 'Hello <ada>,\n\nopen http://localhost:5000/reset?token=abc&x=1.\n\njavascript:alert(1)\n',
  html: '<!doctype html><p style="color: red">Hello</p>',
};

test('the mails are listed with time, recipient and subject, newest first', async (t) => {
  const { deliver, port } = await serving(t);
  assert.match((await ask({ port })).text, /There is no mail yet\./);
  await deliver(mail);
  await deliver({ ...mail, id: 2, recipient: 'bob@example.com', subject: 'Second' });
  const { status, text, headers } = await ask({ port });
  assert.equal(status, 200);
  assert.ok(text.indexOf('Second') < text.indexOf('ada@example.com'), 'newest first');
  assert.match(text, /href="\/dev\/mail\/2">Second<\/a>/);
  assert.match(text, /<time datetime="2026-01-31T12:30:00\.000Z">2026-01-31 12:30:00 UTC<\/time>/);
  assert.match(text, /Choose &lt;b&gt;a&lt;\/b&gt; new password/);
  assert.equal(headers['cache-control'], 'no-store');
});

test('a mail is shown as text, its links can be followed, and nothing else in it is markup', async (t) => {
  const { deliver, port } = await serving(t);
  await deliver(mail);
  const { status, text, headers } = await ask({ port, path: '/dev/mail/1' });
  assert.equal(status, 200);
  assert.match(text, /<a href="http:\/\/localhost:5000\/reset\?token=abc&amp;x=1">[^<]*x=1<\/a>\.\n/);
  assert.match(text, /Hello &lt;ada&gt;,/);
  assert.ok(!text.includes('href="javascript:'));
  assert.match(String(headers['content-security-policy']), /^default-src 'none'; style-src 'self' 'sha256-/);
  assert.equal(headers['cache-control'], 'no-store');
});

test('the HTML of a mail runs no script, loads nothing and has no origin', async (t) => {
  const { deliver, port } = await serving(t);
  await deliver(mail);
  const { status, text, headers } = await ask({ port, path: '/dev/mail/1/html' });
  assert.deepEqual([status, text], [200, mail.html]);
  const policy = String(headers['content-security-policy']);
  assert.match(policy, /^default-src 'none'; style-src 'unsafe-inline'; .*; sandbox(?! allow-scripts)/);
  assert.ok(!/allow-(?:scripts|same-origin|forms)/.test(policy), policy);
  assert.equal(headers['cache-control'], 'no-store');
  assert.equal(headers['referrer-policy'], 'no-referrer');
});

test('a browser of this machine may name it localhost, 127.0.0.1 or [::1], with a port or without', async (t) => {
  const { port } = await serving(t);
  for (const name of ['localhost', '127.0.0.1', '[::1]', 'LocalHost']) {
    for (const host of [name, `${name}:${port}`, `${name}:8080`]) {
      assert.equal((await ask({ port, headers: { host } })).status, 200, host);
    }
  }
});

test('DNS rebinding: under another name the page is not there', async (t) => {
  const { deliver, port } = await serving(t);
  await deliver(mail);
  const hosts = [
    'evil.test',
    `evil.test:${port}`,
    'localhost.evil.test',
    '127.0.0.1.evil.test',
    'localhost@evil.test',
    'evil.test#localhost',
    '127.0.0.2',
    '0.0.0.0',
    '[::]',
    'localhost:',
    'localhost:5000:5000',
    'localhost, evil.test',
  ];
  for (const path of ['/dev/mail', '/dev/mail/1', '/dev/mail/1/html']) {
    for (const host of hosts) {
      const { status, text } = await ask({ port, path, headers: { host } });
      assert.ok(status === 404 || status === 400, `${host} ${status}`);
      assert.ok(!text.includes('ada@example.com') && !text.includes('Hello'), host);
    }
  }
});

test('through a proxy or a tunnel the page is not there, also where the proxy is trusted', async (t) => {
  const servers = [await serving(t), await serving(t, { proxies: 'loopback' })];
  for (const { port } of servers) {
    for (const header of [
      'X-Forwarded-For',
      'X-Forwarded-Host',
      'X-Forwarded-Proto',
      'X-Real-IP',
      'Forwarded',
      'Via',
    ]) {
      for (const value of ['127.0.0.1', '203.0.113.7', '']) {
        assert.equal((await ask({ port, headers: { [header]: value } })).status, 404, `${header}: ${value}`);
      }
    }
  }
});

test('from another machine the page is not there, whatever it names as the host', async (t) => {
  const own = Object.values(networkInterfaces()).flat();
  const address = own.find((one) => one && !one.internal && one.family === 'IPv4')?.address;
  if (address === undefined) return t.skip('this machine has no address but loopback');
  const { port } = await serving(t, { host: '0.0.0.0' });
  assert.equal((await ask({ port })).status, 200);
  assert.equal((await ask({ port, to: address })).status, 404);
  assert.equal((await ask({ port, to: address, headers: { host: 'localhost' } })).status, 404);
});

test('a server on every address takes IPv4 as mapped into IPv6, and still knows loopback', async (t) => {
  const own = Object.values(networkInterfaces()).flat();
  if (!own.some((one) => one?.address === '::1')) return t.skip('this machine has no ::1');
  const { port } = await serving(t, { host: '::' });
  assert.equal((await ask({ port })).status, 200);
  assert.equal((await ask({ port, to: '::1' })).status, 200);
});

test('what is no mail, no page of it or no reading is left to the pages', async (t) => {
  const { deliver, port } = await serving(t);
  await deliver(mail);
  for (const path of [
    '/dev/mail/2',
    '/dev/mail/0',
    '/dev/mail/x',
    '/dev/mail/1/',
    '/dev/mail/1/text',
    '/dev',
    '/dev/mailbox',
  ]) {
    assert.equal((await ask({ port, path })).status, 404, path);
  }
  for (const method of ['POST', 'DELETE', 'OPTIONS']) {
    assert.equal((await ask({ port, method })).status, 404, method);
  }
  assert.equal((await ask({ port, method: 'HEAD' })).status, 200);
  assert.equal((await ask({ port, path: '/dev/mail?again' })).status, 200);
});
