import { createLogin, type Login } from './login.ts';
import { createMemoryStore } from './memory-store.ts';
import type { LoginSettings } from './settings.ts';
import type { SessionStore } from './store.ts';
import { type Browser, createBrowser } from './testing.ts';

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
}

/** A small application of its own: `/login`, `/logout`, `/confirm`, `/dashboard`, `/account`, `/whoami`, `/public`. */
export function testApp(settings: Partial<LoginSettings<Person>> = {}): TestApp {
  const clock = { now: Date.UTC(2026, 0, 1) };
  const happened: string[] = [];
  const store = settings.store ?? createMemoryStore<Person>();
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
    },
    ...settings,
  });
  const origin = settings.baseUrl ?? 'http://localhost';
  const answer = (request: Request) => answerOf({ login, people, now: clock.now }, request);
  return {
    login,
    store,
    happened,
    people,
    browser: () => createBrowser(answer, origin),
    later(ms) {
      clock.now += ms;
    },
  };
}

interface Scene {
  readonly login: Login<Person>;
  readonly people: ReadonlyMap<string, Person>;
  readonly now: number;
}

function answerOf({ login, people, now }: Scene, request: Request): Promise<Response> {
  const { pathname, searchParams } = new URL(request.url);
  return login.handle(request, async (visit) => {
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
      const confirmed = await visit.confirm({ factor: 'password', atMs: now });
      return new Response(confirmed ? 'confirmed' : 'ended');
    }
    const guarded = pathname === '/account' ? await visit.requireFreshLogin() : await visit.requireLogin();
    return guarded instanceof Response ? guarded : new Response(`hello ${guarded.user.id}`);
  });
}
