import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as tick } from 'node:timers/promises';
import { inspect } from 'node:util';
import { isUnavailable } from './errors.ts';
import { createLogin } from './login.ts';
import { createMemoryStore } from './memory-store.ts';
import type { CommonSettings, LoginEvents } from './settings.ts';
import type { SessionStore } from './store.ts';
import { minuteMs, type Person, secret, type TestSettings, testApp } from './test-app.ts';
import type { Browser } from './testing.ts';
import type { Visit } from './visit.ts';

type Method = 'find' | 'findSeries' | 'start' | 'touch' | 'end';
type Loader = NonNullable<CommonSettings<Person>['loadUserFromRequest']>;

const down = new Error('connect ECONNREFUSED');
const ada: Person = { id: 'ada', active: true };
const session = 'latchkey_session';

/** How those fail whom we ask. */
const failures: Record<string, () => never> = {
  'throws at once': () => {
    throw down;
  },
  rejects: () => whatever(Promise.reject(down)),
  'rejects later': () => whatever(tick().then(() => Promise.reject(down))),
  'answers with something like a promise, which rejects': () =>
    whatever(thenable((_, reject) => reject(down))),
};

// Proof: none; what plain JavaScript would hand over.
const whatever = (value: unknown) => value as never;

type Settle = (value: unknown) => void;
const thenable = (then: (resolve: Settle, reject: Settle) => void) => Object.fromEntries([['then', then]]);

const whoami = async (browser: Browser) => (await browser.get('/whoami')).text();
const setCookies = (answer: Response) => answer.headers.getSetCookie();

/** An application whose store fails in one method, until it is back. */
function shakyApp({ store: kept = createMemoryStore<Person>(), ...settings }: TestSettings = {}) {
  const told: Error[] = [];
  let fault: { method: Method; fail: (...args: readonly unknown[]) => never } | undefined;
  const shaky =
    <Args extends readonly unknown[], Value>(method: Method, ask: (...args: Args) => Value) =>
    (...args: Args): Value =>
      fault?.method === method ? fault.fail(...args) : ask(...args);
  const store: SessionStore<Person> = {
    find: shaky('find', kept.find),
    findSeries: shaky('findSeries', kept.findSeries),
    start: shaky('start', kept.start),
    touch: shaky('touch', kept.touch),
    end: shaky('end', kept.end),
  };
  const happened: string[] = [];
  const note = (name: string) => () => void happened.push(name);
  const events: LoginEvents<Person> = {
    failed: (error) => void told.push(error),
    loggedIn: note('loggedIn'),
    confirmed: note('confirmed'),
    loggedOut: note('loggedOut'),
    replayed: note('replayed'),
    ...settings.events,
  };
  return {
    ...testApp({ store, ...settings, events }),
    kept,
    told,
    happened,
    breakDown(method: Method, fail: (...args: readonly unknown[]) => never) {
      fault = { method, fail };
    },
    bringBack() {
      fault = undefined;
    },
  };
}

type ShakyApp = ReturnType<typeof shakyApp>;

function assertUnavailable(answer: Response): void {
  assert.equal(answer.status, 503);
  assert.equal(answer.headers.get('retry-after'), '5');
  assert.equal(answer.headers.get('cache-control'), 'no-store');
  assert.deepEqual(setCookies(answer), []);
}

function assertTold(told: readonly Error[], code: string): void {
  assert.equal(told.length, 1);
  const [error] = told;
  assert.ok(isUnavailable(error));
  assert.deepEqual([error.code, error.status, error.statusCode, error.cause], [code, 503, 503, down]);
}

interface Step {
  readonly what: string;
  /** How the browser gets where it stands. */
  readonly before: (app: ShakyApp) => Promise<Browser>;
  readonly request: (browser: Browser) => Promise<Response>;
  readonly broken: readonly Method[];
  /** What it sees with the same cookies when the store is back. */
  readonly after: string;
}

const stranger = async (app: ShakyApp) => app.browser();
const known = (query = '', headers: Record<string, string> = {}) => {
  return async (app: ShakyApp) => {
    const browser = app.browser();
    await browser.post(`/login${query}`, {}, headers);
    app.later(minuteMs);
    return browser;
  };
};
const closed = async (app: ShakyApp) => {
  const browser = await known('?remember')(app);
  browser.restart();
  return browser;
};
const stolen = async (app: ShakyApp) => {
  const browser = await closed(app);
  const thief = browser.copy();
  for (let times = 0; times < 2; times++) {
    await whoami(browser);
    browser.restart();
  }
  return thief;
};
const [fresh, restored] = ['fresh ada via login', 'known ada via remember'];
const get = (path: string) => (browser: Browser) => browser.get(path);
const post = (path: string) => (browser: Browser) => browser.post(path);

