import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createMemoryStore } from './memory-store.ts';
import type { Protection } from './protection.ts';
import type { SessionStore } from './store.ts';
import {
  dayMs,
  hourMs,
  minuteMs,
  type Page,
  type Person,
  type TestApp,
  type TestSettings,
  testApp,
  whoami,
} from './test-app.ts';
import type { Browser } from './testing.ts';

/** Two things a browser is told by; in these tests the address is a header. */
const home = { 'user-agent': 'Firefox', 'x-address': '192.0.2.1' };
const changes = [
  ['User-Agent', { ...home, 'user-agent': 'different' }],
  ['address', { ...home, 'x-address': '198.51.100.7' }],
] as const;
const away = changes[0][1];

const modes: readonly Protection[] = ['basic', 'strong', 'off'];

describe('session protection', () => {
  for (const protection of modes) {
    for (const page of ['/login', '/login?remember']) {
      it(`${protection}, after ${page}: lets the same browser pass, request after request`, async () => {
        const { app, browser } = await atHome({ protection, page });
        for (let requests = 0; requests < 3; requests++) {
          assert.equal(await whoami(browser, home), 'fresh ada via login');
          assert.equal((await browser.get('/account', home)).status, 200);
        }
        assert.deepEqual(app.happened, ['loggedIn']);
      });

      it(`${protection}, after ${page}: skips a session that begins, by log-in or by remember token`, async () => {
        const { app, browser } = await atHome({ protection, page });
        browser.restart();
        const [who, happened] =
          page === '/login'
            ? ['anonymous', ['loggedIn']]
            : ['known ada via remember', ['loggedIn', 'restored']];
        for (let requests = 0; requests < 3; requests++) assert.equal(await whoami(browser, away), who);
        assert.deepEqual(app.happened, happened);
      });
    }

    it(`${protection}: does not touch who is anonymous`, async () => {
      const app = protectedApp({ protection });
      const browser = app.browser();
      for (const headers of [{}, home, away]) {
        const answer = await browser.get('/whoami', headers);
        assert.equal(await answer.text(), 'anonymous');
        assert.deepEqual(answer.headers.getSetCookie(), []);
      }
      assert.deepEqual(app.happened, []);
    });
  }

  it('is basic where the settings do not say', async () => {
    const { browser } = await atHome({});
    assert.equal(await whoami(browser, away), 'known ada via login');
  });

  it('strong without a way to know addresses is refused when the login is built', () => {
    assert.throws(() => testApp({ protection: 'strong' }), { code: 'client-address-missing' });
  });

  it('of a kind there is not is refused when the login is built', () => {
    for (const protection of ['none', null, true]) {
      // @ts-expect-error: there is no such protection
      assert.throws(() => testApp({ protection }), { code: 'setting-invalid' });
    }
  });
});

for (const [what, elsewhere] of changes) {
  describe(`a session whose browser comes with another ${what}`, () => {
    it('basic: is known, not fresh, and that is told at each request', async () => {
      for (const page of ['/login', '/login?remember']) {
        const { app, browser } = await atHome({ protection: 'basic', page });
        assert.equal(await whoami(browser, elsewhere), 'known ada via login');
        const refused = await browser.get('/account', elsewhere);
        assert.equal(refused.headers.get('location'), '/confirm?next=%2Faccount');
        assert.deepEqual(app.happened, ['loggedIn', 'protected', 'protected', 'needsConfirm']);
      }
    });

    it('basic: is not fresh either where nobody listens', async () => {
      const { browser } = await atHome({ protection: 'basic', events: {} });
      assert.equal(await whoami(browser, elsewhere), 'known ada via login');
      assert.equal((await browser.get('/account', elsewhere)).status, 303);
      assert.equal((await browser.get('/account', home)).status, 200);
    });

    it('basic: is fresh again after a confirmation, there and no longer here', async () => {
      const { browser } = await atHome({ protection: 'basic' });
      await browser.post('/confirm', {}, elsewhere);
      assert.equal(await whoami(browser, elsewhere), 'fresh ada via login');
      assert.equal(await whoami(browser, home), 'known ada via login');
    });

    it('strong: ends, for the copy and for where it was copied from, and that is told', async () => {
      const { app, browser } = await atHome({ protection: 'strong' });
      const thief = browser.copy();
      const answer = await thief.get('/whoami', elsewhere);
      assert.equal(await answer.text(), 'anonymous');
      assert.match(answer.headers.getSetCookie().join(), /^latchkey_session=;.*; Max-Age=0$/);
      assert.deepEqual(app.happened, ['loggedIn', 'protected']);
      assert.equal(await whoami(browser, home), 'anonymous');
      assert.deepEqual(app.happened, ['loggedIn', 'protected']);
    });

    it('strong: ends also where nobody listens', async () => {
      const { browser } = await atHome({ protection: 'strong', events: {} });
      assert.equal(await whoami(browser, elsewhere), 'anonymous');
      assert.equal(await whoami(browser, home), 'anonymous');
    });

    it('strong, and remembered: is only not fresh, as in basic, and that is told', async () => {
      const { app, browser } = await atHome({ protection: 'strong', page: '/login?remember' });
      assert.equal(await whoami(browser, elsewhere), 'known ada via login');
      assert.equal((await browser.get('/account', elsewhere)).status, 303);
      assert.deepEqual(app.happened, ['loggedIn', 'protected', 'protected', 'needsConfirm']);
    });

    it('off: is as fresh as it was, and nothing is told', async () => {
      const { app, browser } = await atHome({ protection: 'off' });
      assert.equal(await whoami(browser, elsewhere), 'fresh ada via login');
      assert.deepEqual(app.happened, ['loggedIn']);
    });
  });
}

