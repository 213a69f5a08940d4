import assert from 'node:assert/strict';
import { request } from 'node:http';
import { connect } from 'node:net';
import { test } from 'node:test';
import { createClientAddress } from '@latchkey/session/client-address';
import { pino } from 'pino';
import { listen } from './listen.ts';
import { plainError } from './log.ts';
import { createRequestListener, type RequestSettings } from './requests.ts';

/** A server whose pages say the client's address; its log lines are in `lines`. */
async function serving(
  t: { after(done: () => Promise<void>): void },
  settings: Partial<RequestSettings> = {},
) {
  const lines: string[] = [];
  const log = pino(
    { level: 'debug', base: null, serializers: { error: plainError } },
    { write: (line: string) => void lines.push(line) },
  );
  const onRequest = createRequestListener({
    answer: (_request, { clientAddress }) => new Response(clientAddress ?? 'nobody'),
    clientAddress: createClientAddress(''),
    isReady: async () => true,
    isStopping: () => false,
    log,
    ...settings,
  });
  const running = await listen(onRequest, { host: '127.0.0.1', port: 0 });
  t.after(() => running.close(0));
  return { url: `http://127.0.0.1:${running.port}`, port: running.port, lines, logged: () => lines.join('') };
}

async function textOf(url: string, headers: Record<string, string> = {}): Promise<string> {
  return (await fetch(url, { headers })).text();
}

test('without trusted proxies a forwarded header is ignored, and noted once', async (t) => {
  const { url, lines } = await serving(t);
  for (const forged of ['203.0.113.1', '203.0.113.2']) {
    assert.equal(await textOf(url, { 'X-Forwarded-For': forged }), '127.0.0.1');
  }
  assert.equal(lines.filter((line) => line.includes('TRUSTED_PROXIES does not list')).length, 1);
});

test('a trusted proxy says who the client is, and nothing is noted', async (t) => {
  const { url, logged } = await serving(t, { clientAddress: createClientAddress('loopback') });
  assert.equal(await textOf(url, { 'X-Forwarded-For': '198.51.100.7, 203.0.113.1' }), '203.0.113.1');
  assert.ok(!logged().includes('TRUSTED_PROXIES'));
});

test('a request is one line, without query, cookies, headers and body', async (t) => {
  const { url, lines } = await serving(t);
  await fetch(`${url}/login?token=canary`, {
    method: 'POST',
    headers: { Cookie: 'latchkey_session=canary', Authorization: 'Bearer canary' },
    body: 'password=canary',
  });
  assert.equal(lines.length, 1);
  const { ms, time, ...line } = JSON.parse(lines[0] ?? '');
  assert.ok(ms >= 0 && time > 0);
  assert.deepEqual(line, {
    level: 30,
    method: 'POST',
    path: '/login',
    status: 200,
    address: '127.0.0.1',
    msg: 'request',
  });
});

test('/healthz answers without the database, /readyz only with it', async (t) => {
  const { url } = await serving(t, { isReady: async () => false });
  assert.equal((await fetch(`${url}/healthz`)).status, 200);
  assert.equal((await fetch(`${url}/readyz`)).status, 503);
  const refused = await fetch(`${url}/healthz`, { method: 'POST' });
  assert.deepEqual([refused.status, refused.headers.get('allow')], [405, 'GET, HEAD']);
});

test('/readyz is 503 while the server is stopping, and connections are not kept', async (t) => {
  const { url } = await serving(t, { isStopping: () => true });
  const answer = await fetch(`${url}/readyz`);
  assert.deepEqual([answer.status, await answer.text()], [503, 'stopping\n']);
  assert.equal(answer.headers.get('connection'), 'close');
});

test('TRACE is refused, for it would send cookies back as a page', async (t) => {
  const { port } = await serving(t);
  const status = await new Promise((resolve, reject) => {
    const sent = request({ port, host: '127.0.0.1', method: 'TRACE' }, (answer) => {
      resolve(answer.statusCode);
      answer.resume();
    });
    sent.on('error', reject).end();
  });
  assert.equal(status, 405);
});

test('an error outside the pages is 500 with an id, and the log has the rest under that id', async (t) => {
  const { url, logged } = await serving(t, {
    answer: () => {
      throw Object.assign(new Error('broken'), { values: 'canary' });
    },
  });
  const answer = await fetch(url);
  const text = await answer.text();
  const id = /Error id: (\S+)/.exec(text)?.[1] ?? 'no id';
  assert.equal(answer.status, 500);
  assert.ok(!/broken|at |\.ts/.test(text), text);
  assert.match(logged(), new RegExp(`"id":"${id}".*"message":"broken"`));
  assert.ok(!logged().includes('canary'));
});

test('a host header that is none is 400', async (t) => {
  const { port } = await serving(t);
  const socket = connect(port, '127.0.0.1');
  socket.end('GET / HTTP/1.1\r\nHost: a/b\\c@d\r\nConnection: close\r\n\r\n');
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk);
  assert.match(Buffer.concat(chunks).toString('latin1'), /^HTTP\/1\.1 400 /);
});

test('a connection that sends thousands of requests at once is cut, and the others go on', async (t) => {
  let begun = 0;
  const pending = Promise.withResolvers<Response>();
  const { url, port } = await serving(t, {
    answer: (request) => {
      if (!request.url.endsWith('/slow')) return new Response('here');
      begun++;
      return pending.promise;
    },
  });
  const greedy = connect(port, '127.0.0.1');
  const cut = new Promise((resolve) => greedy.on('error', () => undefined).once('close', resolve));
  greedy.write('GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(2000));
  await cut;
  assert.ok(begun <= 32, `${begun} were begun`);
  assert.equal(await textOf(url), 'here');
  pending.resolve(new Response('late'));
});
