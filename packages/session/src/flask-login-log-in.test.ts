import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createLogin } from './login.ts';
import { createMemoryStore } from './memory-store.ts';
import type { SessionStore } from './store.ts';
import { hourMs, minuteMs, type Page, type Person, secret, testApp, whoami } from './test-app.ts';
import type { LogInOptions } from './visit.ts';

const text = async (answer: Response | Promise<Response>) => (await answer).text();
const ada: Person = { id: 'ada', active: true };
const creeper: Person = { id: 'creeper', active: false };

/** Logs in, and says how it went and who the visitor is in this same request. */
function logsIn(person: Person, options: LogInOptions = {}): Page {
  return async (visit) => {
    const outcome = await visit.logIn(person, options);
    const { state } = await visit.visitor();
    return new Response(`${outcome.ok ? 'in' : outcome.reason}, ${state}`);
  };
}

describe('logging a user in', () => {
  it('counts at once, in the request that does it, and is fresh', async () => {
    const browser = testApp({ pages: { '/in': logsIn(ada) } }).browser();
    assert.equal(await text(browser.post('/in')), 'in, fresh');
  });

  it('persists: the next request is from the same user, fresh and not remembered', async () => {
    const browser = testApp().browser();
    await browser.post('/login');
    assert.equal(await whoami(browser), 'fresh ada via login');
    assert.equal((await browser.get('/account')).status, 200);
    assert.deepEqual([...browser.cookies.keys()], ['latchkey_session']);
  });

  it('ends with the browser, unless it is to be remembered', async () => {
    const browser = testApp().browser();
    const answer = await browser.post('/login');
    assert.doesNotMatch(answer.headers.getSetCookie().join(), /Max-Age|Expires/);
    browser.restart();
    assert.equal(await whoami(browser), 'anonymous');
  });

  it('may be not fresh: known in this request and after it, and asked for a confirmation', async () => {
    const browser = testApp({ pages: { '/in': logsIn(ada, { fresh: false }) } }).browser();
    assert.equal(await text(browser.post('/in')), 'in, known');
    assert.equal(await whoami(browser), 'known ada via login');
    assert.equal((await browser.get('/account')).headers.get('location'), '/confirm?next=%2Faccount');
    assert.equal(await text(browser.post('/confirm')), 'confirmed');
    assert.equal(await whoami(browser), 'fresh ada via login');
  });

  it('may be not fresh, whatever was proven', async () => {
    const proofs = [{ factor: 'password', atMs: Date.UTC(2026, 0, 1) }];
    const app = testApp({
      pages: { '/in': logsIn(ada, { proofs }), '/stale': logsIn(ada, { proofs, fresh: false }) },
    });
    assert.equal(await text(app.browser().post('/in')), 'in, fresh');
    assert.equal(await text(app.browser().post('/stale')), 'in, known');
  });

  it('tells of it, with the user', async () => {
    const heard: unknown[] = [];
    const app = testApp({
      events: { loggedIn: (...given) => void heard.push(given) },
      pages: {
        '/in': async (visit) => {
          await visit.logIn(ada);
          assert.deepEqual(heard, [[ada, visit]]);
          return new Response();
        },
      },
    });
    await app.browser().post('/in');
    assert.equal(heard.length, 1);
  });

  it('lets a handler wait for what it needs before the page goes on', async () => {
    const page: Page = async (visit) => {
      const visitor = await visit.requireLogin();
      await new Promise((done) => setImmediate(done));
      return visitor instanceof Response ? visitor : new Response('access granted');
    };
    const app = testApp({ pages: { '/protected': page } });
    const browser = app.browser();
    assert.equal((await browser.get('/protected')).status, 303);
    await browser.post('/login');
    assert.equal(await text(browser.get('/protected')), 'access granted');
  });
});

describe('an inactive user', () => {
  it('is refused: nobody is logged in, no cookie is set, and nobody is told', async () => {
    const app = testApp({ pages: { '/in': logsIn(creeper) } });
    const browser = app.browser();
    const answer = await browser.post('/in');
    assert.equal(await text(answer), 'inactive, anonymous');
    assert.deepEqual(answer.headers.getSetCookie(), []);
    assert.deepEqual(app.happened, []);
  });

  it('who is refused leaves whoever was logged in before as they were', async () => {
    const browser = testApp({ pages: { '/in': logsIn(creeper) } }).browser();
    await browser.post('/login');
    assert.equal(await text(browser.post('/in')), 'inactive, fresh');
    assert.equal(await whoami(browser), 'fresh ada via login');
  });

  it('is let in when forced, and the session holds on the requests after', async () => {
    const { browser, app } = await forced();
    for (let requests = 0; requests < 3; requests++) {
      assert.equal(await whoami(browser), 'fresh creeper via login');
      app.later(4 * minuteMs);
    }
    app.later(hourMs);
    assert.equal(await text(browser.post('/confirm')), 'confirmed');
    assert.equal(await whoami(browser), 'fresh creeper via login');
  });

  it('who was forced is not restored by a remember token once the session is over', async () => {
    const { browser } = await forced({ remember: true });
    assert.equal(await whoami(browser), 'fresh creeper via login');
    browser.restart();
    assert.equal(browser.cookies.has('latchkey_remember'), true);
    assert.equal(await whoami(browser), 'anonymous');
    assert.equal(browser.cookies.has('latchkey_remember'), false);
  });

  it('is refused again at a log-in that does not force', async () => {
    const { browser } = await forced();
    await browser.post('/logout');
    assert.equal(await text(browser.post('/login?user=creeper')), 'inactive');
  });

  it('who was active at the log-in has no use of having been forced', async () => {
    const app = testApp({ pages: { '/in': logsIn(ada, { force: true }) } });
    const browser = app.browser();
    assert.equal(await text(browser.post('/in')), 'in, fresh');
    app.people.set('ada', { id: 'ada', active: false });
    assert.equal(await whoami(browser), 'anonymous');
  });

  /** Creeper, inactive, logged in all the same. */
  async function forced(options: LogInOptions = {}) {
    const app = testApp({ pages: { '/in': logsIn(creeper, { ...options, force: true }) } });
    app.people.set('creeper', creeper);
    const browser = app.browser();
    assert.equal(await text(browser.post('/in')), 'in, fresh');
    return { app, browser };
  }
});

