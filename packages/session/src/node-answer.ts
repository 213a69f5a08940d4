import type { IncomingHttpHeaders } from 'node:http';
import type { AnswerHeaders } from './jar.ts';
import type { VisitRequest } from './visit-request.ts';

/** A framework's request over Node's: Express and Fastify have the same names for it, both with their trusted proxies counted in. */
export interface NodeRequest {
  readonly method: string;
  readonly protocol: string;
  readonly host: string;
  /** As it was sent: a path, or a whole address (RFC 9112 section 3.2.2). */
  readonly originalUrl: string;
  readonly headers: IncomingHttpHeaders;
}

/** The part of a node:http answer (HTTP/2's is alike) that is needed to complete it. */
export interface NodeAnswer {
  readonly headersSent: boolean;
  readonly writableEnded: boolean;
  writeHead(status: number, ...rest: unknown[]): unknown;
  getHeader(name: string): number | string | string[] | undefined;
  [carried]?: Carried;
}

const carried: unique symbol = Symbol('latchkey');

interface HasHeaders {
  headers(): AnswerHeaders;
}

/** Fastify's answer: `send` goes past the hooks of the application. */
export interface NodeReply {
  readonly raw: NodeAnswer;
  readonly sent: boolean;
  statusCode: number;
  header(name: string, value: string): unknown;
  send(body?: Buffer): unknown;
}

/** Makes nothing before it is asked: most requests never need their address. */
export class NodeVisitRequest implements VisitRequest {
  readonly #request: NodeRequest;

  constructor(request: NodeRequest) {
    this.#request = request;
  }

  get method(): string {
    return this.#request.method;
  }

  /** A `Host` that no address can have counts as unknown, and so does a scheme that is not the web's. */
  get url(): string {
    const { protocol, host = '', originalUrl } = this.#request; // HTTP/1.0 may come without
    const path = originalUrl.replace(/^[a-z]+:\/\/[^/?]*/i, '').replace(/^(?!\/)/, '/');
    const scheme = protocol === 'https' ? 'https' : 'http';
    const url = `${scheme}://${host}${path}`;
    return /^[\w.:[\]-]+$/.test(host) && URL.canParse(url) ? url : `${scheme}://host.invalid${path}`;
  }

  get headers(): this {
    return this;
  }

  get(name: string): string | null {
    const value = this.#request.headers[name.toLowerCase()];
    return typeof value === 'string' ? value : null; // only `Set-Cookie` would be a list
  }
}

/** A visit that an answer completes. One class and one function for all, see `carryOut`. */
class Carried {
  readonly visit: HasHeaders;
  readonly writeHead: NodeAnswer['writeHead'];
  /** Of another login in the same application. */
  readonly other: Carried | undefined;
  /** Kept, because where `writeHead` throws an error page takes its place. */
  headers: AnswerHeaders | undefined;

  constructor(visit: HasHeaders, answer: NodeAnswer) {
    this.visit = visit;
    this.other = answer[carried];
    this.writeHead = this.other?.writeHead ?? answer.writeHead;
    this.headers = undefined;
  }
}

/**
 * Puts our cookies and `no-store` on the answer at the last moment, whoever writes its headers: a framework, a stream, or the
 * application with Node's own calls. Where they are out already, the visit is told so.
 * Without a function of its own for each answer: V8 takes what such a one holds for long-lived, and a request costs 7 µs more.
 */
export function carryOut<OneVisit extends HasHeaders>(answer: NodeAnswer, visit: OneVisit): OneVisit {
  if (answer.headersSent) {
    visit.headers();
    return visit;
  }
  const isFirst = answer[carried] === undefined;
  answer[carried] = new Carried(visit, answer);
  if (isFirst) answer.writeHead = writeHead;
  return visit;
}

/** In the place of Node's own. */
function writeHead(this: NodeAnswer, status: number, ...rest: unknown[]): unknown {
  const first = this[carried];
  let cookies: string[] | undefined; // none where the answer depends on no cookie
  for (let one = first; one !== undefined; one = one.other) {
    one.headers ??= one.visit.headers();
    if (one.headers.noStore) cookies = [...(cookies ?? []), ...one.headers.setCookies];
  }
  const changed = cookies === undefined ? rest : withOurs(rest, cookies, this);
  return first?.writeHead.call(this, status, ...changed);
}

/** Changes nothing on the answer itself: where `writeHead` throws, that is as if it had not been called. */
function withOurs(rest: readonly unknown[], cookies: readonly string[], answer: NodeAnswer): unknown[] {
  const message = rest.slice(0, typeof rest[0] === 'string' ? 1 : 0);
  const given = rest[1] ?? rest[message.length] ?? {};
  const headers: Record<string, unknown> = { 'Cache-Control': 'no-store' };
  let theirs: unknown = answer.getHeader('Set-Cookie');
  for (const [name, value] of Object.entries(Array.isArray(given) ? grouped(given) : given)) {
    const lower = name.toLowerCase();
    if (lower === 'set-cookie') theirs = value;
    else if (lower !== 'cache-control') headers[name] = value;
  }
  // Always a new list. The attack: an application that sets a list of its own, made once, would collect everybody's session
  // cookie in it and hand them to the next visitor (Node's `appendHeader` pushes into the list it was given).
  const present = [theirs ?? []].flat();
  const all = [...present, ...cookies.filter((text) => !present.includes(text))];
  return [...message, all.length === 0 ? headers : { ...headers, 'Set-Cookie': all }];
}

/** Headers that were given as a list, with a list of values where a name comes twice. */
function grouped(list: readonly unknown[]): Record<string, unknown> {
  const flat: readonly unknown[] = Array.isArray(list[0]) ? list.flat() : list;
  const headers: Record<string, unknown> = {};
  const names = new Map<string, string>();
  for (let at = 0; at < flat.length; at += 2) {
    const given = String(flat[at]);
    const name = names.get(given.toLowerCase()) ?? given;
    names.set(given.toLowerCase(), name);
    headers[name] = name in headers ? [headers[name], flat[at + 1]].flat() : flat[at + 1];
  }
  return headers;
}

const aboutTheWire = ['content-encoding', 'content-length', 'transfer-encoding', 'connection'];

/** Of a guard's answer. One that was fetched has its body unpacked, and the old length would cut the connection in the wrong place. */
export function headersOf(response: Response): [name: string, value: string][] {
  const headers = [...response.headers];
  return response.url === '' ? headers : headers.filter(([name]) => !aboutTheWire.includes(name));
}

/** The body of a guard's answer; `undefined`: none. */
export async function bodyOf(response: Response): Promise<Buffer | undefined> {
  return response.body === null ? undefined : Buffer.from(await response.arrayBuffer());
}
