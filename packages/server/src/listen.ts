import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { codeOf } from './error-code.ts';
import { startRefused } from './start-refused.ts';

export interface Listening {
  readonly port: number;
  /** Where it listens: `127.0.0.1:5000`, `[::1]:5000`. */
  readonly addresses: readonly string[];
  /** Stops listening at once, lets running requests finish for `graceMs`, then ends their connections. */
  close(graceMs: number): Promise<void>;
}

export interface ListenOptions {
  /** `loopback`: 127.0.0.1, and ::1 where the machine has IPv6. */
  readonly host: string;
  /** 0: any free port, the same on both loopback addresses. */
  readonly port: number;
}

/** @throws `start-refused` with a sentence: the port is in use, or the address is not this machine's. */
export async function listen(onRequest: RequestListener, { host, port }: ListenOptions): Promise<Listening> {
  const first = createHttpServer(onRequest);
  await bind(first, host === 'loopback' ? '127.0.0.1' : host, port);
  const servers = [first];
  if (host === 'loopback') {
    const second = await listenOnIpv6(onRequest, first, port);
    if (second === 'taken') return listen(onRequest, { host, port });
    if (second !== 'absent') servers.push(second);
  }
  return {
    port: addressOf(first).port,
    addresses: servers.map(addressOf).map(inWords),
    close: async (graceMs) => void (await Promise.all(servers.map((server) => finish(server, graceMs)))),
  };
}

/**
 * The times bound slow senders (Slowloris): 10 s for the headers, 30 s for the whole request. An idle connection stays
 * open for 65 s, longer than the proxies in front keep theirs, so that none sends into one that just closed.
 */
function createHttpServer(onRequest: RequestListener): Server {
  const server = createServer(
    {
      headersTimeout: 10_000,
      requestTimeout: 30_000,
      keepAliveTimeout: 65_000,
      connectionsCheckingInterval: 2_000,
    },
    onRequest,
  );
  server.on('connect', (_request, socket) => {
    socket.on('error', () => socket.destroy());
    socket.end('HTTP/1.1 405 Method Not Allowed\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  });
  return server;
}

async function listenOnIpv6(
  onRequest: RequestListener,
  first: Server,
  port: number,
): Promise<Server | 'absent' | 'taken'> {
  const second = createHttpServer(onRequest);
  try {
    await bind(second, '::1', addressOf(first).port);
    return second;
  } catch (error) {
    if (isCode(error, ['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL'])) return 'absent';
    first.close();
    // A free port on the one address may be in use on the other; then the next free one is tried.
    if (port === 0 && isCode(error, ['EADDRINUSE'])) return 'taken';
    throw error;
  }
}

async function bind(server: Server, host: string, port: number): Promise<void> {
  try {
    server.listen({ host, port, ipv6Only: host === '::1' });
    await once(server, 'listening');
  } catch (error) {
    throw refusal(error, host, port) ?? error;
  }
}

function refusal(error: unknown, host: string, port: number): Error | undefined {
  if (host === '::1' && !isCode(error, ['EADDRINUSE'])) return undefined;
  if (isCode(error, ['EADDRINUSE'])) {
    return startRefused(
      `Port ${port} on ${host} is in use by another program. Choose another one with PORT.`,
      error,
    );
  }
  if (isCode(error, ['EACCES'])) {
    return startRefused(
      `Port ${port} on ${host} is not allowed to this user. Choose one above 1023 with PORT.`,
      error,
    );
  }
  if (isCode(error, ['EADDRNOTAVAIL', 'ENOTFOUND', 'EAI_AGAIN', 'EAFNOSUPPORT', 'EINVAL'])) {
    return startRefused(`HOST ${host} is no address of this machine.`, error);
  }
  return undefined;
}

/** Idle connections end at once; those with a request end with its answer. */
async function finish(server: Server, graceMs: number): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  const idle = setInterval(() => server.closeIdleConnections(), 50);
  const late = setTimeout(() => server.closeAllConnections(), graceMs);
  try {
    await closed;
  } finally {
    clearInterval(idle);
    clearTimeout(late);
  }
}

function addressOf(server: Server): AddressInfo {
  const address = server.address();
  if (address === null || typeof address === 'string')
    throw new Error('The server does not listen on a port.');
  return address;
}

function inWords({ address, port, family }: AddressInfo): string {
  return family === 'IPv6' ? `[${address}]:${port}` : `${address}:${port}`;
}

/** Reads through our own refusal to the error of the system behind it. */
function isCode(error: unknown, codes: readonly string[]): boolean {
  if (!(error instanceof Error)) return false;
  return codes.includes(codeOf(error) ?? '') || isCode(error.cause, codes);
}
