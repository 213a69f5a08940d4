import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createLogin } from './login.ts';
import { createMemoryStore } from './memory-store.ts';
import { hourMs, type Page, type Person, secret, type TestSettings, testApp } from './test-app.ts';
import type { Visit } from './visit.ts';

const json = { accept: 'application/json' };
const flashes = (answer: Response): Promise<unknown> => answer.json();

/** The two things a guard may miss, and what each is called. */
const guards = [
  {
    missing: 'login',
    path: '/dashboard',
    event: 'unauthorized',
    handler: 'unauthorized',
    page: 'loginPage',
    message: 'loginMessage',
    category: 'loginMessageCategory',
    standard: 'Please log in to access this page.',
    problem: 'urn:latchkey:problem:login-required',
  },
  {
    missing: 'confirmation',
    path: '/account',
    event: 'needsConfirm',
    handler: 'needsConfirm',
    page: 'confirmPage',
    message: 'confirmMessage',
    category: 'confirmMessageCategory',
    standard: 'Please confirm that it is you.',
    problem: 'urn:latchkey:problem:confirmation-required',
  },
] as const;

for (const { missing, path, event, handler, page, message, category, standard, problem } of guards) {
  describe(`a guard that misses a ${missing}`, () => {
    /** Someone whom it does not let through. */
    async function refused(settings: TestSettings = {}) {
      const app = testApp({ ...settings });
      const browser = app.browser();
      if (missing === 'confirmation') await browser.post('/login');
      app.later(hourMs);
      app.happened.length = 0;
      return { app, browser };
    }

    it('redirects to its page, with where the visitor wanted to go', async () => {
      const { browser } = await refused({ [page]: '/page' });
      const answer = await browser.get(`${path}?tab=2&q=%26`);
      assert.equal(answer.status, 303);
      assert.equal(answer.headers.get('location'), `/page?next=${encodeURIComponent(`${path}?tab=2&q=%26`)}`);
    });

    it('tells of it, with the visit', async () => {
      const heard: unknown[] = [];
      const { app, browser } = await refused({
        events: { [event]: (...given: unknown[]) => void heard.push(...given) },
      });
      await browser.get(path);
      assert.equal(heard.length, 1);
      assert.ok(app.login.owns(heard[0]));
    });

    it('tells of it once, before anybody answers', async () => {
      const { app, browser } = await refused({
        answers: { [handler]: () => Response.json(app.happened) },
      });
      assert.deepEqual(await flashes(await browser.get(path)), [event]);
      assert.deepEqual(app.happened, [event]);
    });

    it('flashes its message, as a warning', async () => {
      const { browser } = await refused();
      await browser.get(path);
      assert.deepEqual(await flashes(await browser.get('/flashes')), [
        { message: standard, category: 'warning' },
      ]);
      assert.deepEqual(await flashes(await browser.get('/flashes')), []);
    });

    it('flashes your message, in your category', async () => {
      const { browser } = await refused({ [message]: 'Log in!', [category]: 'danger' });
      await browser.get(path);
      assert.deepEqual(await flashes(await browser.get('/flashes')), [
        { message: 'Log in!', category: 'danger' },
      ]);
    });

    it('flashes what the translation makes of the message for this visitor', async () => {
      const asked: string[] = [];
      const { browser } = await refused({
        [message]: 'Log in!',
        translate(text: string, visit: Visit<Person>) {
          asked.push(text);
          return visit.request.headers.get('accept-language') === 'de' ? 'Einloggen' : text;
        },
      });
      await browser.get(path, { 'accept-language': 'de' });
      const german = [{ message: 'Einloggen', category: 'warning' }];
      assert.deepEqual(await flashes(await browser.get('/flashes')), german);
      await browser.get(path, { 'accept-language': 'fr' });
      assert.deepEqual(await flashes(await browser.get('/flashes')), [
        { message: 'Log in!', category: 'warning' },
      ]);
      assert.deepEqual(asked, ['Log in!', 'Log in!']);
    });

    it('flashes nothing where the message is empty, and has nothing translated', async () => {
      const translate = () => assert.fail('nothing is to be translated');
      const { browser } = await refused({ [message]: '', translate });
      const answer = await browser.get(path);
      assert.equal(answer.status, 303);
      assert.deepEqual(answer.headers.getSetCookie(), []);
    });

    it('leaves the answer to your handler, and then neither redirects nor flashes', async () => {
      for (const mine of [respond, async () => respond()]) {
        const { browser } = await refused({ answers: { [handler]: mine } });
        for (const headers of [{}, json]) {
          const answer = await browser.get(path, headers);
          assert.equal(answer.status, 401);
          assert.equal(await answer.text(), 'This is secret!');
          assert.deepEqual(answer.headers.getSetCookie(), []);
        }
      }
    });

    it('answers by itself where your handler has no answer', async () => {
      for (const mine of [() => undefined, async () => undefined]) {
        const { browser } = await refused({ answers: { [handler]: mine } });
        assert.match((await browser.get(path)).headers.get('location') ?? '', /\?next=/);
        assert.equal((await browser.get(path, json)).status, 401);
      }
    });

    it('answers 401 where there is no page to send anybody to', async () => {
      const browser = await homeless(missing);
      const answer = await browser.get(path);
      assert.equal(answer.status, 401);
      assert.equal(await answer.text(), 'Unauthorized\n');
      assert.match(answer.headers.get('www-authenticate') ?? '', /^Cookie realm="Latchkey"/);
      assert.deepEqual(answer.headers.getSetCookie(), []);
    });

    it('says in its 401 whether a log-in is missing or a proof', async () => {
      const browser = await homeless(missing);
      for (const headers of [{}, json]) {
        const challenge = (await browser.get(path, headers)).headers.get('www-authenticate') ?? '';
        assert.equal(challenge.includes('insufficient_user_authentication'), missing === 'confirmation');
      }
    });

    it('answers programs with a problem, and flashes nothing', async () => {
      const { browser } = await refused({ [page]: '/page' });
      const answer = await browser.get(path, json);
      assert.equal(answer.status, 401);
      assert.equal(answer.headers.get('content-type'), 'application/problem+json');
      const body: { type: string; page: string } = JSON.parse(await answer.text());
      assert.deepEqual([body.type, body.page], [problem, '/page']);
      assert.deepEqual(answer.headers.getSetCookie(), []);
    });

    it('gives the same answer by `visit.refuse`, where you decide by yourself', async () => {
      const { app, browser } = await refused({
        loginPage: '/page',
        confirmPage: '/page',
        pages: { [path]: (visit) => visit.refuse(missing) },
      });
      const answer = await browser.get(path);
      assert.equal(answer.headers.get('location'), `/page?next=${encodeURIComponent(path)}`);
      assert.deepEqual(app.happened, [event]);
      assert.equal(browser.cookies.has('latchkey_flash'), true);
    });
  });
}

