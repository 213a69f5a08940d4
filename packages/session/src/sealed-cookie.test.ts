import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createLogin } from './login.ts';
import { createMemoryStore } from './memory-store.ts';
import type { CommonSettings } from './settings.ts';
import { dayMs, hourMs, minuteMs, secret } from './test-app.ts';
import { type Browser, createBrowser } from './testing.ts';
import { hashToken } from './tokens.ts';

interface Person {
  readonly id: string;
  readonly active: boolean;
  /** What `sessionStamp` answers with; plain JavaScript may make anything of it. */
  readonly stamp: unknown;
}

const session = 'latchkey_session';
const newer = Buffer.alloc(32, 7).toString('base64url');
const cleared = /^latchkey_session=; Path=\/; HttpOnly; SameSite=Lax; Max-Age=0$/;
const byKey = (request: { headers: { get(name: string): string | null } }) => {
  const id = request.headers.get('x-key');
  return id === null ? undefined : { id, active: true, stamp: 'of a key' };
};

type Settings = Omit<
  Partial<CommonSettings<Person>>,
  'rememberDuration' | 'rememberMaxDays' | 'rememberRefresh'
>;

/** What several logins of one application share. */
function town() {
  const people = new Map(['ada', 'grace', 'zoë'].map((id) => [id, person(id)]));
  return { people, clock: { now: Date.UTC(2026, 0, 1) } };
}

function person(id: string): Person {
  return { id, active: true, stamp: `stamp of ${id}` };
}

function sealedApp(settings: Settings = {}, { people, clock } = town()) {
  const login = createLogin<Person>({
    store: 'sealed-cookie',
    secrets: [secret],
    userId: ({ id }) => id,
    loadUser: (id) => people.get(id),
    // Proof: none for the tests where it is no text, and that is what they are about.
    sessionStamp: ({ stamp }) => stamp as string,
    isActive: ({ active }) => active,
    loginPage: '/login',
    clock: () => clock.now,
    ...settings,
  });
  const app = { login, people, clock };
  const origin = settings.baseUrl ?? 'http://localhost';
  return {
    ...app,
    browser: () => createBrowser((request) => answerOf(app, request), origin),
    later(ms: number) {
      clock.now += ms;
    },
  };
}

type App = Pick<ReturnType<typeof sealedApp>, 'login' | 'people' | 'clock'>;

function answerOf({ login, people, clock }: App, request: Request): Promise<Response> {
  const { pathname, searchParams: asked } = new URL(request.url);
  return login.handle(request, async (visit) => {
    if (pathname === '/login') {
      const user = people.get(asked.get('user') ?? 'ada') ?? person(asked.get('user') ?? 'nobody');
      const [remember, force, fresh] = [asked.has('remember'), asked.has('force'), !asked.has('stale')];
      const outcome = await visit.logIn(user, { remember, force, fresh });
      return new Response(outcome.ok ? outcome.visitor.state : outcome.reason);
    }
    if (pathname === '/logout') {
      await visit.logOut();
      return new Response('out');
    }
    if (pathname === '/confirm') {
      return new Response(`${await visit.confirm({ factor: 'password', atMs: clock.now })}`);
    }
    if (pathname === '/account') {
      const guarded = await visit.requireFreshLogin();
      return guarded instanceof Response ? guarded : new Response('account');
    }
    const visitor = await visit.visitor();
    if (visitor.state === 'anonymous') return new Response('anonymous');
    if (pathname === '/id') return new Response(visitor.session?.idHash);
    return new Response(`${visitor.state} ${visitor.user.id} via ${visitor.via}`);
  });
}

const read = async (answer: Promise<Response>) => (await answer).text();
const whoami = (browser: Browser) => read(browser.get('/whoami'));
const valueIn = (browser: Browser) => browser.cookies.get(session) ?? '';
const setCookies = (answer: Response) => answer.headers.getSetCookie();

/** A browser of the same application that sends this value. */
function holding(app: { browser(): Browser }, value: string): Browser {
  const browser = app.browser();
  browser.cookies.set(session, value);
  return browser;
}

async function loggedIn(settings: Settings = {}, query = '') {
  const app = sealedApp(settings);
  const ada = app.browser();
  await ada.post(`/login${query}`);
  return { app, ada };
}

