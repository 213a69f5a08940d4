import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { LoginEvents } from './settings.ts';
import { hourMs, minuteMs, type Page, type Person, testApp, whoami } from './test-app.ts';
import type { Browser } from './testing.ts';
import type { VisitRequest } from './visit-request.ts';

type EventName = keyof LoginEvents<Person>;
type Heard = [event: EventName, ...given: unknown[]];

const names: readonly EventName[] = [
  'loggedIn',
  'loggedOut',
  'confirmed',
  'restored',
  'loadedFromRequest',
  'replayed',
  'unauthorized',
  'needsConfirm',
  'needsFactors',
  'protected',
  'accessed',
  'failed',
];

const ada: Person = { id: 'ada', active: true };
const down = new Error('the database is down');

/** What a browser does, and what is heard while it does so: event and arguments, without the visit. */
const cases: readonly [
  what: string,
  act: (browser: Browser, app: App) => Promise<unknown>,
  heard: Heard[],
][] = [
  ['a log-in', (browser) => browser.post('/login'), [['loggedIn', ada]]],
  [
    'a log-in in place of another',
    async (browser) => {
      await browser.post('/login?user=grace');
      await browser.post('/login');
    },
    [
      ['loggedIn', { id: 'grace', active: true }],
      ['loggedIn', ada],
    ],
  ],
  ['a log-in that is refused', (browser) => browser.post('/login?user=creeper'), []],
  [
    'a log-out',
    async (browser) => {
      await browser.post('/login');
      await browser.post('/logout');
    },
    [['loggedIn', ada], ['accessed'], ['loggedOut', ada]],
  ],
  ['a log-out of nobody', (browser) => browser.post('/logout'), [['accessed'], ['loggedOut', undefined]]],
  [
    'a confirmation',
    async (browser) => {
      await browser.post('/login');
      await browser.post('/confirm');
    },
    [['loggedIn', ada], ['accessed'], ['confirmed', ada]],
  ],
  ['a confirmation of nobody', (browser) => browser.post('/confirm'), [['accessed']]],
  [
    'a remember token',
    async (browser) => {
      await browser.post('/login?remember');
      browser.restart();
      await whoami(browser);
      await whoami(browser);
    },
    [['loggedIn', ada], ['restored', ada], ['accessed'], ['accessed']],
  ],
  [
    'a remember token that somebody else has used',
    async (browser) => {
      await browser.post('/login?remember');
      browser.restart();
      const copy = browser.copy();
      await whoami(browser);
      browser.restart();
      await whoami(browser);
      await whoami(copy);
    },
    [
      ['loggedIn', ada],
      ['restored', ada],
      ['accessed'],
      ['restored', ada],
      ['accessed'],
      ['replayed', 'ada'],
      ['accessed'],
    ],
  ],
  [
    'a request that names its user',
    (browser) => whoami(browser, { 'x-user': 'ada' }),
    [['loadedFromRequest', ada], ['accessed']],
  ],
  [
    'a request that names an inactive user',
    (browser) => whoami(browser, { 'x-user': 'creeper' }),
    [['accessed']],
  ],
  ['a guard that misses a log-in', (browser) => browser.get('/account'), [['accessed'], ['unauthorized']]],
  [
    'a guard that misses a fresh log-in',
    async (browser, app) => {
      await browser.post('/login');
      app.later(hourMs);
      await browser.get('/account');
    },
    [['loggedIn', ada], ['accessed'], ['needsConfirm']],
  ],
  [
    'a guard that misses a factor',
    async (browser) => {
      await browser.post('/login');
      await browser.get('/vault');
    },
    [
      ['loggedIn', ada],
      ['accessed'],
      ['needsFactors', { user: ada, proofs: [{ factor: 'login', atMs: Date.UTC(2026, 0, 1) }], factors: 2 }],
    ],
  ],
  [
    'a guard that lets through',
    async (browser) => {
      await browser.post('/login');
      await browser.get('/account');
      await browser.get('/dashboard');
    },
    [['loggedIn', ada], ['accessed'], ['accessed']],
  ],
  [
    'a browser that looks different',
    async (browser) => {
      await browser.post('/login', {}, { 'user-agent': 'Firefox' });
      await whoami(browser, { 'user-agent': 'different' });
    },
    [['loggedIn', ada], ['protected'], ['accessed']],
  ],
  [
    'a loader that fails',
    async (browser, app) => {
      await browser.post('/login');
      app.break();
      assert.equal((await browser.get('/whoami')).status, 503);
    },
    [['loggedIn', ada], ['failed']],
  ],
  ['a page that does not ask', (browser) => browser.get('/public'), []],
];