describe('a page behind the guard', () => {
  it('that needs a log-in is shown to who is logged in, and to nobody else', async () => {
    const browser = await homeless('login');
    assert.equal((await browser.get('/dashboard')).status, 401);
    await browser.post('/login');
    assert.equal(await (await browser.get('/dashboard')).text(), 'hello ada');
  });

  it('that needs a fresh log-in is shown after a log-in and after a confirmation, not after a restore', async () => {
    const browser = await homeless('login');
    assert.equal((await browser.get('/account')).status, 401);
    await browser.post('/login?remember');
    assert.equal(await (await browser.get('/account')).text(), 'hello ada');
    browser.restart();
    assert.equal((await browser.get('/account')).status, 401);
    assert.equal((await browser.get('/dashboard')).status, 200);
    await browser.post('/confirm');
    assert.equal(await (await browser.get('/account')).text(), 'hello ada');
  });

  it('that needs a fresh log-in sends who is not logged in to the log-in page, and tells of that alone', async () => {
    const app = testApp();
    const answer = await app.browser().get('/account');
    assert.equal(answer.headers.get('location'), '/login?next=%2Faccount');
    assert.deepEqual(app.happened, ['unauthorized']);
  });

  it('that needs a fresh log-in sends to the log-in page where there is none for confirmations', async () => {
    const login = createLogin<Person>({
      store: createMemoryStore(),
      secrets: [secret],
      userId: (person) => person.id,
      loadUser: (id) => ({ id, active: true }),
      loginPage: '/login',
    });
    const visit = login.open(new Request('http://localhost/account'));
    await visit.logIn({ id: 'ada', active: true }, { fresh: false });
    const answer = await visit.requireFreshLogin();
    assert.equal(answer instanceof Response && answer.headers.get('location'), '/login?next=%2Faccount');
    assert.equal(visit.flashes()[0]?.message, 'Please confirm that it is you.');
  });

  it('that the page itself refuses is told of as if the guard had', async () => {
    const app = testApp({ pages: { '/mine': (visit) => visit.refuse('confirmation') } });
    await app.browser().get('/mine');
    assert.deepEqual(app.happened, ['needsConfirm']);
  });
});