describe('a log-in in a sealed cookie', () => {
  it('holds, is fresh for 15 minutes and known afterwards', async () => {
    const { app, ada } = await loggedIn();
    assert.equal(await whoami(ada), 'fresh ada via login');
    app.later(15 * minuteMs + 1);
    assert.equal(await whoami(ada), 'known ada via login');
    assert.equal((await ada.get('/account')).status, 303);
    assert.equal(await read(ada.post('/account')), 'account');
  });

  it('without a proof is known, not fresh', async () => {
    assert.equal(await whoami((await loggedIn({}, '?stale')).ada), 'known ada via login');
  });

  it('sets one cookie at the log-in and none until an hour later', async () => {
    const { app, ada } = await loggedIn();
    app.later(hourMs - 1);
    assert.deepEqual(setCookies(await ada.get('/whoami')), []);
    app.later(1);
    assert.match(
      setCookies(await ada.get('/whoami')).join(),
      /^latchkey_session=[\w-]+; Path=\/; HttpOnly; SameSite=Lax$/,
    );
    assert.deepEqual(setCookies(await ada.get('/whoami')), []);
  });

  it('over https is Secure, bound to the host and cleared with the same attributes', async () => {
    const ada = sealedApp({ baseUrl: 'https://example.org' }).browser();
    const [set = ''] = setCookies(await ada.post('/login'));
    assert.match(set, /^__Host-latchkey_session=[\w-]+; Path=\/; Secure; HttpOnly; SameSite=Lax$/);
    const [gone = ''] = setCookies(await ada.post('/logout'));
    assert.equal(gone, '__Host-latchkey_session=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0');
  });

  it('is over at the log-out, in this browser', async () => {
    const { ada } = await loggedIn();
    assert.match(setCookies(await ada.post('/logout')).join(), cleared);
    assert.equal(await whoami(ada), 'anonymous');
  });

  it('ends 24 hours after it was last seen', async () => {
    const { app, ada } = await loggedIn();
    app.later(dayMs);
    assert.equal(await whoami(ada), 'known ada via login');
    app.later(dayMs + 1);
    assert.equal(await whoami(ada), 'anonymous');
  });

  it('ends 30 days after the log-in, whatever is confirmed and however busy it is', async () => {
    const { app, ada } = await loggedIn();
    for (let days = 0; days < 30; days++) {
      assert.equal(await read(ada.post('/confirm')), 'true');
      app.later(dayMs);
    }
    assert.equal(await whoami(ada), 'known ada via login');
    app.later(1);
    assert.equal(await whoami(ada), 'anonymous');
  });

  // Many a site ends a session after 30 minutes; whoever works on meanwhile stays.
  it('does not end while it is used, when the time it may be idle is shorter than an hour', async () => {
    const { app, ada } = await loggedIn({ idleHours: 0.5 });
    for (let minutes = 0; minutes < 90; minutes += 10) {
      assert.notEqual(await whoami(ada), 'anonymous', `after ${minutes} minutes`);
      app.later(10 * minuteMs);
    }
    app.later(30 * minuteMs + 1);
    assert.equal(await whoami(ada), 'anonymous');
  });

  it('is confirmed under a new id', async () => {
    const { app, ada } = await loggedIn();
    const before = await read(ada.get('/id'));
    app.later(hourMs);
    assert.equal(await whoami(ada), 'known ada via login');
    assert.equal(await read(ada.post('/confirm')), 'true');
    assert.equal(await whoami(ada), 'fresh ada via login');
    assert.notEqual(await read(ada.get('/id')), before);
  });

  it('is confirmed by nobody who is not logged in', async () => {
    const stranger = sealedApp().browser();
    assert.equal(await read(stranger.post('/confirm')), 'false');
    assert.equal(stranger.cookies.size, 0);
  });

  it('has an id of its own each time, which is that of no other and stays the same while it lasts', async () => {
    const { app, ada } = await loggedIn();
    const ids = new Set<string>();
    for (const path of ['/login', '/login', '/confirm', '/login?user=grace']) {
      await ada.post(path);
      const id = await read(ada.get('/id'));
      assert.match(id, /^[\w-]{43}$/);
      app.later(hourMs);
      assert.equal(await read(ada.get('/id')), id);
      ids.add(id);
    }
    assert.equal(ids.size, 4);
  });

  it('never goes on with a cookie that was planted', async () => {
    const { app, ada } = await loggedIn();
    const victim = holding(app, valueIn(ada));
    await victim.post('/login?user=grace');
    assert.equal(await whoami(victim), 'fresh grace via login');
    assert.equal(await whoami(ada), 'fresh ada via login');
  });

  for (const id of ['zoë', '猫🐈', 'a"b\\c', '__proto__', ' ', '0', 'a;b,c', 'e\u0301', 'x\ud800', '\0']) {
    it(`works for the id ${JSON.stringify(id)}`, async () => {
      const app = sealedApp();
      app.people.set(id, person(id));
      const someone = app.browser();
      await app.login
        .handle(new Request('http://localhost/'), async (visit) => {
          await visit.logIn(person(id));
          return new Response();
        })
        .then((answer) => someone.cookies.set(session, (setCookies(answer)[0] ?? '').split(/[=;]/)[1] ?? ''));
      assert.equal(await whoami(someone), `fresh ${Buffer.from(id).toString()} via login`);
    });
  }
});