describe('strong protection', () => {
  it('ends the session alone: what else the browser keeps is left', async () => {
    const { browser } = await atHome({ protection: 'strong' });
    await browser.get('/public');
    browser.cookies.set('theirs', 'kept');
    await browser.get('/dashboard', away);
    assert.deepEqual([...browser.cookies.keys()].sort(), ['latchkey_flash', 'theirs']);
  });

  it('and a remember token: restores the log-in, then holds it', async () => {
    const { app, browser } = await atHome({ protection: 'strong', page: '/login?remember' });
    browser.restart();
    for (let requests = 0; requests < 3; requests++) {
      assert.equal(await whoami(browser, home), 'known ada via remember');
    }
    assert.deepEqual(app.happened, ['loggedIn', 'restored']);
    assert.equal(await whoami(browser, away), 'known ada via remember');
    await browser.post('/confirm', {}, home);
    assert.equal(await whoami(browser, home), 'fresh ada via remember');
    assert.equal(await whoami(browser, away), 'known ada via remember');
  });

  it('lets in who the request itself names, where the session has ended', async () => {
    const ada: Person = { id: 'ada', active: true };
    const { app, browser } = await atHome({ protection: 'strong', loadUserFromRequest: () => ada });
    assert.equal(await whoami(browser, away), 'known ada via request');
    assert.deepEqual(app.happened, ['loggedIn', 'protected', 'loadedFromRequest']);
  });

  it('that ends a session finds the same visitor, however often a page asks', async () => {
    const states: string[] = [];
    const asking: Page = async (visit) => {
      for (let times = 0; times < 3; times++) states.push((await visit.visitor()).state);
      return new Response();
    };
    const pages = { '/thrice': asking };
    const { app, browser } = await atHome({ protection: 'strong', events: {}, pages });
    const remembered = app.browser();
    await remembered.post('/login?remember', {}, away);
    remembered.restart();
    browser.cookies.set('latchkey_remember', remembered.cookies.get('latchkey_remember') ?? '');
    await whoami(remembered, away); // its token answers one minute more, and then with no session
    await browser.get('/thrice', away);
    assert.deepEqual(states, ['known', 'known', 'known']);
  });

  it('does not put the session back in the minute that somebody else saw it', async () => {
    const { app, browser } = await atHome({ protection: 'strong' });
    app.later(2 * minuteMs);
    await Promise.all([
      whoami(browser.copy(), away),
      whoami(browser.copy(), home),
      whoami(browser.copy(), away),
    ]);
    assert.equal(await whoami(browser, home), 'anonymous');
  });
});

