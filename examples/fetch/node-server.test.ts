import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:http';
import { type TestContext, test } from 'node:test';
import { createNodeServer } from './node-server.ts';

test('every cookie of an answer comes in a line of its own', async (t) => {
  const port = await listening(t, async () => {
    const answer = new Response('two');
    answer.headers.append('Set-Cookie', 'a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT');
    answer.headers.append('Set-Cookie', 'b=2');
    return answer;
  });
  const { headers } = await fetch(`http://127.0.0.1:${port}/`);
  assert.deepEqual(headers.getSetCookie(), ['a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT', 'b=2']);
});

test('an answer arrives piece by piece, and is given up when the client leaves', async (t) => {
  const left = Promise.withResolvers<void>();
  const port = await listening(t, async () => {
    const body = new ReadableStream<Uint8Array>({
      start: (stream) => stream.enqueue(Buffer.from('first')),
      cancel: () => left.resolve(),
    });
    return new Response(body);
  });
  const leaving = new AbortController();
  const { body } = await fetch(`http://127.0.0.1:${port}/`, { signal: leaving.signal });
  const piece = await body?.getReader().read();
  assert.equal(Buffer.from(piece?.value ?? []).toString(), 'first');
  leaving.abort();
  await left.promise;
});

test('a body that is too large is refused, with a length and without, read or not', async (t) => {
  const reading = await listening(t, async (asked) => new Response(await asked.text()));
  const other = await listening(t, async () => new Response('not read'));
  const post = async (port: number, body: string | ReadableStream) => {
    const answer = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body, duplex: 'half' });
    return [answer.status, await answer.text()];
  };
  const pieces = (count: number) => ReadableStream.from(Array(count).fill(Buffer.alloc(1024, 'x')));
  assert.deepEqual(await post(reading, 'x=1'), [200, 'x=1']);
  assert.deepEqual(await post(reading, pieces(4)), [200, 'x'.repeat(4096)]);
  assert.deepEqual(await post(reading, pieces(5)), [413, 'Too large']);
  assert.deepEqual(await post(reading, 'x'.repeat(4097)), [413, 'Too large']);
  assert.deepEqual(await post(other, 'x'.repeat(4097)), [200, 'not read']);
});

test('what is no request of a browser is refused, and an address keeps its host', async (t) => {
  const port = await listening(t, async ({ url }) => new Response(url));
  for (const [path, headers, status, text] of [
    ['/', { host: 'example.org:80' }, 200, 'http://example.org/'],
    ['//evil.example/', { host: 'example.org' }, 200, 'http://example.org//evil.example/'],
    ['/', { host: '[::1]:5004' }, 200, 'http://[::1]:5004/'],
    ['/', { host: 'evil.example/' }, 400, 'Bad request'],
    ['/', { host: 'ada@evil.example' }, 400, 'Bad request'],
    ['/', { host: 'example.org:99999' }, 400, 'Bad request'],
    ['http://evil.example/', { host: 'example.org' }, 400, 'Bad request'],
  ] as const) {
    const answer = await get(port, { path, headers });
    assert.deepEqual([answer.status, answer.text], [status, text], headers.host);
  }
  assert.equal((await get(port, { method: 'TRACE' })).status, 400);
  assert.deepEqual(await get(port, { method: 'HEAD' }), { status: 200, text: '' });
});

async function listening(t: TestContext, answer: (request: Request) => Promise<Response>): Promise<number> {
  const server = createNodeServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  return address.port;
}

interface Asked {
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Record<string, string>;
}

/** `fetch` would mend the address and the host. */
async function get(port: number, asked: Asked): Promise<{ status: number | undefined; text: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number | undefined; text: string }>();
  request({ host: '127.0.0.1', port, ...asked }, async (answer) => {
    const pieces = await answer.toArray();
    resolve({ status: answer.statusCode, text: Buffer.concat(pieces).toString() });
  })
    .on('error', reject)
    .end();
  return promise;
}
