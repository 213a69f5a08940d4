import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { connect } from 'node:net';
import { test } from 'node:test';
import { type ListenOptions, listen } from './listen.ts';

const sayOk: RequestListener = (_request, response) => response.end('ok');

async function listening(
  t: { after(done: () => Promise<void>): void },
  onRequest = sayOk,
  options: ListenOptions = { host: 'loopback', port: 0 },
) {
  const running = await listen(onRequest, options);
  t.after(() => running.close(0));
  return running;
}

/** Sends the text and reads until the server closes. */
async function raw(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.end(text);
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk);
  return Buffer.concat(chunks).toString('latin1');
}

test('loopback answers on 127.0.0.1, and on ::1 where there is one, at the same port', async (t) => {
  const { addresses, port } = await listening(t);
  assert.equal(addresses[0], `127.0.0.1:${port}`);
  for (const address of addresses) assert.equal(await (await fetch(`http://${address}`)).text(), 'ok');
});

test('a busy port is one sentence', async (t) => {
  const { port } = await listening(t);
  await assert.rejects(listen(sayOk, { host: 'loopback', port }), {
    code: 'start-refused',
    message: `Port ${port} on 127.0.0.1 is in use by another program. Choose another one with PORT.`,
  });
});

test('a port that is busy on ::1 alone is one sentence too, and 127.0.0.1 is let go', async (t) => {
  const other = createServer(sayOk);
  other.listen({ host: '::1', port: 0, ipv6Only: true });
  const hasIpv6 = await once(other, 'listening').then(
    () => true,
    () => false,
  );
  const address = other.address();
  if (!hasIpv6 || address === null || typeof address === 'string') return t.skip('this machine has no ::1');
  t.after(() => void other.close());
  await assert.rejects(listen(sayOk, { host: 'loopback', port: address.port }), { code: 'start-refused' });
  await (await listen(sayOk, { host: '127.0.0.1', port: address.port })).close(0);
});

test('an address of another machine is one sentence', async () => {
  await assert.rejects(listen(sayOk, { host: '192.0.2.1', port: 0 }), {
    code: 'start-refused',
    message: 'HOST 192.0.2.1 is no address of this machine.',
  });
});

test('headers over the limit of Node get 431', async (t) => {
  const { port } = await listening(t);
  const answer = await raw(port, `GET / HTTP/1.1\r\nHost: x\r\nCookie: a=${'x'.repeat(20_000)}\r\n\r\n`);
  assert.match(answer, /^HTTP\/1\.1 431 /);
});

test('CONNECT is refused', async (t) => {
  const { port } = await listening(t);
  assert.match(await raw(port, 'CONNECT x:443 HTTP/1.1\r\nHost: x\r\n\r\n'), /^HTTP\/1\.1 405 /);
});

test('closing waits for the answer that is under way, and takes no new connection', async (t) => {
  const started = Promise.withResolvers<void>();
  const finish = Promise.withResolvers<void>();
  const running = await listening(t, async (_request, response) => {
    started.resolve();
    await finish.promise;
    response.end('done');
  });
  const url = `http://127.0.0.1:${running.port}`;
  const answer = fetch(url);
  await started.promise;
  const closed = running.close(10_000);
  await assert.rejects(fetch(url));
  finish.resolve();
  assert.equal(await (await answer).text(), 'done');
  await closed;
});

test('closing ends what takes longer than its grace, and idle connections at once', async (t) => {
  const started = Promise.withResolvers<void>();
  const running = await listening(t, () => started.resolve());
  const idle = connect(running.port, '127.0.0.1');
  await once(idle, 'connect');
  const answer = assert.rejects(fetch(`http://127.0.0.1:${running.port}`));
  await started.promise;
  await running.close(50);
  await answer;
  idle.destroy();
});
