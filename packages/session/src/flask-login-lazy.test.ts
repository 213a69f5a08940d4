import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { createMemoryStore } from './memory-store.ts';
import type { LoginEvents } from './settings.ts';
import { distant, minuteMs, type Person, type TestApp, testApp, whoami } from './test-app.ts';
import type { Browser } from './testing.ts';
import type { Visit } from './visit.ts';
import type { VisitRequest } from './visit-request.ts';

describe('a page that does not ask who the visitor is', () => {
  it('loads nobody, and nobody is told that the visitor was accessed', async () => {
    const heard: string[] = [];
    const app = testApp({
      loadUser: () => assert.fail('a user was loaded'),
      loadUserFromRequest: () => assert.fail('the request was looked at'),
      anonymous: () => assert.fail('a guest was made'),
      events: { accessed: () => void heard.push('accessed'), protected: () => void heard.push('protected') },
    });
    const browser = app.browser();
    await browser.post('/login?remember');
    for (const agent of ['Firefox', 'another']) {
      const answer = await browser.get('/public', { 'user-agent': agent });
      assert.equal(await answer.text(), 'public');
      assert.deepEqual(answer.headers.getSetCookie(), []);
      assert.equal(answer.headers.has('cache-control'), false);
    }
    assert.deepEqual(heard, []);
  });
});

describe('a page that asks who the visitor is', () => {
  for (const [how, store] of stores()) {
    it(`is told of as accessed, with a store that answers ${how}`, async () => {
      const heard: string[] = [];
      const app = testApp({ store, events: { accessed: (visit) => void heard.push(visit.request.url) } });
      const browser = app.browser();
      await browser.post('/login');
      assert.deepEqual(heard, []);
      assert.equal(await whoami(browser), 'fresh ada via login');
      assert.deepEqual(heard, ['http://localhost/whoami']);
    });

    it(`is told of once, however often it asks at the same time, with a store that answers ${how}`, async () => {
      let [heard, loaded] = [0, 0];
      const app = testApp({
        store,
        loadUser: async () => ({ id: 'ada', active: loaded++ >= 0 }),
        events: { accessed: () => void heard++ },
        pages: {
          '/thrice': async (visit) => {
            const seen = await Promise.all([visit.visitor(), visit.visitor(), visit.requireLogin()]);
            assert.equal(new Set(seen).size, 1);
            assert.equal(await visit.visitor(), seen[0]);
            return new Response();
          },
        },
      });
      const browser = app.browser();
      await browser.post('/login');
      await browser.get('/thrice');
      assert.deepEqual([heard, loaded], [1, 1]);
    });
  }

  it('changes nothing for who is anonymous: no cookie, no session', async () => {
    const heard: string[] = [];
    for (const protection of ['off', 'basic'] as const) {
      const events = {
        accessed: () => void heard.push('accessed'),
        protected: () => void heard.push('protected'),
      };
      const browser = testApp({ protection, events }).browser();
      const answer = await browser.get('/whoami', { 'user-agent': 'Firefox' });
      assert.equal(await answer.text(), 'anonymous');
      assert.deepEqual(answer.headers.getSetCookie(), []);
    }
    assert.deepEqual(heard, ['accessed', 'accessed']);
  });
});

/** An event that fires while the visitor is found out, and the request that brings it about. */
interface Occasion {
  readonly event: 'accessed' | 'protected' | 'restored' | 'loadedFromRequest' | 'replayed';
  /** What `/whoami` says in the end. */
  readonly says: string;
  prepare(app: TestApp): Promise<Browser>;
  readonly headers?: Record<string, string>;
}

const occasions: readonly Occasion[] = [
  { event: 'accessed', says: 'anonymous', prepare: async (app) => app.browser() },
  { event: 'accessed', says: 'fresh ada via login', prepare: (app) => signedIn(app, '/login') },
  {
    event: 'protected',
    says: 'known ada via login',
    prepare: (app) => signedIn(app, '/login', { 'user-agent': 'another' }),
  },
  { event: 'restored', says: 'known ada via remember', prepare: restarted },
  {
    event: 'loadedFromRequest',
    says: 'known ada via request',
    prepare: async (app) => app.browser(),
    headers: { 'x-user': 'ada' },
  },
  { event: 'replayed', says: 'anonymous', prepare: replaying },
];

const handlers: readonly [what: string, handler: (visit: Visit<Person>) => void | Promise<void>][] = [
  ['that takes its time', () => setImmediate()],
  ['that asks without waiting', (visit) => void visit.visitor()],
  [
    'that asks and waits',
    async (visit) => {
      await visit.visitor();
    },
  ],
  [
    'that takes its time, then asks and waits',
    async (visit) => {
      await setImmediate();
      await visit.visitor();
    },
  ],
];

describe('a handler', () => {
  for (const { event, says, prepare, headers } of occasions) {
    for (const [what, handle] of handlers) {
      for (const [how, store] of stores()) {
        it(`of ${event} ${what} holds nobody up who is "${says}", with a store that answers ${how}`, async () => {
          let heard = 0;
          const handler = (visit: Visit<Person>) => {
            heard++;
            return handle(visit);
          };
          const app = testApp({ store, loadUserFromRequest: byHeader, events: eventOf(event, handler) });
          const browser = await prepare(app);
          heard = 0;
          assert.equal(await inTime(whoami(browser, headers)), says);
          assert.equal(heard, 1);
        });
      }
    }
  }
});

function stores() {
  return [
    ['at once', createMemoryStore<Person>()],
    ['with promises', distant(createMemoryStore<Person>())],
  ] as const;
}

function byHeader(request: VisitRequest): Person | undefined {
  const id = request.headers.get('x-user');
  return id === null ? undefined : { id, active: true };
}

function eventOf(
  event: Occasion['event'],
  handler: (visit: Visit<Person>) => void | Promise<void>,
): LoginEvents<Person> {
  if (event === 'accessed' || event === 'protected') return { [event]: handler };
  return { [event]: (_whose: unknown, visit: Visit<Person>) => handler(visit) };
}

async function signedIn(app: TestApp, page: string, headers = {}): Promise<Browser> {
  const browser = app.browser();
  await browser.post(page, {}, headers);
  return browser;
}

async function restarted(app: TestApp): Promise<Browser> {
  const browser = await signedIn(app, '/login?remember');
  browser.restart();
  return browser;
}

async function replaying(app: TestApp): Promise<Browser> {
  const browser = await restarted(app);
  const copy = browser.copy();
  for (let uses = 0; uses < 2; uses++) {
    await whoami(browser);
    browser.restart();
  }
  app.later(2 * minuteMs);
  return copy;
}

/** What hangs would keep the tests waiting for ever. */
async function inTime<Value>(promise: Promise<Value>): Promise<Value> {
  const stop = new AbortController();
  const late = sleep(1000, undefined, { signal: stop.signal }).then(() => assert.fail('it hangs'));
  try {
    return await Promise.race([promise, late]);
  } finally {
    stop.abort();
    await late.catch(() => undefined);
  }
}
