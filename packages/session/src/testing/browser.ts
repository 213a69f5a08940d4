export type Answer = (request: Request) => Response | Promise<Response>;

/** A browser for tests without a network: keeps cookies as browsers do, and follows nothing. */
export interface Browser {
  /** Name → value, as they stand. */
  readonly cookies: Map<string, string>;
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  /** Sends a form as a browser does: with `Origin`, and from the page it came from. */
  post(path: string, fields?: Record<string, string>, headers?: Record<string, string>): Promise<Response>;
  /** Closes the browser without session restore: only cookies with a lifetime stay. */
  restart(): void;
  /** Another browser that holds a copy of all cookies: what a thief has. */
  copy(): Browser;
}

/** @param origin where the application believes to live. Default `http://localhost`. */
export function createBrowser(answer: Answer, origin = 'http://localhost'): Browser {
  return browserWith(answer, origin, { values: new Map(), lasting: new Set() });
}

/** `lasting`: the names of those with a lifetime, which outlive the browser. */
interface Kept {
  readonly values: Map<string, string>;
  readonly lasting: Set<string>;
}

function browserWith(answer: Answer, origin: string, { values: cookies, lasting }: Kept): Browser {
  async function send(path: string, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers);
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    if (cookie !== '') headers.set('cookie', cookie);
    const response = await answer(new Request(new URL(path, origin), { ...init, headers }));
    for (const text of response.headers.getSetCookie()) keep(text);
    return response;
  }

  function keep(text: string): void {
    const [pair = '', ...attributes] = text.split('; ');
    const name = pair.slice(0, pair.indexOf('='));
    const maxAge = attributes.find((attribute) => attribute.startsWith('Max-Age='));
    cookies.delete(name);
    lasting.delete(name);
    if (maxAge === 'Max-Age=0') return;
    cookies.set(name, pair.slice(name.length + 1));
    if (maxAge !== undefined) lasting.add(name);
  }

  return {
    cookies,
    get: (path, headers = {}) => send(path, { headers }),
    post: (path, fields = {}, headers = {}) =>
      send(path, { method: 'POST', body: new URLSearchParams(fields), headers: { origin, ...headers } }),
    restart() {
      for (const name of cookies.keys()) if (!lasting.has(name)) cookies.delete(name);
    },
    copy: () => browserWith(answer, origin, { values: new Map(cookies), lasting: new Set(lasting) }),
  };
}