describe('the stamp', () => {
  it('ends every session of the user when it changes, and does not stand in the way of other credentials', async () => {
    const { app, ada } = await loggedIn({ loadUserFromRequest: byKey });
    const copy = ada.copy();
    app.people.set('ada', { ...person('ada'), stamp: 'another' });
    for (const browser of [ada, copy]) {
      assert.equal(await whoami(browser), 'anonymous');
      assert.equal(await read(browser.get('/whoami', { 'x-key': 'grace' })), 'known grace via request');
    }
  });

  it('of one user is none of another', async () => {
    const { app, ada } = await loggedIn();
    app.people.set('grace', { ...person('grace'), stamp: app.people.get('ada')?.stamp });
    await ada.post('/login?user=grace');
    app.people.set('grace', person('grace'));
    assert.equal(await whoami(ada), 'anonymous');
  });

  for (const stamp of [5, '', undefined, null, true, {}, Promise.resolve('stamp')]) {
    it(`that is no text (${stamp === '' ? 'empty' : String(stamp)}) is refused with a code, and sets nothing`, async () => {
      const code = { code: 'session-stamp-invalid' };
      const { app, ada } = await loggedIn();
      app.people.set('ada', { ...person('ada'), stamp });
      const before = valueIn(ada);
      await assert.rejects(ada.get('/whoami'), code);
      assert.equal(valueIn(ada), before);
      const visit = app.login.open(new Request('http://localhost/'));
      await assert.rejects(visit.logIn({ ...person('ada'), stamp }), code);
      assert.deepEqual(visit.headers().setCookies, []);
      app.people.set('ada', person('ada'));
      assert.equal(await whoami(ada), 'fresh ada via login');
    });
  }

  it('goes on with the session when it is sealed anew', async () => {
    const { app, ada } = await loggedIn();
    app.later(hourMs);
    await whoami(ada);
    app.people.set('ada', { ...person('ada'), stamp: 'another' });
    assert.equal(await whoami(ada), 'anonymous');
  });
});

describe('what a sealed cookie cannot do (its known limits)', () => {
  it('a copy still works after the log-out, until the stamp changes or it was idle for too long', async () => {
    const { app, ada } = await loggedIn();
    const thief = ada.copy();
    await ada.post('/logout');
    assert.equal(await whoami(thief), 'fresh ada via login');
    app.people.set('ada', { ...person('ada'), stamp: 'another' });
    assert.equal(await whoami(thief), 'anonymous');
  });

  it('so does the one before a confirmation, but it does not become fresh by that', async () => {
    const { app, ada } = await loggedIn();
    const old = ada.copy();
    app.later(hourMs);
    await ada.post('/confirm');
    assert.equal(await whoami(old), 'known ada via login');
  });

  it('an answer that was under way at the log-out, sealed anew, brings the log-in back', async () => {
    const { app, ada } = await loggedIn();
    app.later(hourMs);
    const tab = ada.copy();
    await ada.post('/logout');
    const [late = ''] = setCookies(await tab.get('/whoami'));
    ada.cookies.set(session, late.split(/[=;]/)[1] ?? '');
    assert.equal(await whoami(ada), 'known ada via login');
  });

  it('there is no remember token, and whoever asks for one learns it before anything is set', async () => {
    const { login } = sealedApp();
    const visit = login.open(
      new Request('http://localhost/', { headers: { cookie: 'latchkey_remember=a.b' } }),
    );
    await assert.rejects(visit.logIn(person('ada'), { remember: true }), { code: 'remember-without-store' });
    assert.equal((await visit.visitor()).state, 'anonymous');
    assert.deepEqual(visit.headers().setCookies, []);
  });
});

