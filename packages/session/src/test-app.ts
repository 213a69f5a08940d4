import { createLogin, type Login } from './login.ts';
import { createMemoryStore } from './memory-store.ts';
import type { CommonSettings, Loaded } from './settings.ts';
import type { SessionStore } from './store.ts';
import { type Browser, createBrowser } from './testing.ts';
import type { Visit } from './visit.ts';

export interface Person {
  readonly id: string;
  readonly active: boolean;
}

export const secret = 'a3c1f0e2b4d5968778695a4b3c2d1e0ff0e1d2c3b4a5968778695a4b3c2d1e0f';
export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

export interface TestApp {
  readonly login: Login<Person>;
  readonly store: SessionStore<Person>;
  /** Names of the events that were sent, in order. */
  readonly happened: string[];
  readonly people: Map<string, Person>;
  browser(): Browser;
  later(ms: number): void;
  now(): number;
}

export type Page = (visit: Visit<Person>) => Response | Promise<Response>;

export interface TestSettings extends Partial<CommonSettings<Person>> {
  readonly store?: SessionStore<Person>;
  /** Default: the map `people`. */
  readonly loadUser?: (id: string) => Loaded<Person>;
  /** Pages of your own by path, in front of those there are. */
  readonly pages?: Readonly<Record<string, Page>>;
}

/** What the page `/whoami` says: `anonymous`, or `fresh ada via login`. */
export async function whoami(browser: Browser, headers: Record<string, string> = {}): Promise<string> {
  return (await browser.get('/whoami', headers)).text();
}

/** The same store, answering with promises, as one behind a network does. */
export function distant(store: SessionStore<Person>): SessionStore<Person> {
  return {
    find: async (idHash) => store.find(idHash),
    findSeries: async (series) => store.findSeries(series),
    start: async (session, options) => store.start(session, options),
    touch: async (idHash, seenAtMs, series) => store.touch(idHash, seenAtMs, series),
    end: async (which) => store.end(which),
  };
}

/**
 * A small application of its own: `/login`, `/logout`, `/confirm`, `/dashboard`, `/account`, `/whoami`, `/public`, and `/vault`,
 * which needs two factors.
 */
export function testApp({
  store = createMemoryStore(),
  pages = {},
  ...settings
}: TestSettings = {}): TestApp {
  const clock = { now: Date.UTC(2026, 0, 1) };
  const happened: string[] = [];
  const people = new Map(['ada', 'grace', 'zoë'].map((id) => [id, { id, active: true }]));
  const note = (name: string) => () => void happened.push(name);
  const login = createLogin<Person>({
    store,
    secrets: [secret],
    userId: (person) => person.id,
    loadUser: (id) => people.get(id),
    isActive: (person) => person.active,
    loginPage: '/login',
    confirmPage: '/confirm',
    clock: () => clock.now,
    events: {
      loggedIn: note('loggedIn'),
      loggedOut: note('loggedOut'),
      confirmed: note('confirmed'),
      restored: note('restored'),
      replayed: note('replayed'),
      unauthorized: note('unauthorized'),
      needsConfirm: note('needsConfirm'),
      needsFactors: note('needsFactors'),
      loadedFromRequest: note('loadedFromRequest'),
      protected: note('protected'),
    },
    ...settings,
  });
  const origin = settings.baseUrl ?? 'http://localhost';
  const answer = (request: Request) => answerOf({ login, people, pages, now: clock.now }, request);
  return {
    login,
    store,
    happened,
    people,
    browser: () => createBrowser(answer, origin),
    later(ms) {
      clock.now += ms;
    },
    now: () => clock.now,
  };
}

interface Scene {
  readonly login: Login<Person>;
  readonly people: ReadonlyMap<string, Person>;
  readonly pages: Readonly<Record<string, Page>>;
  readonly now: number;
}

function answerOf({ login, people, pages, now }: Scene, request: Request): Promise<Response> {
  const { pathname, searchParams } = new URL(request.url);
  return login.handle(request, async (visit) => {
    const own = pages[pathname];
    if (own !== undefined) return own(visit);
    if (pathname === '/public') return new Response('public');
    if (pathname === '/flashes') return Response.json(visit.flashes());
    if (pathname === '/whoami') {
      const visitor = await visit.visitor();
      if (visitor.state === 'anonymous') return new Response('anonymous');
      return new Response(`${visitor.state} ${visitor.user.id} via ${visitor.via}`);
    }
    if (pathname === '/login') {
      const person = people.get(searchParams.get('user') ?? 'ada');
      if (person === undefined) return new Response('nobody', { status: 422 });
      const proofs = searchParams.has('stale') ? { proofs: [] } : {};
      const outcome = await visit.logIn(person, { remember: searchParams.has('remember'), ...proofs });
      return new Response(outcome.ok ? outcome.visitor.state : outcome.reason);
    }
    if (pathname === '/logout') {
      await visit.logOut();
      return new Response('out');
    }
    if (pathname === '/confirm') {
      const factor = searchParams.get('factor') ?? 'password';
      const confirmed = await visit.confirm({ factor, atMs: now });
      return new Response(confirmed ? 'confirmed' : 'ended');
    }
    const guarded = await guard(visit, pathname);
    return guarded instanceof Response ? guarded : new Response(`hello ${guarded.user.id}`);
  });
}

function guard(visit: Visit<Person>, pathname: string) {
  if (pathname === '/account') return visit.requireFreshLogin();
  return pathname === '/vault' ? visit.requireFactors({ factors: 2 }) : visit.requireLogin();
}