describe('the rightful browser', () => {
  for (const protection of ['basic', 'strong'] as const) {
    it(`stays fresh in ${protection}, while a copy of its cookies elsewhere is not`, async () => {
      const page = protection === 'strong' ? '/login?remember' : '/login';
      const { browser } = await atHome({ protection, page });
      const thief = browser.copy();
      for (let requests = 0; requests < 3; requests++) {
        assert.equal(await whoami(thief, away), 'known ada via login');
        assert.equal((await thief.post('/account', {}, away)).status, 303);
        assert.equal(await whoami(browser, home), 'fresh ada via login');
        assert.equal((await browser.post('/account', {}, home)).status, 200);
      }
    });

    it(`that roams stays logged in while it is used, in ${protection}`, async () => {
      const { app, browser } = await atHome({ protection, page: '/login?remember' });
      const places = [away, changes[1][1], home];
      for (let hours = 20; hours < 700; hours += 20) {
        app.later(20 * hourMs);
        assert.equal(await whoami(browser, places[(hours / 20) % 3]), 'known ada via login');
      }
    });
  }

  it('that roams keeps its remember token alive, where that is refreshed', async () => {
    const settings = { protection: 'strong', page: '/login?remember', rememberRefresh: true } as const;
    const { app, browser } = await atHome({ ...settings, rememberDuration: { days: 2 } });
    for (let days = 0; days < 6; days++) {
      app.later(dayMs);
      assert.equal(await whoami(browser, away), 'known ada via login');
    }
    app.later(2 * dayMs);
    browser.restart();
    assert.equal(await whoami(browser, away), 'known ada via remember');
  });
});

describe('a session of which no looks are recorded', () => {
  for (const protection of modes) {
    it(`is left alone in every browser, in ${protection}`, async () => {
      const app = protectedApp({ protection });
      const browser = app.browser();
      await browser.post('/login');
      for (const headers of [{}, home, away]) {
        assert.equal(await whoami(browser, headers), 'fresh ada via login');
      }
      assert.deepEqual(app.happened, ['loggedIn']);
    });
  }

  it('is also one from a store that was written before they were', async () => {
    const store = forgettingLooks();
    const { browser } = await atHome({ protection: 'strong', store });
    assert.equal(await whoami(browser, away), 'fresh ada via login');
  });

  it('is not one of a browser that has become silent', async () => {
    const { browser } = await atHome({ protection: 'basic' });
    assert.equal(await whoami(browser), 'known ada via login');
  });
});

describe('an address', () => {
  const cases: [before: string, after: string, sameLooks: boolean][] = [
    ['192.0.2.1', '192.0.2.2', false],
    ['192.0.2.1', '2001:db8::1', false],
    ['2001:db8:1:2:aaaa::1', '2001:db8:1:2:bbbb:cccc:dddd:2', true],
    ['2001:db8:1:2::1', '2001:db8:1:3::1', false],
    ['2001:db8::1', '2001:db8:0:0:5::', true],
    ['2001:db8::1', '2001:db8:0:1::1', false],
    ['::ffff:192.0.2.1', '::ffff:192.0.2.1', true],
    ['::ffff:192.0.2.1', '::ffff:198.51.100.7', false],
  ];
  for (const [before, after, sameLooks] of cases) {
    it(`${after} is ${sameLooks ? 'no other' : 'another'} than ${before}`, async () => {
      const app = protectedApp({ protection: 'strong' });
      const browser = app.browser();
      await browser.post('/login', {}, { 'x-address': before });
      const who = sameLooks ? 'fresh ada via login' : 'anonymous';
      assert.equal(await whoami(browser, { 'x-address': after }), who);
    });
  }
});

describe('the looks in a record', () => {
  it('are 22 characters that say nothing of browser or address', async () => {
    const recorded: (string | undefined)[] = [];
    const memory = createMemoryStore<Person>();
    const store: SessionStore<Person> = {
      ...memory,
      start(session, options) {
        recorded.push(session.looks);
        return memory.start(session, options);
      },
    };
    const { browser } = await atHome({ store });
    await browser.post('/login', {}, home);
    await browser.post('/login', {}, away);
    await browser.post('/login');
    const [first, again, other, none] = recorded;
    assert.match(first ?? '', /^[\w-]{22}$/);
    assert.equal(again, first);
    assert.notEqual(other, first);
    assert.equal(none, undefined);
  });
});

function protectedApp(settings: TestSettings): TestApp {
  return testApp({ clientAddress: (request) => request.headers.get('x-address') ?? undefined, ...settings });
}

/** Ada, logged in with her browser at home. */
async function atHome({ page = '/login', ...settings }: TestSettings & { readonly page?: string }) {
  const app = protectedApp(settings);
  const browser: Browser = app.browser();
  await browser.post(page, {}, home);
  return { app, browser };
}

function forgettingLooks(): SessionStore<Person> {
  const memory = createMemoryStore<Person>();
  return {
    ...memory,
    start: (session, options) => memory.start({ ...session, looks: undefined }, options),
  };
}