describe('log-in pages by path', () => {
  const loginPages = {
    '/first': '/first_login',
    '/first/inner/': '/inner_login',
    '/second': 'https://accounts.example.org/login',
    '/api': false,
    '/api/docs': '/docs_login',
  } as const;
  const page: Page = async (visit) => {
    const visitor = await visit.requireLogin();
    return visitor instanceof Response ? visitor : new Response();
  };

  const cases: [path: string, location: string | undefined][] = [
    ['/protected', '/app_login?next=%2Fprotected'],
    ['/first', '/first_login?next=%2Ffirst'],
    ['/first/protected', '/first_login?next=%2Ffirst%2Fprotected'],
    ['/first/inner', '/inner_login?next=%2Ffirst%2Finner'],
    ['/first/inner/most', '/inner_login?next=%2Ffirst%2Finner%2Fmost'],
    ['/first/innermost', '/first_login?next=%2Ffirst%2Finnermost'],
    ['/firstborn', '/app_login?next=%2Ffirstborn'],
    [
      '/second/protected',
      'https://accounts.example.org/login?next=http%3A%2F%2Flocalhost%2Fsecond%2Fprotected',
    ],
    ['/api', undefined],
    ['/api/things', undefined],
    ['/apix', '/app_login?next=%2Fapix'],
    ['/api/docs/1', '/docs_login?next=%2Fapi%2Fdocs%2F1'],
  ];
  for (const [path, location] of cases) {
    it(`${path} leads to ${location ?? '401'}`, async () => {
      const app = testApp({ loginPage: '/app_login', loginPages, pages: { [path]: page } });
      const answer = await app.browser().get(path);
      assert.equal(answer.status, location === undefined ? 401 : 303);
      assert.equal(answer.headers.get('location') ?? undefined, location);
    });
  }

  it('/ is the prefix of every path', async () => {
    const app = testApp({ loginPage: '/app_login', loginPages: { '/': false, '/web': '/login' } });
    assert.equal((await app.browser().get('/dashboard')).status, 401);
  });

  it('without any, there is one for the whole app', async () => {
    const app = testApp({ loginPage: '/app_login', pages: { '/protected': page } });
    const answer = await app.browser().get('/protected');
    assert.equal(answer.headers.get('location'), '/app_login?next=%2Fprotected');
  });

  it('that are none are refused when the login is built', () => {
    for (const loginPages of [{ first: '/login' }, { '/first': 'login' }, { '/first': '//evil.example' }]) {
      assert.throws(() => testApp({ loginPages }), { code: 'page-invalid' });
    }
    assert.throws(() => testApp({ loginPage: 'login' }), { code: 'page-invalid' });
    assert.throws(() => testApp({ confirmPage: 'javascript:alert(1)' }), { code: 'page-invalid' });
  });
});

function respond(): Response {
  return new Response('This is secret!', { status: 401 });
}

/** A browser at an app that has neither page; logged in, but not freshly, where a confirmation is to be missing. */
async function homeless(missing: 'login' | 'confirmation') {
  const { loginPage, confirmPage } = { loginPage: undefined, confirmPage: undefined };
  // @ts-expect-error: a setting is left out rather than undefined
  const app = testApp({ loginPage, confirmPage });
  const browser = app.browser();
  if (missing === 'confirmation') await browser.post('/login?stale');
  return browser;
}