describe('a sealed cookie of somebody else', () => {
  it('with any byte changed counts as absent and is cleared', async () => {
    const { app, ada } = await loggedIn();
    const bytes = Buffer.from(valueIn(ada), 'base64url');
    for (let at = 0; at < bytes.length; at++) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      const answer = await holding(app, changed.toString('base64url')).get('/whoami');
      assert.equal(await answer.text(), 'anonymous');
      assert.match(setCookies(answer).join(), cleared);
    }
  });

  it('cut off anywhere counts as absent and is cleared', async () => {
    const { app, ada } = await loggedIn();
    const value = valueIn(ada);
    for (let length = 1; length < value.length; length++) {
      const answer = await holding(app, value.slice(0, length)).get('/whoami');
      assert.equal(await answer.text(), 'anonymous');
      assert.match(setCookies(answer).join(), cleared);
    }
  });

  const garbage = {
    'letters that mean nothing': 'A'.repeat(4096),
    dots: '.'.repeat(4096),
    'random bytes': Buffer.alloc(3072, 'garbage').toString('base64url'),
    'more than a cookie holds': 'A'.repeat(4097),
    'a megabyte': 'A'.repeat(1_048_576),
    'other letters': 'ä'.repeat(2048),
    'one letter': 'A',
    'no letter': '',
  };
  for (const [what, value] of Object.entries(garbage)) {
    it(`made of ${what} costs no exception, is cleared, and lets other credentials pass`, async () => {
      const app = sealedApp({ secrets: [newer, secret], loadUserFromRequest: byKey });
      const answer = await holding(app, value).get('/whoami');
      assert.equal(await answer.text(), 'anonymous');
      assert.match(setCookies(answer).join(), cleared);
      assert.equal(
        await read(holding(app, value).get('/whoami', { 'x-key': 'ada' })),
        'known ada via request',
      );
      assert.equal(await read(holding(app, value).post('/login')), 'fresh');
    });
  }

  it('sealed with another secret is worth nothing', async () => {
    const { ada } = await loggedIn({ secrets: [newer] });
    const answer = await holding(sealedApp(), valueIn(ada)).get('/whoami');
    assert.equal(await answer.text(), 'anonymous');
    assert.match(setCookies(answer).join(), cleared);
  });

  it('sealed or signed for another purpose is worth nothing', async () => {
    const app = sealedApp();
    const { keyring } = app.login;
    const { now } = app.clock;
    const id = hashToken('of no session');
    const stamp = hashToken('stamp of ada').slice(0, 22);
    const row = JSON.stringify([id, 'ada', 'login', [], null, false, now, now, stamp]);
    const signed = Buffer.from(row).toString('base64url');
    for (const purpose of ['session', 'flash', 'next', 'csrf', '', 'seal/session/1']) {
      for (const value of [keyring.seal(purpose, row), keyring.sign(purpose, signed)]) {
        assert.equal(await whoami(holding(app, value)), 'anonymous');
      }
    }
  });

  // The attack: customers and admins have numbers for ids and for stamps, and the application has one secret.
  it('of another login in the same application is worth nothing: customer 1 is not admin 1', async () => {
    const one = { id: '1', active: true, stamp: '0' };
    const apps = ['customer', 'admin'].map((prefix) => sealedApp({ cookies: { prefix } }));
    for (const { people } of apps) people.set('1', one);
    const [customers, admins] = apps;
    assert.ok(customers && admins);
    const customer = customers.browser();
    await customer.post('/login?user=1');
    assert.equal(await whoami(customer), 'fresh 1 via login');
    const attacker = admins.browser();
    attacker.cookies.set('admin_session', customer.cookies.get('customer_session') ?? '');
    assert.equal(await whoami(attacker), 'anonymous');
  });

  it('is worth nothing where sessions are in a store, and the other way round', async () => {
    const { app, ada } = await loggedIn();
    const stored = createLogin<Person>({
      store: createMemoryStore(),
      secrets: [secret],
      userId: ({ id }) => id,
      loadUser: (id) => app.people.get(id),
    });
    const asked = (value: string) =>
      stored.open(new Request('http://localhost/', { headers: { cookie: `${session}=${value}` } })).visitor();
    assert.equal((await asked(valueIn(ada))).state, 'anonymous');
    const visit = stored.open(new Request('http://localhost/'));
    await visit.logIn(person('ada'));
    const token = (visit.headers().setCookies[0] ?? '').split(/[=;]/)[1] ?? '';
    assert.equal((await asked(token)).state, 'fresh');
    assert.equal(await whoami(holding(app, token)), 'anonymous');
  });
});