describe('what is told', () => {
  for (const [what, act, expected] of cases) {
    it(`of ${what}: ${expected.map(([name]) => name).join(', ') || 'nothing'}`, async () => {
      const app = telling();
      await act(app.browser(), app);
      assert.deepEqual(app.heard, expected);
    });
  }

  it('is awaited before the answer goes out', async () => {
    let told = false;
    const slow = async () => {
      await new Promise((done) => setImmediate(done));
      told = true;
    };
    const app = testApp({ events: { loggedIn: slow, unauthorized: slow, loggedOut: slow } });
    for (const path of ['/dashboard', '/login', '/logout']) {
      told = false;
      await app.browser().post(path);
      assert.equal(told, true, path);
    }
  });

  it('of a failure is why: the error that the loader threw', async () => {
    const causes: unknown[] = [];
    const app = testApp({
      loadUserFromRequest: () => Promise.reject(down),
      events: { failed: (error, visit) => void causes.push(error.cause, app.login.owns(visit)) },
    });
    await app.browser().get('/whoami');
    assert.deepEqual(causes, [down, true]);
  });
});

describe('an event handler', () => {
  const out: LoginEvents<Person> = {
    accessed: (visit) => visit.logOut(),
    restored: (_user, visit) => visit.logOut(),
    protected: (visit) => visit.logOut(),
  };
  const cases: [event: keyof typeof out, act: (browser: Browser) => Promise<string>][] = [
    ['accessed', (browser) => whoami(browser)],
    ['protected', (browser) => whoami(browser, { 'user-agent': 'different' })],
    [
      'restored',
      (browser) => {
        browser.restart();
        return whoami(browser);
      },
    ],
  ];
  for (const [event, act] of cases) {
    it(`of ${event} may log the visitor out, and the page sees it`, async () => {
      const browser = testApp({ events: { [event]: out[event] } }).browser();
      await browser.post('/login?remember', {}, { 'user-agent': 'Firefox' });
      assert.equal(await act(browser), 'anonymous');
      assert.equal(browser.cookies.size, 0);
    });
  }

  it('of loggedOut no longer finds anybody', async () => {
    const states: string[] = [];
    const app = testApp({
      events: { loggedOut: async (_user, visit) => void states.push((await visit.visitor()).state) },
    });
    const browser = app.browser();
    await browser.post('/login');
    await browser.post('/logout');
    assert.deepEqual(states, ['anonymous']);
  });

  it('of unauthorized may leave a message of its own', async () => {
    const app = testApp({
      loginMessage: '',
      events: { unauthorized: (visit) => visit.flash('Members only', 'danger') },
    });
    const browser = app.browser();
    await browser.get('/dashboard');
    assert.deepEqual(await (await browser.get('/flashes')).json(), [
      { message: 'Members only', category: 'danger' },
    ]);
  });

  it('that throws fails the request, and is not taken for a store that is down', async () => {
    const app = testApp({ events: { unauthorized: () => Promise.reject(down) } });
    await assert.rejects(app.browser().get('/dashboard'), down);
  });
});

interface App {
  readonly heard: Heard[];
  browser(): Browser;
  later(ms: number): void;
  /** From now on no user can be loaded. */
  break(): void;
}

/** Hears every event, and whether its last argument is a visit of this login. */
function telling(): App {
  const heard: Heard[] = [];
  let broken = false;
  const people = new Map(['ada', 'grace'].map((id) => [id, { id, active: true }]));
  people.set('creeper', { id: 'creeper', active: false });
  const logIn: Page = async (visit) => {
    const person = people.get(new URL(visit.request.url).searchParams.get('user') ?? 'ada');
    assert.ok(person);
    const remember = visit.request.url.includes('remember');
    await visit.logIn(person, { remember });
    return new Response();
  };
  const app = testApp({
    loadUser: (id) => (broken ? Promise.reject(down) : people.get(id)),
    loadUserFromRequest: (request: VisitRequest) => people.get(request.headers.get('x-user') ?? ''),
    pages: { '/login': logIn },
    events: Object.fromEntries(names.map((name) => [name, (...given: unknown[]) => hear(name, given)])),
  });

  function hear(name: EventName, given: unknown[]): void {
    assert.ok(app.login.owns(given.at(-1)));
    heard.push([name, ...given.slice(0, -1).filter((one) => !(one instanceof Error))]);
  }

  return {
    heard,
    browser: app.browser,
    later: (ms) => app.later(ms + minuteMs),
    break() {
      broken = true;
    },
  };
}
