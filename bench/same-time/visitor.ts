import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';

/** Somebody with a stopwatch: one connection that stays open. */
export interface Visitor {
  /** Opens a page with a form: its cookies and its token count for all that follows. */
  open(path: string): Promise<Answer>;
  /** Sends a form; the cookies stay as they are. @param cookie one more, for this once */
  post(path: string, fields: Fields, cookie?: string): Promise<Answer>;
  /** The same, and keeps the cookies of the answer. */
  logIn(fields: Fields): Promise<void>;
  close(): void;
}

type Fields = Readonly<Record<string, string>>;

export interface Answer {
  readonly status: number;
  /** From the begin of sending to the last byte received. */
  readonly ms: number;
}

export function createVisitor(url: string): Visitor {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const cookies = new Map<string, string>();
  let csrfToken = '';

  async function send(path: string, fields?: Fields, oneMore?: string) {
    const kept = [...cookies].map(([name, value]) => `${name}=${value}`);
    const cookie = [...kept, ...(oneMore === undefined ? [] : [oneMore])].join('; ');
    const form = fields && new URLSearchParams({ csrf_token: csrfToken, ...fields }).toString();
    const type = form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' };
    const options = { agent, headers: { cookie, ...type }, method: form === undefined ? 'GET' : 'POST' };
    const startMs = performance.now();
    const sent = request(`${url}${path}`, options).end(form);
    const [answer] = (await once(sent, 'response')) as [IncomingMessage]; // the event's one argument
    const page = await text(answer);
    const ms = performance.now() - startMs;
    return { status: answer.statusCode ?? 0, ms, page, setCookies: answer.headers['set-cookie'] ?? [] };
  }

  function keep(setCookies: readonly string[]): void {
    for (const pair of setCookies) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(pair) ?? [];
      if (pair.includes('Max-Age=0')) cookies.delete(name);
      else cookies.set(name, value);
    }
  }

  return {
    post: send,
    async open(path) {
      const { page, setCookies, ...answer } = await send(path);
      keep(setCookies);
      csrfToken = /name="csrf_token" value="([^"]+)"/.exec(page)?.[1] ?? csrfToken;
      return answer;
    },
    async logIn(fields) {
      await this.open('/login');
      const { status, setCookies } = await send('/login', fields);
      if (status !== 303) throw new Error(`The log-in was answered with ${status}.`);
      keep(setCookies);
    },
    close: () => agent.destroy(),
  };
}
