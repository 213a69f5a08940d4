import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runInNewContext } from 'node:vm';
import { createLogin } from './login.ts';
import { createMemoryStore } from './memory-store.ts';
import type { Loaded } from './settings.ts';
import { type Person, secret, testApp, whoami } from './test-app.ts';
import type { VisitRequest } from './visit-request.ts';

/** Of another realm: what it makes is no `Promise` of ours, only like one. */
const ForeignPromise: PromiseConstructor = runInNewContext('Promise');

/** Each way a loader may answer, with this. */
function answers(person: Person | undefined): [how: string, loaded: Loaded<Person>][] {
  return [
    ['at once', person],
    ['with a promise', Promise.resolve(person)],
    ['with something that is only like a promise', ForeignPromise.resolve(person)],
  ];
}

const ada: Person = { id: 'ada', active: true };
const nobody: [how: string, loaded: Loaded<Person>][] = [
  ...answers(undefined),
  ['with null', null],
  ['with a promise of null', Promise.resolve(null)],
];

/** The request loader of these tests: `x-user: ada`. */
const people = new Map(['ada', 'grace', 'zoe'].map((id) => [id, { id, active: true }]));
const byHeader = (request: VisitRequest) => people.get(request.headers.get('x-user') ?? '');
const from = (id: string) => ({ 'x-user': id });

describe('a visitor', () => {
  it('is anonymous by default', async () => {
    const { login } = testApp();
    const visitor = await login.open(new Request('http://localhost/')).visitor();
    assert.deepEqual(visitor, { state: 'anonymous', guest: undefined });
    assert.equal(await whoami(testApp().browser()), 'anonymous');
  });

  it('a login with no way to load users is refused when it is built', () => {
    const common = { secrets: [secret], userId: (person: Person) => person.id };
    // @ts-expect-error: no `loadUser`, no store that hands over users, no `loadUserFromRequest`
    assert.throws(() => createLogin<Person>(common), { code: 'load-user-missing' });
    const store = createMemoryStore<Person>();
    // @ts-expect-error: a memory store hands over no users
    assert.throws(() => createLogin<Person>({ ...common, store }), { code: 'load-user-missing' });
    // @ts-expect-error: users by their requests alone need no store
    const byRequest = () => createLogin<Person>({ ...common, store, loadUserFromRequest: byHeader });
    assert.throws(byRequest, { code: 'load-user-missing' });
  });
});

describe('the user loader', () => {
  it('is asked for the id that the session was begun with', async () => {
    const asked: string[] = [];
    const app = testApp({
      loadUser: (id) => {
        asked.push(id);
        return people.get(id);
      },
    });
    const browser = app.browser();
    await browser.post('/login?user=grace');
    assert.equal(await whoami(browser), 'fresh grace via login');
    assert.deepEqual(asked, ['grace']);
  });

  for (const [how, loaded] of answers(ada)) {
    it(`may answer ${how}`, async () => {
      const browser = testApp({ loadUser: () => loaded }).browser();
      await browser.post('/login');
      assert.equal(await whoami(browser), 'fresh ada via login');
      await browser.post('/login?remember');
      browser.restart();
      assert.equal(await whoami(browser), 'known ada via remember');
    });
  }

  for (const [how, loaded] of nobody) {
    it(`that finds nobody, and says so ${how}, logs the visitor out`, async () => {
      const browser = testApp({ loadUser: () => loaded }).browser();
      await browser.post('/login?remember');
      assert.equal(await whoami(browser), 'anonymous');
      browser.cookies.delete('latchkey_session');
      assert.equal(await whoami(browser), 'anonymous');
    });
  }

  it('that fails logs nobody out: the request fails, and the cookie lives', async () => {
    const failures: string[] = [];
    const app = testApp({
      loadUser: (id) => (failures.length === 0 ? assert.fail('the database is down') : people.get(id)),
      events: { failed: (error) => void failures.push(error.message) },
    });
    const browser = app.browser();
    await browser.post('/login');
    const answer = await browser.get('/whoami');
    assert.equal(answer.status, 503);
    assert.deepEqual(answer.headers.getSetCookie(), []);
    assert.equal(await whoami(browser), 'fresh ada via login');
  });

  it('that returns somebody else lets nobody in as them', async () => {
    const browser = testApp({ loadUser: () => people.get('grace') }).browser();
    await browser.post('/login?user=ada');
    await assert.rejects(browser.get('/whoami'), { code: 'loaded-user-invalid' });
  });
});