const steps: readonly Step[] = [
  { what: 'asks', before: known(), request: get('/whoami'), broken: ['find', 'touch'], after: fresh },
  {
    what: 'opens a guarded page',
    before: known(),
    request: get('/x'),
    broken: ['find', 'touch'],
    after: fresh,
  },
  {
    what: 'needs to be fresh',
    before: known(),
    request: get('/account'),
    broken: ['find', 'touch'],
    after: fresh,
  },
  { what: 'logs in', before: stranger, request: post('/login'), broken: ['start'], after: 'anonymous' },
  {
    what: 'logs in, remembered',
    before: stranger,
    request: post('/login?remember'),
    broken: ['start'],
    after: 'anonymous',
  },
  {
    what: 'is remembered and logs in again',
    before: known('?remember'),
    request: post('/login'),
    broken: ['start', 'findSeries'],
    after: fresh,
  },
  {
    what: 'is remembered and logs in again with a browser just opened',
    before: closed,
    request: post('/login'),
    broken: ['start', 'findSeries', 'end'],
    after: restored,
  },
  {
    what: 'confirms',
    before: known(),
    request: post('/confirm'),
    broken: ['find', 'start', 'touch'],
    after: fresh,
  },
  { what: 'logs out', before: known(), request: post('/logout'), broken: ['end'], after: fresh },
  {
    what: 'logs out and was remembered',
    before: known('?remember'),
    request: post('/logout'),
    broken: ['end'],
    after: fresh,
  },
  {
    what: 'is restored',
    before: closed,
    request: get('/whoami'),
    broken: ['findSeries', 'start'],
    after: restored,
  },
  {
    what: 'is restored by a guard',
    before: closed,
    request: get('/x'),
    broken: ['findSeries', 'start'],
    after: restored,
  },
  {
    what: 'is restored to confirm',
    before: closed,
    request: post('/confirm'),
    broken: ['findSeries', 'start'],
    after: restored,
  },
  {
    what: 'comes with a copied token',
    before: stolen,
    request: get('/whoami'),
    broken: ['findSeries', 'end'],
    after: 'anonymous',
  },
];

describe('a store that is down lets nobody in and logs nobody out', () => {
  for (const { what, before, request, broken, after } of steps) {
    for (const method of broken) {
      for (const [how, fail] of Object.entries(failures)) {
        it(`when somebody ${what} and \`${method}\` ${how}`, async () => {
          const app = shakyApp();
          const browser = await before(app);
          const cookies = [...browser.cookies];
          app.breakDown(method, fail);
          assertUnavailable(await request(browser));
          assertTold(app.told, 'store-unavailable');
          assert.deepEqual([...browser.cookies], cookies);
          app.bringBack();
          assert.equal(await whoami(browser), after);
        });
      }
    }
  }

  it('when it was never there: those who do not ask are served, all others wait', async () => {
    const app = shakyApp();
    const browser = app.browser();
    browser.cookies.set(session, 'A'.repeat(43));
    for (const method of ['find', 'findSeries', 'start', 'touch', 'end'] as const) {
      app.breakDown(method, () => {
        throw down;
      });
      assert.equal(await (await browser.get('/public')).text(), 'public');
    }
    app.breakDown('find', () => {
      throw down;
    });
    assertUnavailable(await browser.get('/whoami'));
    assert.equal(await whoami(app.browser()), 'anonymous'); // nobody to be asked about
  });

  it('when a log-out cannot be looked up: nothing has changed, and it can be repeated', async () => {
    const app = shakyApp();
    const browser = await known('?remember')(app);
    app.breakDown('findSeries', () => {
      throw down;
    });
    assertUnavailable(await browser.post('/logout'));
    app.bringBack();
    assert.equal(await whoami(browser.copy()), fresh);
    assert.equal(await (await browser.post('/logout')).text(), 'out');
    assert.equal(browser.cookies.size, 0);
  });

  it('when the answer gets lost on its way back: a remember token is not lost with it, and nobody is called a thief', async () => {
    for (const waitsMs of [0, minuteMs, minuteMs + 1]) {
      const app = shakyApp();
      const browser = await closed(app);
      app.breakDown('start', (...args) => {
        Reflect.apply(app.kept.start, app.kept, args);
        throw down;
      });
      assertUnavailable(await browser.get('/whoami'));
      app.bringBack();
      app.later(waitsMs);
      assert.equal(await whoami(browser), restored);
      app.later(minuteMs + 1);
      for (let visits = 0; visits < 3; visits++) {
        assert.equal(await whoami(browser), restored);
        browser.restart();
      }
      assert.equal(app.happened.includes('replayed'), false);
    }
  });

  it('when it fails after a remember token moved on in the same request: the token before it still counts', async () => {
    const app = shakyApp();
    const browser = await closed(app);
    let starts = 0;
    app.breakDown('start', (...args) => {
      starts++;
      if (starts > 1) throw down;
      return whatever(Reflect.apply(app.kept.start, app.kept, args));
    });
    const before = browser.copy();
    assert.equal((await browser.post('/confirm')).status, 503);
    browser.cookies.clear(); // as if the answer had got lost
    for (const [name, value] of before.cookies) browser.cookies.set(name, value);
    app.bringBack();
    for (let visits = 0; visits < 3; visits++) {
      assert.equal(await whoami(browser), restored);
      app.later(minuteMs + 1);
    }
  });

  it('and the error is printed where no event is listened to, and thrown where an adapter asks', async () => {
    const app = shakyApp();
    const browser = await known()(app);
    app.breakDown('find', () => {
      throw down;
    });
    const headers = { cookie: `${session}=${browser.cookies.get(session)}` };
    const visit = app.login.open(new Request('http://localhost/', { headers }));
    for (let times = 0; times < 2; times++) {
      await assert.rejects(async () => visit.visitor(), { code: 'store-unavailable', status: 503 });
    }
    await assert.rejects(async () => visit.requireLogin(), { code: 'store-unavailable' });
    assert.deepEqual(visit.close(new Response()).headers.getSetCookie(), []);
  });
});

