import type { Cookies } from './cookies.ts';
import { codedError } from './errors.ts';
import type { VisitRequest } from './visit-request.ts';

/** What an answer must carry. */
export interface AnswerHeaders {
  /** Texts of `Set-Cookie`, one header each. */
  readonly setCookies: readonly string[];
  /**
   * The answer depended on a cookie, or sets one: `Cache-Control: no-store`, or a proxy that kept it would show it to the
   * next person.
   */
  readonly noStore: boolean;
}

/** The cookies of ours that one request brought, and those its answer will carry. */
export class Jar {
  readonly #cookies: Cookies;
  readonly #header: string | null;
  #setCookies: Map<string, string> | undefined;
  #dependsOnCookies = false;
  #sent = false;

  constructor(cookies: Cookies, request: VisitRequest) {
    this.#cookies = cookies;
    this.#header = request.headers.get('cookie');
  }

  /** What `open` makes of the value. A cookie that we cannot have written counts as absent, and is cleared. */
  read<Opened>(kind: string, open: (value: string) => Opened | undefined): Opened | undefined {
    this.refuseIfSent();
    this.#dependsOnCookies = true;
    const { value, damaged } = this.#cookies.read(this.#header, kind);
    const opened = value === undefined ? undefined : open(value);
    if (opened === undefined && (damaged || value !== undefined) && !this.#isSet(kind)) this.clear(kind);
    return opened;
  }

  /** The answer is for this visitor alone, whatever says who that is. */
  dependOn(): void {
    this.#dependsOnCookies = true;
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

  /** Sets it no longer: the browser keeps what it has. */
  withdraw(kind: string): void {
    this.#setCookies?.delete(this.#cookies.name(kind));
  }

  /** The text of a `Set-Cookie`; a later one of the same name takes its place. */
  add(text: string): void {
    this.refuseIfSent();
    this.#setCookies ??= new Map();
    this.#setCookies.set(text.slice(0, text.indexOf('=')), text);
  }

  /** @throws `answer-sent`: what comes now would be lost without a word, and with it a log-in or a rotated token. */
  refuseIfSent(): void {
    if (this.#sent) {
      throw codedError(
        'answer-sent',
        'The headers are out: no cookie can be read or set. Is an `await` missing before it?',
      );
    }
  }

  /** For the moment when the headers go out; nothing can be read or set afterwards. */
  send(): AnswerHeaders {
    const setCookies = this.#setCookies === undefined ? none : [...this.#setCookies.values()];
    const noStore = this.#dependsOnCookies || this.#setCookies !== undefined;
    this.#setCookies = undefined;
    this.#sent = true;
    return { setCookies, noStore };
  }

  close(response: Response): Response {
    const { setCookies, noStore } = this.send();
    if (!noStore) return response;
    const answer = notStored(response);
    for (const text of setCookies) answer.headers.append('Set-Cookie', text);
    return answer;
  }
}

const none: readonly string[] = [];

/** Answers of `fetch` and `Response.redirect` have headers that cannot be changed. */
function notStored(response: Response): Response {
  try {
    response.headers.set('Cache-Control', 'no-store');
    return response;
  } catch {
    return notStored(new Response(response.body, response));
  }
}