describe('a user', () => {
  const common = { secrets: [secret], loadUser: () => undefined };
  const visit = (userId: (person: Person) => string, store: SessionStore<Person> = createMemoryStore()) =>
    createLogin<Person>({ ...common, store, userId }).open(new Request('http://localhost/'));

  it('is active where the settings do not say', async () => {
    const outcome = await visit((person) => person.id).logIn(creeper);
    assert.equal(outcome.ok, true);
  });

  it('is not active because `isActive` answers with a promise, which is something: that is refused', async () => {
    // @ts-expect-error: an answer is needed at once
    const app = testApp({ isActive: async () => true });
    await assert.rejects(app.browser().post('/login'), { code: 'is-active-invalid' });
  });

  it('without a text for an id is not logged in', async () => {
    for (const id of [undefined, null, '', 7]) {
      // @ts-expect-error: an id is a text
      const outcome = visit(() => id).logIn(ada);
      await assert.rejects(outcome, { code: 'user-id-invalid' });
    }
  });

  for (const id of ['佐藤', 'Müller', 'пользователь', '🔑', '1|2;3,4 "5"', '7']) {
    it(`may have the id ${id}: in the session, by remember token and in the store`, async () => {
      const stored: string[] = [];
      const memory = createMemoryStore<Person>();
      const store: SessionStore<Person> = {
        ...memory,
        start(session, options) {
          stored.push(session.userId);
          return memory.start(session, options);
        },
      };
      const app = testApp({ store });
      app.people.set(id, { id, active: true });
      const browser = app.browser();
      await browser.post(`/login?user=${encodeURIComponent(id)}&remember`);
      assert.equal(await whoami(browser), `fresh ${id} via login`);
      browser.restart();
      assert.equal(await whoami(browser), `known ${id} via remember`);
      assert.deepEqual(stored, [id, id]);
    });
  }
});

describe('logging out', () => {
  it('counts at once, in the request that does it', async () => {
    const page: Page = async (visit) => {
      await visit.logIn(ada);
      await visit.logOut();
      return new Response((await visit.visitor()).state);
    };
    const browser = testApp({ pages: { '/in-and-out': page } }).browser();
    assert.equal(await text(browser.post('/in-and-out')), 'anonymous');
    assert.equal(await whoami(browser), 'anonymous');
  });

  it('persists', async () => {
    const browser = testApp().browser();
    await browser.post('/login');
    await browser.post('/logout');
    assert.equal(await whoami(browser), 'anonymous');
  });

  it('stays logged out where the log-in was remembered, for whatever duration', async () => {
    for (const options of [{ remember: true }, { remember: true, duration: { hours: 7 } }]) {
      const browser = testApp({ pages: { '/in': logsIn(ada, options) } }).browser();
      await browser.post('/in');
      await browser.post('/logout');
      assert.equal(browser.cookies.size, 0);
      assert.equal(await whoami(browser), 'anonymous');
    }
  });

  it('tells of it, with the user who is gone', async () => {
    const heard: unknown[] = [];
    const app = testApp({ events: { loggedOut: (user) => void heard.push(user) } });
    const browser = app.browser();
    await browser.post('/login');
    await browser.post('/logout');
    assert.deepEqual(heard, [ada]);
  });

  it('tells of it, with the user, where the session ended meanwhile; with nobody, where nobody was logged in', async () => {
    const heard: unknown[] = [];
    const app = testApp({
      events: { loggedOut: (user) => void heard.push(user) },
      pages: {
        '/late': async (visit) => {
          const visitor = await visit.visitor();
          assert.ok(visitor.state === 'fresh');
          await app.store.end({ idHash: visitor.session.idHash });
          await visit.logOut();
          return new Response();
        },
      },
    });
    const browser = app.browser();
    await browser.post('/login');
    await browser.post('/late');
    await browser.post('/logout');
    assert.deepEqual(heard, [ada, undefined]);
  });
});

describe('confirming a log-in', () => {
  it('makes a restored one fresh, and it stays remembered', async () => {
    const app = testApp();
    const browser = app.browser();
    await browser.post('/login?remember');
    browser.restart();
    assert.equal(await whoami(browser), 'known ada via remember');
    assert.equal(await text(browser.post('/confirm')), 'confirmed');
    assert.equal(await whoami(browser), 'fresh ada via remember');
    browser.restart();
    assert.equal(await whoami(browser), 'known ada via remember');
  });

  it('tells of it, with the user; and of nothing where nobody is logged in', async () => {
    const heard: unknown[] = [];
    const browser = testApp({ events: { confirmed: (user) => void heard.push(user) } }).browser();
    assert.equal(await text(browser.post('/confirm')), 'ended');
    assert.deepEqual(heard, []);
    await browser.post('/login');
    await browser.post('/confirm');
    assert.deepEqual(heard, [ada]);
  });
});