describe('a store that says something else than it should lets nobody in:', () => {
  const answers: Record<string, (kept: SessionStore<Person>) => Partial<SessionStore<Person>>> = {
    'null, for a session that is not there': () => ({ find: () => whatever(null) }),
    'null, for a user who is gone': (kept) => ({
      find: (idHash) => whatever({ ...kept.find(idHash), user: null }),
    }),
    'another user than the session is of': (kept) => ({
      find: (idHash) => whatever({ ...kept.find(idHash), user: { id: 'grace', active: true } }),
    }),
    'no user, though it knows them all': () => ({}),
  };
  for (const [what, change] of Object.entries(answers)) {
    it(what, async () => {
      const store = createMemoryStore<Person>();
      const common = { secrets: [secret], userId: ({ id }: Person) => id };
      const logsIn = createLogin({ ...common, store, loadUser: () => ada }).open(
        new Request('http://localhost/'),
      );
      await logsIn.logIn(ada);
      const cookie = logsIn
        .headers()
        .setCookies.map((text) => text.split(';', 1))
        .join();
      const login = createLogin<Person>({
        ...common,
        store: { ...store, ...change(store), knowsUsers: true },
      });
      const visit = login.open(new Request('http://localhost/', { headers: { cookie } }));
      const asked = (async () => (await visit.visitor()).state)();
      if (what.startsWith('null')) assert.equal(await asked, 'anonymous');
      else await assert.rejects(asked, { code: /^(?:load-user-missing|loaded-user-invalid)$/ });
    });
  }
});

const wrongUsers: readonly unknown[] = ['ada', '', 5, 0, 5n, true, false, Symbol('ada'), () => ada];
const noUsers: readonly unknown[] = [
  [],
  [ada],
  {},
  { id: '' },
  { id: 5 },
  new Map([['id', 'ada']]),
  new Error('no'),
];
const refused = { code: /^(?:loaded-user|user-id)-invalid$/ };

