import type { Cookies } from './cookies.ts';

/** The cookies of ours that one request brought, and those its answer will carry. */
export class Jar {
  readonly #cookies: Cookies;
  readonly #header: string | null;
  #setCookies: Map<string, string> | undefined;
  #dependsOnCookies = false;

  constructor(cookies: Cookies, request: Request) {
    this.#cookies = cookies;
    this.#header = request.headers.get('cookie');
  }

  /** What `open` makes of the value. A cookie that we cannot have written counts as absent, and is cleared. */
  read<Opened>(kind: string, open: (value: string) => Opened | undefined): Opened | undefined {
    this.#dependsOnCookies = true;
    const { value, damaged } = this.#cookies.read(this.#header, kind);
    const opened = value === undefined ? undefined : open(value);
    if (opened === undefined && (damaged || value !== undefined) && !this.#isSet(kind)) this.clear(kind);
    return opened;
  }

  /** A cookie that this answer sets is better than the damaged one that came, which must not take it away again. */
  #isSet(kind: string): boolean {
    return this.#setCookies?.has(this.#cookies.name(kind)) ?? false;
  }

  set(kind: string, value: string, maxAgeSeconds?: number): void {
    this.add(this.#cookies.set(kind, value, maxAgeSeconds));
  }

  clear(kind: string): void {
    this.add(this.#cookies.clear(kind));
  }

  /** The text of a `Set-Cookie`; a later one of the same name takes its place. */
  add(text: string): void {
    this.#setCookies ??= new Map();
    this.#setCookies.set(text.slice(0, text.indexOf('=')), text);
  }

  /**
   * Puts the cookies on the answer, and `no-store` whenever it depended on one: a proxy that kept such a page would
   * show it to the next person.
   */
  close(response: Response): Response {
    if (!this.#dependsOnCookies && this.#setCookies === undefined) return response;
    const answer = notStored(response);
    if (this.#setCookies === undefined) return answer;
    for (const text of this.#setCookies.values()) answer.headers.append('Set-Cookie', text);
    this.#setCookies = undefined;
    return answer;
  }
}

/** Answers of `fetch` and `Response.redirect` have headers that cannot be changed. */
function notStored(response: Response): Response {
  try {
    response.headers.set('Cache-Control', 'no-store');
    return response;
  } catch {
    return notStored(new Response(response.body, response));
  }
}