describe('a new secret', () => {
  it('opens nothing that the old one sealed; with the old one behind it, everything, and seals it anew within the hour', async () => {
    const shared = town();
    const [old, both, alone] = [[secret], [newer, secret], [newer]].map((secrets) =>
      sealedApp({ secrets }, shared),
    );
    assert.ok(old && both && alone);
    const ada = old.browser();
    await ada.post('/login');
    const before = valueIn(ada);
    assert.equal(await whoami(holding(alone, before)), 'anonymous');
    const answer = await holding(both, before).get('/whoami');
    assert.equal(await answer.text(), 'fresh ada via login');
    assert.deepEqual(setCookies(answer), []);
    both.later(hourMs);
    const browser = holding(both, before);
    assert.equal(await whoami(browser), 'known ada via login');
    assert.notEqual(valueIn(browser), before);
    assert.equal(await whoami(holding(alone, valueIn(browser))), 'known ada via login');
    assert.equal(await whoami(holding(old, valueIn(browser))), 'anonymous');
  });
});

describe('the size of a sealed cookie', () => {
  const tooLarge = { code: 'sealed-cookie-too-large' };

  it('has a limit: an id of 4 KB is refused before anything is set', async () => {
    for (const letter of ['a', 'ä', '猫', '\0']) {
      const { login } = sealedApp();
      const visit = login.open(new Request('http://localhost/'));
      await assert.rejects(visit.logIn(person(letter.repeat(4096))), tooLarge);
      assert.equal((await visit.visitor()).state, 'anonymous');
      assert.deepEqual(visit.headers().setCookies, []);
    }
  });

  it('whatever fits into the limit fits into a browser, with name and attributes, and is read again', async () => {
    const app = sealedApp({
      baseUrl: 'https://example.org',
      cookies: { domain: 'example.org', sameSite: 'Strict' },
    });
    let longest = 0;
    for (let length = 2500; length < 3000; length++) {
      const visit = app.login.open(new Request('https://example.org/'));
      const id = 'i'.repeat(length);
      const outcome = await visit.logIn(person(id)).catch((error: unknown) => error);
      if (outcome instanceof Error) continue;
      longest = length;
      const [text = ''] = visit.headers().setCookies;
      assert.ok(text.length <= 4096, `${text.length} characters`);
      app.people.set(id, person(id));
      const headers = { cookie: text.split(';', 1).join() };
      const again = await app.login.open(new Request('https://example.org/', { headers })).visitor();
      assert.equal(again.state, 'fresh');
    }
    assert.ok(longest > 2500 && longest < 2999);
  });

  it('with a proof that does not fit is refused at the confirmation, and the log-in lives', async () => {
    const { app, ada } = await loggedIn();
    const headers = { cookie: `${session}=${valueIn(ada)}` };
    const visit = app.login.open(new Request('http://localhost/', { headers }));
    await assert.rejects(visit.confirm({ factor: 'f'.repeat(4096), atMs: app.clock.now }), tooLarge);
    assert.deepEqual(visit.headers().setCookies, []);
    assert.equal(await whoami(ada), 'fresh ada via login');
  });

  it('of an ordinary log-in is a few hundred characters', async () => {
    const { ada } = await loggedIn();
    assert.ok(valueIn(ada).length < 350, `${valueIn(ada).length}`);
  });
});