describe('a loader', () => {
  for (const [how, fail] of Object.entries(failures)) {
    it(`by id that ${how} lets nobody in and logs nobody out`, async () => {
      for (const [before, after] of [
        [known(), fresh],
        [closed, restored],
      ] as const) {
        let isDown = false;
        const app = shakyApp();
        const loadUser = () => (isDown ? fail() : ada);
        const shaky = shakyApp({ ...{ loadUser }, store: app.kept });
        const browser = await before(shaky);
        const cookies = [...browser.cookies];
        isDown = true;
        assertUnavailable(await browser.get('/whoami'));
        assertTold(shaky.told, 'loader-failed');
        assert.deepEqual([...browser.cookies], cookies);
        isDown = false;
        assert.equal(await whoami(browser), after);
      }
    });

    it(`by request that ${how} lets nobody in`, async () => {
      const app = shakyApp({ loadUserFromRequest: fail });
      assertUnavailable(await app.browser().get('/whoami'));
      assertTold(app.told, 'loader-failed');
    });
  }

  const waits: Record<string, (value: unknown) => unknown> = {
    'at once': (value) => value,
    later: (value) => tick(value),
    'by something like a promise': (value) => thenable((resolve) => resolve(value)),
  };
  for (const [when, answer] of Object.entries(waits)) {
    it(`by id that answers ${when} is believed when it answers with the user it was asked for`, async () => {
      for (const before of [known(), closed]) {
        const app = shakyApp({ ...{ loadUser: () => whatever(answer({ ...ada })) } });
        assert.match(await whoami(await before(app)), / ada via /);
      }
    });

    it(`by id that answers ${when} with anything else lets nobody in and logs nobody out`, async () => {
      for (const wrong of [...wrongUsers, ...noUsers, { id: 'grace', active: true }]) {
        for (const before of [known(), closed]) {
          let user: unknown = ada;
          const app = shakyApp({ isActive: () => true, ...{ loadUser: () => whatever(answer(user)) } });
          const browser = await before(app);
          const cookies = [...browser.cookies];
          user = wrong;
          await assert.rejects(browser.get('/whoami'), refused, inspect(wrong));
          assert.deepEqual([...browser.cookies], cookies);
          user = ada;
          assert.match(await whoami(browser), / ada via /);
        }
      }
    });

    it(`by id that answers ${when} with null or undefined says that the user is gone`, async () => {
      for (const nobody of [null, undefined]) {
        for (const before of [known(), closed]) {
          let user: unknown = ada;
          const app = shakyApp({ ...{ loadUser: () => whatever(answer(user)) } });
          const browser = await before(app);
          user = nobody;
          assert.equal(await whoami(browser), 'anonymous');
        }
      }
    });

    // The attack: a query that found nobody answers with an empty list, and a list is an object.
    it(`by request that answers ${when} with something that is no user lets nobody in`, async () => {
      for (const wrong of [...wrongUsers, ...noUsers]) {
        const app = shakyApp({ isActive: () => true, loadUserFromRequest: () => whatever(answer(wrong)) });
        await assert.rejects(whoami(app.browser()), refused, inspect(wrong));
      }
      for (const nobody of [null, undefined]) {
        const app = shakyApp({ loadUserFromRequest: () => whatever(answer(nobody)) });
        assert.equal(await whoami(app.browser()), 'anonymous');
      }
      const app = shakyApp({ loadUserFromRequest: () => whatever(answer(ada)) });
      assert.equal(await whoami(app.browser()), 'known ada via request');
    });
  }
});

describe('`isActive`', () => {
  const answers: Record<string, () => unknown> = {
    'a promise of true': async () => true,
    'a promise that rejects': () => Promise.reject(down),
    'a text': () => 'yes',
    'a number': () => 1,
    nothing: () => undefined,
  };
  for (const [what, answer] of Object.entries(answers)) {
    it(`that answers with ${what} lets nobody in, and says so`, async () => {
      const store = createMemoryStore<Person>();
      const isActive: () => boolean = () => whatever(answer());
      const loadUserFromRequest: Loader = (request) =>
        request.headers.get('x-key') === null ? undefined : ada;
      const [before, app] = [shakyApp({ store }), shakyApp({ store, isActive, loadUserFromRequest })];
      const code = { code: 'is-active-invalid' };
      await assert.rejects(app.browser().post('/login'), code);
      await assert.rejects(app.browser().get('/whoami', { 'x-key': 'ada' }), code);
      for (const stands of [known(), closed]) {
        const browser = await stands(before);
        const other = app.browser();
        for (const [name, value] of browser.cookies) other.cookies.set(name, value);
        await assert.rejects(whoami(other), code);
      }
      await tick(); // a rejection that nobody looks at would end the process
    });
  }
});

interface Listening {
  readonly event: keyof LoginEvents<Person>;
  readonly settings?: TestSettings;
  readonly before?: (app: ShakyApp) => Promise<Browser>;
  readonly request: (browser: Browser) => Promise<Response>;
  /** What the browser sees afterwards, where the listener threw. */
  readonly after: string;
}

const agent = { 'user-agent': 'another' };
const byRequest = { loadUserFromRequest: () => ada };
const strong = { protection: 'strong', clientAddress: () => '192.0.2.1' } as const;

