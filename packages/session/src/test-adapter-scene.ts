import assert from 'node:assert/strict';
import type { Server, ServerResponse } from 'node:http';
import type { TestContext } from 'node:test';
import type { Login } from './login.ts';
import { createMemoryStore } from './memory-store.ts';
import type { SessionStore } from './store.ts';
import { type Person, type TestApp, type TestSettings, testApp } from './test-app.ts';
import { type Browser, createBrowser } from './testing.ts';

/** What the application of each framework is made of. It answers with its own page for errors: `sorry: ` and their code or message. */
export interface Scene {
  readonly people: Login<Person>;
  readonly admins: Login<Person>;
  /** Whether the application has an error page of its own; without one, the framework answers. */
  readonly hasErrorPage: boolean;
  /** Which handlers ran that should not have. */
  readonly ran: string[];
  /** The time of both logins. */
  now(): number;
}

export interface Framework {
  readonly name: string;
  /** Listens on 127.0.0.1, on a free port. */
  start(scene: Scene): Promise<Server>;
  /** Of the client, from what the adapter hands to `clientAddress`. */
  readonly addressOf: (context: unknown) => string | undefined;
  /** Why an application that writes to Node's own answer must put the cookies there itself. Default: it need not. */
  readonly noRawAnswers?: string | undefined;
}

export interface Place {
  readonly app: TestApp;
  readonly admins: TestApp;
  readonly store: StoreControl;
  readonly url: string;
  readonly ran: readonly string[];
  browser(): Browser;
  /** A request of any method, with the cookies of that browser. */
  send(method: string, path: string, browser?: Browser): Promise<Response>;
  /** Settles when the server has noticed that the client of a request hung up. */
  nextClose(): Promise<void>;
}

export interface PlaceOptions {
  readonly settings?: TestSettings;
  /** Whether the store answers with promises. */
  readonly isSlow: boolean;
  readonly hasErrorPage?: boolean;
}

export type Open = (t: TestContext, options?: Partial<PlaceOptions>) => Promise<Place>;

/** One application on a port of its own, gone with the test. */
export async function openPlace(framework: Framework, t: TestContext, options: PlaceOptions): Promise<Place> {
  const { store, control } = controlledStore(options.isSlow);
  const { addressOf: clientAddress } = framework;
  const app = testApp({
    store,
    clientAddress: (_request, context) => clientAddress(context),
    ...options.settings,
  });
  const admins = testApp({ cookies: { prefix: 'admin' } });
  const { hasErrorPage = true } = options;
  const ran: string[] = [];
  const { now } = app;
  const server = await framework.start({ people: app.login, admins: admins.login, hasErrorPage, ran, now });
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  const url = `http://127.0.0.1:${address.port}`;
  const browser = () => createBrowser((request) => fetch(request, { redirect: 'manual' }), url);
  const send = (method: string, path: string, browser?: Browser) =>
    fetch(url + path, { method, redirect: 'manual', headers: { cookie: cookieOf(browser) } });
  return { app, admins, store: control, url, ran, browser, send, nextClose: hangUpsOf(server) };
}

function hangUpsOf(server: Server): () => Promise<void> {
  let closed = Promise.withResolvers<void>();
  server.on('request', (_request, answer: ServerResponse) => {
    answer.once('close', () => answer.writableFinished || closed.resolve());
  });
  return () => {
    closed = Promise.withResolvers();
    return closed.promise;
  };
}

export function cookieOf(browser: Browser | undefined): string {
  return [...(browser?.cookies ?? [])].map(([name, value]) => `${name}=${value}`).join('; ');
}

export interface StoreControl {
  isDown: boolean;
  /** Settles when the store is asked next; it answers when `letGo` is called. */
  holdNext(): { readonly asked: Promise<void>; letGo(): void };
}

/** The memory store, that may answer later, wait, or fail. */
function controlledStore(isSlow: boolean): { store: SessionStore<Person>; control: StoreControl } {
  const memory = createMemoryStore<Person>();
  let held: { asked(): void; readonly released: Promise<void> } | undefined;
  const control: StoreControl = {
    isDown: false,
    holdNext() {
      const [asked, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      held = { asked: asked.resolve, released: released.promise };
      return { asked: asked.promise, letGo: released.resolve };
    },
  };

  function answer<Answer>(call: () => Answer | Promise<Answer>): Answer | Promise<Answer> {
    const down = () => Promise.reject(new Error('connect ECONNREFUSED'));
    if (held !== undefined) {
      const { asked, released } = held;
      held = undefined;
      asked();
      return released.then(call);
    }
    if (isSlow) return new Promise((settle) => setImmediate(settle)).then(control.isDown ? down : call);
    if (control.isDown) throw new Error('connect ECONNREFUSED');
    return call();
  }

  const store: SessionStore<Person> = {
    find: (idHash) => answer(() => memory.find(idHash)),
    findSeries: (series) => answer(() => memory.findSeries(series)),
    start: (session, options) => answer(() => memory.start(session, options)),
    touch: (idHash, seenAtMs, series) => answer(() => memory.touch(idHash, seenAtMs, series)),
    end: (which) => answer(() => memory.end(which)),
  };
  return { store, control };
}

/** A list that the application made once, as many do. It must never grow. */
export const ownCookies = ['theme=dark; Path=/', 'lang=en; Path=/'];

/** Every way in which an application may write headers past its framework. Each sets `x-own`, two cookies, and a `Cache-Control`. */
export const rawAnswers: Readonly<Record<string, (res: ServerResponse) => void>> = {
  object(res) {
    res.writeHead(200, { 'X-Own': '1', 'Set-Cookie': ownCookies, 'Cache-Control': 'public, max-age=600' });
    res.end('raw');
  },
  'object-with-message'(res) {
    res
      .writeHead(200, 'Fine', { 'x-own': '1', 'set-cookie': ownCookies, 'cache-control': 'public' })
      .end('raw');
  },
  list(res) {
    const [theme = '', lang = ''] = ownCookies;
    res.writeHead(200, ['X-Own', '1', 'Set-Cookie', theme, 'Set-Cookie', lang, 'Cache-Control', 'public']);
    res.end('raw');
  },
  'set-before'(res) {
    res.setHeader('X-Own', '1').setHeader('Set-Cookie', ownCookies).setHeader('Cache-Control', 'public');
    res.end('raw');
  },
  flushed(res) {
    res.setHeader('X-Own', '1').setHeader('Set-Cookie', ownCookies).setHeader('Cache-Control', 'public');
    res.flushHeaders();
    setImmediate(() => res.end('raw'));
  },
  written(res) {
    res.setHeader('X-Own', '1').setHeader('Set-Cookie', ownCookies);
    res.write('r');
    setImmediate(() => res.end('aw'));
  },
  'after-a-failure'(res) {
    res.setHeader('X-Own', '1').setHeader('Set-Cookie', ownCookies);
    try {
      res.writeHead(200, 'not\na message');
    } catch {
      res.writeHead(200, 'Fine').end('raw');
    }
  },
};

/** The code of the error, or `none`. */
export async function codeOf(call: () => unknown): Promise<string> {
  try {
    await call();
    return 'none';
  } catch (error) {
    return textOf(error);
  }
}

export function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error ? String(error.code) : error.message;
}

export function goesTo(answer: Response, location: string): void {
  assert.deepEqual([answer.status, answer.headers.get('location')], [303, location]);
}

export async function bodyOf(answer: Promise<Response>): Promise<string> {
  return (await answer).text();
}