it('nothing about the user can be read in a sealed cookie', async () => {
  const app = sealedApp();
  const id = 'grace.hopper@example.org';
  app.people.set(id, person(id));
  const seen = new Set<string>();
  for (let logIns = 0; logIns < 20; logIns++) {
    const grace = app.browser();
    await grace.post(`/login?user=${encodeURIComponent(id)}`, {}, { 'user-agent': 'a browser' });
    assert.equal(await read(grace.get('/whoami', { 'user-agent': 'a browser' })), `fresh ${id} via login`);
    const value = valueIn(grace);
    const bytes = Buffer.from(value, 'base64url');
    for (const part of [
      'grace',
      'hopper',
      'example',
      'login',
      'stamp',
      'browser',
      '[',
      hashToken('stamp').slice(0, 6),
    ]) {
      if (part.length > 1) assert.equal(bytes.includes(part) || value.includes(part), false, part);
    }
    seen.add(value.slice(0, 16)).add(value.slice(16, 40)).add(value.slice(-22));
  }
  assert.equal(seen.size, 60);
});

describe('a user who is inactive', () => {
  it('is refused at the log-in, and at once when he has a session', async () => {
    const { app, ada } = await loggedIn();
    app.people.set('ada', { ...person('ada'), active: false });
    assert.equal(await whoami(ada), 'anonymous');
    assert.equal(await read(app.browser().post('/login')), 'inactive');
  });

  it('is let in when forced, for as long as this session lasts, and his stamp counts', async () => {
    const app = sealedApp();
    const inactive = { ...person('ada'), active: false };
    app.people.set('ada', inactive);
    const ada = app.browser();
    assert.equal(await read(ada.post('/login?force')), 'fresh');
    app.later(hourMs);
    for (let requests = 0; requests < 2; requests++) assert.equal(await whoami(ada), 'known ada via login');
    app.people.set('ada', { ...inactive, stamp: 'another' });
    assert.equal(await whoami(ada), 'anonymous');
  });

  it('or gone has no session any more', async () => {
    const { app, ada } = await loggedIn();
    app.people.delete('ada');
    assert.equal(await whoami(ada), 'anonymous');
  });
});

describe('a browser that looks different', () => {
  const agent = (name: string) => ({ 'user-agent': name });
  const clientAddress = () => '192.0.2.1';

  async function inFirefox(settings: Settings) {
    const app = sealedApp({ clientAddress, ...settings });
    const ada = app.browser();
    await ada.post('/login', {}, agent('Firefox'));
    return { app, ada, as: (name: string, browser = ada) => read(browser.get('/whoami', agent(name))) };
  }

  it('is known, not fresh, by default; the one that logged in stays fresh', async () => {
    const { ada, as } = await inFirefox({});
    assert.equal(await as('Chrome', ada.copy()), 'known ada via login');
    assert.equal(await as('Firefox'), 'fresh ada via login');
  });

  it('stays different when the cookie is sealed anew', async () => {
    const { app, ada, as } = await inFirefox({ freshForMinutes: 600 });
    app.later(hourMs);
    assert.equal(await as('Chrome'), 'known ada via login');
    assert.equal(await as('Chrome'), 'known ada via login');
    assert.equal(await as('Firefox', ada.copy()), 'fresh ada via login');
  });

  it('with strong protection is out, its cookie goes, and other credentials still work', async () => {
    const { ada, as } = await inFirefox({ protection: 'strong', loadUserFromRequest: byKey });
    const thief = ada.copy();
    const answer = await thief.get('/whoami', { ...agent('Chrome'), 'x-key': 'grace' });
    assert.equal(await answer.text(), 'known grace via request');
    assert.match(setCookies(answer).join(), cleared);
    assert.equal(await as('Firefox'), 'fresh ada via login');
  });

  it('with protection off is let in', async () => {
    const { as } = await inFirefox({ protection: 'off' });
    assert.equal(await as('Chrome'), 'fresh ada via login');
  });
});