const listening: readonly Listening[] = [
  { event: 'accessed', request: get('/whoami'), after: 'anonymous' },
  { event: 'accessed', before: known(), request: get('/x'), after: fresh },
  { event: 'accessed', before: closed, request: get('/x'), after: restored },
  {
    event: 'loadedFromRequest',
    settings: byRequest,
    request: get('/whoami'),
    after: 'known ada via request',
  },
  { event: 'unauthorized', request: get('/x'), after: 'anonymous' },
  { event: 'needsConfirm', before: known('?stale'), request: get('/account'), after: 'known ada via login' },
  {
    event: 'protected',
    before: known('', { 'user-agent': 'one' }),
    request: (browser) => browser.get('/x', agent),
    after: 'known ada via login',
  },
  {
    event: 'protected',
    settings: strong,
    before: known(),
    request: (browser) => browser.get('/x', agent),
    after: 'anonymous',
  },
  { event: 'restored', before: closed, request: get('/whoami'), after: restored },
  { event: 'replayed', before: stolen, request: get('/whoami'), after: 'anonymous' },
  { event: 'loggedIn', request: post('/login'), after: 'anonymous' }, // the session has begun, and nobody holds its cookie
  { event: 'loggedIn', before: known(), request: post('/login'), after: 'anonymous' }, // and the one before has ended
  { event: 'confirmed', before: known(), request: post('/confirm'), after: 'anonymous' }, // the same
  { event: 'loggedOut', before: known('?remember'), request: post('/logout'), after: 'anonymous' },
];

/** The same store, answering later. */
function later(store: SessionStore<Person>): SessionStore<Person> {
  return {
    find: async (idHash) => store.find(idHash),
    findSeries: async (series) => store.findSeries(series),
    start: async (record, options) => store.start(record, options),
    touch: async (idHash, seenAtMs, series) => store.touch(idHash, seenAtMs, series),
    end: async (which) => store.end(which),
  };
}

const stores = {
  'that answers at once': () => createMemoryStore<Person>(),
  'that answers later': () => later(createMemoryStore<Person>()),
};

describe('who listens to an event', () => {
  for (const { event, settings = {}, before = stranger, request, after } of listening) {
    for (const [which, store] of Object.entries(stores)) {
      const where = `\`${event}\` (${after}, a store ${which})`;

      for (const [how, fail] of Object.entries(failures).slice(0, 3)) {
        it(`${where} and ${how} makes the request fail, and nobody is let in by it`, {
          timeout: 3000,
        }, async () => {
          let listens = false;
          const events = { [event]: () => (listens ? fail() : undefined) };
          const app = shakyApp({ ...settings, store: store(), events });
          const browser = await before(app);
          const cookies = [...browser.cookies];
          listens = true;
          await assert.rejects(async () => request(browser), down);
          assert.deepEqual([...browser.cookies], cookies);
          listens = false;
          assert.equal(await whoami(browser), after);
        });
      }

      for (const asks of [false, true]) {
        it(`${where} may take its time${asks ? ', and ask who it is' : ''}`, { timeout: 2000 }, async () => {
          const heard: unknown[] = [];
          const listener = async (...args: readonly unknown[]) => {
            await tick();
            // Proof: every event ends with the visit.
            heard.push(asks && (await (args.at(-1) as Visit<Person>).visitor()).state);
          };
          const app = shakyApp({ ...settings, store: store(), events: { [event]: listener } });
          const browser = await before(app);
          heard.length = 0;
          const answer = await request(browser);
          assert.ok(answer.status < 400);
          assert.equal(heard.length, 1);
        });
      }
    }
  }

  it('`failed` and throws makes the request fail with that', async () => {
    const broken = new Error('no log');
    const events = {
      failed() {
        throw broken;
      },
    };
    const app = shakyApp({ events });
    const browser = await known()(app);
    app.breakDown('find', () => {
      throw down;
    });
    await assert.rejects(browser.get('/whoami'), broken);
    app.bringBack();
    assert.equal(await whoami(browser), fresh);
  });

  it('and logs the visitor out has the last word', { timeout: 2000 }, async () => {
    for (const [before, event] of [
      [known(), 'accessed'],
      [closed, 'restored'],
    ] as const) {
      for (const store of Object.values(stores)) {
        let listens = false;
        const leave = async (...args: readonly unknown[]) => {
          // Proof: every event ends with the visit.
          if (listens) await (args.at(-1) as Visit<Person>).logOut();
        };
        const app = shakyApp({ store: store(), events: { [event]: leave } });
        const browser = await before(app);
        listens = true;
        assert.equal(await whoami(browser), 'anonymous');
        assert.equal(browser.cookies.size, 0);
      }
    }
  });
});