describe('the request loader', () => {
  it('logs in whom the request names, for this request', async () => {
    const browser = testApp({ loadUserFromRequest: byHeader }).browser();
    assert.equal(await whoami(browser, from('grace')), 'known grace via request');
  });

  it('leaves anonymous whom it does not know', async () => {
    const browser = testApp({ loadUserFromRequest: byHeader }).browser();
    assert.equal(await whoami(browser, from('nobody')), 'anonymous');
    assert.equal(await whoami(browser), 'anonymous');
  });

  for (const [how, loaded] of answers(ada)) {
    it(`may answer ${how}`, async () => {
      const browser = testApp({ loadUserFromRequest: () => loaded }).browser();
      assert.equal(await whoami(browser), 'known ada via request');
    });
  }

  for (const [how, loaded] of nobody) {
    it(`may find nobody, and say so ${how}`, async () => {
      const browser = testApp({ loadUserFromRequest: () => loaded }).browser();
      assert.equal(await whoami(browser), 'anonymous');
    });
  }

  it('is handed the request and what the adapter has', async () => {
    const seen: unknown[] = [];
    const { login } = testApp({ loadUserFromRequest: (...given) => void seen.push(...given) });
    const request = new Request('http://localhost/');
    await login.open(request, { ip: '192.0.2.1' }).visitor();
    assert.deepEqual(seen, [request, { ip: '192.0.2.1' }]);
  });

  it('does not let an inactive user in', async () => {
    const app = testApp({ loadUserFromRequest: () => ({ id: 'ada', active: false }) });
    assert.equal(await whoami(app.browser()), 'anonymous');
    assert.deepEqual(app.happened, []);
  });

  it('begins no session and sets no cookie: the next request is anonymous again', async () => {
    const store = {
      ...createMemoryStore<Person>(),
      start: () => assert.fail('a session was begun'),
    };
    const browser = testApp({ store, loadUserFromRequest: byHeader }).browser();
    const answer = await browser.get('/whoami', from('ada'));
    assert.equal(await answer.text(), 'known ada via request');
    assert.deepEqual(answer.headers.getSetCookie(), []);
    assert.equal(await whoami(browser), 'anonymous');
  });

  it('comes last: the session wins, then the remember token, then the request', async () => {
    const app = testApp({ loadUserFromRequest: byHeader });
    const [browser, other] = [app.browser(), app.browser()];
    await browser.post('/login?user=ada');
    await other.post('/login?user=grace&remember');
    browser.cookies.set('latchkey_remember', other.cookies.get('latchkey_remember') ?? '');
    const asZoe = from('zoe');
    assert.equal(await whoami(browser, asZoe), 'fresh ada via login');
    browser.cookies.delete('latchkey_session');
    assert.equal(await whoami(browser, asZoe), 'known grace via remember');
    browser.cookies.clear();
    assert.equal(await whoami(browser, asZoe), 'known zoe via request');
  });

  it('is not asked where a session answers, and so a name it does not know shuts nobody out', async () => {
    const app = testApp({ loadUserFromRequest: () => assert.fail('the request was looked at') });
    const browser = app.browser();
    await browser.post('/login');
    assert.equal(await whoami(browser, from('nobody')), 'fresh ada via login');
  });

  it('is asked where the session has ended, or its user is gone', async () => {
    const app = testApp({ loadUserFromRequest: byHeader });
    const browser = app.browser();
    await browser.post('/login');
    app.people.delete('ada');
    assert.equal(await whoami(browser, from('grace')), 'known grace via request');
  });

  it('makes nobody fresh, and there is no session to confirm', async () => {
    const browser = testApp({ loadUserFromRequest: byHeader }).browser();
    assert.equal((await browser.get('/dashboard', from('ada'))).status, 200);
    const answer = await browser.get('/account', from('ada'));
    assert.equal(answer.headers.get('location'), '/confirm?next=%2Faccount');
    assert.equal(await (await browser.post('/confirm', {}, from('ada'))).text(), 'ended');
  });
});

describe('a login by request alone', () => {
  const login = createLogin<Person>({
    secrets: [secret],
    userId: (person) => person.id,
    loadUserFromRequest: byHeader,
  });
  const open = (headers: Record<string, string>) => login.open(new Request('http://localhost/', { headers }));

  it('needs neither a user loader nor a store', async () => {
    const visitor = await open(from('ada')).visitor();
    assert.equal(visitor.state === 'known' && visitor.user.id, 'ada');
    assert.equal((await open({}).visitor()).state, 'anonymous');
    const refused = await open({}).requireLogin();
    assert.equal(refused instanceof Response && refused.status, 401);
  });

  it('has nowhere to log anybody in to, and says so', async () => {
    await assert.rejects(open({}).logIn(ada), { code: 'store-missing' });
    await assert.rejects(open({}).logIn(ada, { remember: true }), { code: 'remember-without-store' });
  });

  it('sets no cookie and takes none away: the session beside it, of another login, lives on', async () => {
    const cookie = `latchkey_session=${'s'.repeat(43)}; latchkey_remember=${'r'.repeat(22)}.${'t'.repeat(43)}`;
    for (const headers of [{ cookie }, { cookie, ...from('ada') }, { cookie: 'latchkey_session=x y' }]) {
      const visit = open(headers);
      await visit.visitor();
      assert.deepEqual(visit.close(new Response()).headers.getSetCookie(), []);
    }
  });

  it('has nothing to log out from, and no cookie to take away', async () => {
    const visit = open({ ...from('ada'), cookie: `latchkey_session=${'s'.repeat(43)}` });
    await visit.logOut();
    assert.equal((await visit.visitor()).state, 'anonymous');
    assert.deepEqual(visit.close(new Response()).headers.getSetCookie(), []);
  });
});
