import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** Bytes a body may have. */
const largestBody = 4096;

/** A node:http server for an application that takes a `Request` and gives a `Response`. */
export function createNodeServer(answer: (request: Request) => Promise<Response>): Server {
  return createServer(async (message, reply) => {
    try {
      await send(await answered(message, answer), reply);
    } catch (error) {
      // The headers are out: whoever still listens can only be told by breaking off.
      if (!isGone(error)) console.error(error);
      reply.destroy();
    }
  });
}

async function answered(
  message: IncomingMessage,
  answer: (request: Request) => Promise<Response>,
): Promise<Response> {
  const url = urlOf(message);
  // `Request` does not take TRACE, and nobody needs it.
  if (url === undefined || message.method === 'TRACE') return new Response('Bad request', { status: 400 });
  try {
    return await answer(requestOf(message, url));
  } catch (error) {
    if (error === tooLarge) return new Response('Too large', { status: 413 });
    console.error(error);
    return new Response('Something went wrong.', { status: 500 });
  }
}

/** The client went away before it had everything. */
const isGone = (error: unknown) =>
  error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE';

/** A `Host` that is none could move the path into it: `Host: evil.example/` before `/login`. */
function urlOf({ url = '', headers: { host = '' } }: IncomingMessage): string | undefined {
  const isHost = /^([\w.-]+|\[[\da-f:.]+\])(:\d+)?$/i.test(host);
  const whole = `http://${host}${url}`;
  return isHost && url.startsWith('/') && URL.canParse(whole) ? whole : undefined;
}

function requestOf(message: IncomingMessage, url: string): Request {
  const { method = 'GET', rawHeaders } = message;
  const headers = new Headers();
  for (let at = 0; at < rawHeaders.length; at += 2) {
    headers.append(rawHeaders[at] ?? '', rawHeaders[at + 1] ?? '');
  }
  if (method === 'GET' || method === 'HEAD') return new Request(url, { method, headers });
  return new Request(url, { method, headers, body: ReadableStream.from(bounded(message)), duplex: 'half' });
}

const tooLarge = new Error('The body is too large.');

/** Counts what comes, whatever `Content-Length` says. The rest is left where it is, so that the answer can still go out. */
async function* bounded(message: IncomingMessage): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of message.iterator({ destroyOnReturn: false })) {
    bytes += chunk.length;
    if (bytes > largestBody) throw tooLarge;
    yield chunk;
  }
}

async function send(response: Response, reply: ServerResponse): Promise<void> {
  reply.statusCode = response.status;
  // Each `Set-Cookie` comes by itself here, and `appendHeader` leaves it a line of its own.
  for (const [name, value] of response.headers) reply.appendHeader(name, value);
  if (!reply.req.complete) reply.setHeader('Connection', 'close'); // nobody reads the rest of that body
  if (response.body === null || reply.req.method === 'HEAD') {
    reply.end();
    await response.body?.cancel();
    return;
  }
  await pipeline(Readable.fromWeb(response.body), reply);
}
