import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { getRequestListener, type HttpBindings, RequestError } from '@hono/node-server';
import type { ClientAddress } from '@latchkey/session/client-address';
import type { DevMail } from './dev-mail/dev-mail.ts';
import type { Log } from './log.ts';

/** What the pages find in `c.env`. */
export interface RequestEnvironment {
  /** Of the client, past the trusted proxies; `undefined` when the connection is gone already. */
  readonly clientAddress: string | undefined;
}

export interface RequestSettings {
  /** The pages. */
  readonly answer: (request: Request, environment: RequestEnvironment) => Response | Promise<Response>;
  /** Answers before the pages, or leaves it to them. Default: there is nothing but the pages. */
  readonly devMail?: DevMail;
  readonly clientAddress: ClientAddress;
  /** Whether the server can do its work: the database answers, and it is not stopping. */
  readonly isReady: () => Promise<boolean>;
  readonly isStopping: () => boolean;
  readonly log: Log;
}

/** Everything between Node's HTTP server and the pages: who asks, the two health pages, refused methods, the log. */
export function createRequestListener(settings: RequestSettings): RequestListener {
  const noteUnlistedPeer = onceForUnlistedPeer(settings);

  async function answer(request: Request, { incoming, outgoing }: HttpBindings): Promise<Response> {
    const forwardedFor = headerText(incoming, 'x-forwarded-for');
    const peer = incoming.socket.remoteAddress;
    const clientAddress = peer === undefined ? undefined : settings.clientAddress(peer, forwardedFor);
    if (peer !== undefined && forwardedFor !== null) noteUnlistedPeer(peer);
    logWhenDone(settings.log, { incoming, outgoing, clientAddress });
    if (settings.isStopping()) outgoing.setHeader('Connection', 'close');
    if (incoming.method === 'TRACE') return plain('Method not allowed', 405, { Allow: 'GET, HEAD, POST' });
    return (
      (await healthPage(incoming, settings)) ??
      (await settings.devMail?.(incoming)) ??
      settings.answer(request, { clientAddress })
    );
  }

  const listener = getRequestListener((request, bindings) => answer(request, overHttp1(bindings)), {
    errorHandler: (error) => failed(error, settings.log),
  });
  const isOverdrawn = boundConnections();
  return (incoming, outgoing) => (isOverdrawn(incoming, outgoing) ? undefined : listener(incoming, outgoing));
}

/** Requests that one connection may have waiting for their answers. Browsers send the next one when they have the last. */
const mostUnanswered = 32;

/**
 * The attack: thousands of requests in one packet (HTTP/1.1 pipelining, RFC 9112 section 9.3.2). Each would wait in memory
 * for its turn, and a few megabytes sent would take gigabytes here. Such a connection is cut.
 */
function boundConnections(): (incoming: IncomingMessage, outgoing: ServerResponse) => boolean {
  const unanswered = new WeakMap<Socket, number>();
  return ({ socket }, outgoing) => {
    if (socket.destroyed) return true;
    const count = (unanswered.get(socket) ?? 0) + 1;
    unanswered.set(socket, count);
    outgoing.once('close', () => unanswered.set(socket, (unanswered.get(socket) ?? 1) - 1));
    if (count > mostUnanswered) socket.destroy();
    return socket.destroyed;
  };
}

/** Says once that a proxy is not listed: all who come through it share one address, and its limits. */
function onceForUnlistedPeer({ clientAddress, log }: RequestSettings): (peer: string) => void {
  let isNoted = false;
  return (peer) => {
    if (isNoted || clientAddress(peer, '192.0.2.1') !== clientAddress(peer, null)) return;
    isNoted = true;
    log.warn(
      { peer },
      'X-Forwarded-For came from a peer that TRUSTED_PROXIES does not list, and is not believed',
    );
  };
}

/** One line for each answer: never the query, a header or a body, which hold tokens, cookies and passwords. */
function logWhenDone(
  log: Log,
  about: { incoming: IncomingMessage; outgoing: ServerResponse; clientAddress: string | undefined },
): void {
  const { incoming, outgoing, clientAddress } = about;
  const startMs = performance.now();
  const path = pathOf(incoming);
  outgoing.once('close', () => {
    const line = {
      method: incoming.method,
      path: path.slice(0, 200),
      status: outgoing.headersSent ? outgoing.statusCode : 0,
      ms: Math.round(performance.now() - startMs),
      ...(clientAddress === undefined ? {} : { address: clientAddress }),
      ...(outgoing.writableFinished ? {} : { cutOff: true }),
    };
    if (isQuiet(path)) log.debug(line, 'request');
    else log.info(line, 'request');
  });
}

/** Asked every few seconds by machines, or with every page by browsers. */
function isQuiet(path: string): boolean {
  return path === '/healthz' || path === '/readyz' || path.startsWith('/assets/');
}

async function healthPage(
  incoming: IncomingMessage,
  { isReady, isStopping }: RequestSettings,
): Promise<Response | undefined> {
  const path = pathOf(incoming);
  if (path !== '/healthz' && path !== '/readyz') return undefined;
  if (incoming.method !== 'GET' && incoming.method !== 'HEAD') {
    return plain('Method not allowed', 405, { Allow: 'GET, HEAD' });
  }
  if (path === '/healthz') return plain('ok', 200);
  if (isStopping()) return plain('stopping', 503);
  return (await isReady()) ? plain('ok', 200) : plain('the database does not answer', 503);
}

/** A request that cannot be read at all (a broken Host header, say), or an error outside the pages. */
function failed(error: unknown, log: Log): Response {
  if (error instanceof RequestError) return plain('Bad request', 400);
  const id = randomUUID();
  log.error({ id, error }, 'a request failed outside the pages');
  return plain(`Something went wrong. Please try again.\nError id: ${id}`, 500);
}

function plain(text: string, status: number, headers: Record<string, string> = {}): Response {
  return new Response(`${text}\n`, {
    status,
    headers: {
      'Content-Type': 'text/plain; charset=UTF-8',
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
      'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
      ...headers,
    },
  });
}

function pathOf(incoming: IncomingMessage): string {
  return (incoming.url ?? '').split(/[?#]/, 1)[0] ?? '';
}

function headerText(incoming: IncomingMessage, name: string): string | null {
  const value = incoming.headers[name];
  return Array.isArray(value) ? value.join(', ') : (value ?? null);
}

/** Our servers are node:http ones; the adapter's type knows HTTP/2 as well. */
function overHttp1(bindings: object): HttpBindings {
  if ('incoming' in bindings && 'outgoing' in bindings) return bindings as HttpBindings;
  throw new Error('The adapter handed over no request.');
}