describe('once the headers of the answer are out', () => {
  const sent = { code: 'answer-sent' };
  const ways: Record<string, (visit: Visit<Person>) => void> = {
    'by close()': (visit) => void visit.close(new Response()),
    'by headers()': (visit) => void visit.headers(),
  };

  async function sentVisit(send: (visit: Visit<Person>) => void, asksFirst: boolean) {
    const app = shakyApp({ keepNext: 'cookie' });
    const browser = await known('?remember')(app);
    const headers = { cookie: [...browser.cookies].map((pair) => pair.join('=')).join('; ') };
    const visit = app.login.open(new Request('http://localhost/', { headers }));
    if (asksFirst) await visit.visitor();
    send(visit);
    for (const method of ['start', 'end', 'touch'] as const) {
      app.breakDown(method, () => assert.fail(`\`${method}\` was called`));
    }
    return { app, browser, visit };
  }

  for (const [how, send] of Object.entries(ways)) {
    it(`(${how}) a visitor who was known before can still be read, one who was not cannot`, async () => {
      const asked = await sentVisit(send, true);
      assert.equal((await asked.visit.visitor()).state, 'fresh');
      assert.equal(Reflect.get(await asked.visit.requireLogin(), 'state'), 'fresh');
      assert.equal(Reflect.get(await asked.visit.requireFreshLogin(), 'state'), 'fresh');
      const oneFactor = { factors: 1 };
      assert.equal(Reflect.get(await asked.visit.requireFactors(oneFactor), 'state'), 'fresh');
      const { visit } = await sentVisit(send, false);
      for (let times = 0; times < 2; times++) await assert.rejects(async () => visit.visitor(), sent);
      await assert.rejects(async () => visit.requireLogin(), sent);
      await assert.rejects(async () => visit.requireFreshLogin(), sent);
      await assert.rejects(async () => visit.requireFactors(oneFactor), sent);
    });

    for (const asksFirst of [true, false]) {
      it(`(${how}, ${asksFirst ? 'asked' : 'not asked'} before) whatever needs a cookie says so, and nothing was begun or ended`, async () => {
        const { app, browser, visit } = await sentVisit(send, asksFirst);
        const calls: Record<string, () => unknown> = {
          logIn: () => visit.logIn(ada),
          'logIn, remembered': () => visit.logIn(ada, { remember: true }),
          confirm: () => visit.confirm({ factor: 'password', atMs: 0 }),
          'confirm, without a proof': () => visit.confirm(undefined),
          logOut: () => visit.logOut(),
          flash: () => visit.flash('hello'),
          flashes: () => visit.flashes(),
          setCookie: () => visit.setCookie('a=1'),
          readCookie: () => visit.readCookie('flash', String),
          keepNext: () => visit.keepNext('/x'),
          takeNext: () => visit.takeNext(),
          refuse: () => visit.refuse('login'),
          'refuse, for a factor': () => visit.refuse('factor'),
        };
        for (const [what, call] of Object.entries(calls))
          await assert.rejects(async () => call(), sent, what);
        assert.deepEqual(visit.headers().setCookies, []);
        app.bringBack();
        assert.equal(await whoami(browser), fresh);
        assert.deepEqual(app.happened, ['loggedIn']);
      });
    }
  }

  it('a remember token that was being looked up does not move on: nobody could be told of the next one', async () => {
    let answer: (() => void) | undefined;
    const kept = createMemoryStore<Person>();
    let isSlow = false;
    const findSeries: SessionStore<Person>['findSeries'] = (series) =>
      isSlow
        ? new Promise((resolve) => (answer = () => resolve(kept.findSeries(series))))
        : kept.findSeries(series);
    const app = shakyApp({ store: { ...kept, findSeries } });
    const browser = await closed(app);
    const headers = { cookie: [...browser.cookies].map((pair) => pair.join('=')).join('; ') };
    const visit = app.login.open(new Request('http://localhost/', { headers }));
    isSlow = true;
    const asked = Promise.resolve(visit.visitor());
    visit.close(new Response());
    answer?.();
    await assert.rejects(asked, sent);
    isSlow = false;
    assert.equal(await whoami(browser), restored);
    assert.equal(browser.cookies.has(session), true);
  });
});
