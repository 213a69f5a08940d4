import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createLogin } from './login.ts';
import { createMemoryStore } from './memory-store.ts';
import { hourMs, minuteMs, type Person, secret, testApp } from './test-app.ts';

describe('a guarded page', () => {
  it('sends a visitor to the log-in page, with where he wanted to go and a message', async () => {
    const app = testApp();
    const ada = app.browser();
    const answer = await ada.get('/dashboard?tab=2');
    assert.equal(answer.status, 303);
    assert.equal(answer.headers.get('location'), '/login?next=%2Fdashboard%3Ftab%3D2');
    assert.equal(answer.headers.get('cache-control'), 'no-store');
    const flashes = await (await ada.get('/flashes')).json();
    assert.deepEqual(flashes, [{ message: 'Please log in to access this page.', category: 'warning' }]);
    assert.deepEqual(app.happened, ['unauthorized']);
  });

  it('sends a form that came too late back to the page that held it', async () => {
    const ada = testApp().browser();
    const held = await ada.post('/dashboard', {}, { referer: 'http://localhost/edit?id=7' });
    assert.equal(held.headers.get('location'), '/login?next=%2Fedit%3Fid%3D7');
    const foreign = await ada.post('/dashboard', {}, { referer: 'http://evil.example/x' });
    assert.equal(foreign.headers.get('location'), '/login?next=%2Fdashboard');
  });

  it('answers programs with 401 and a problem that says what is missing', async () => {
    const app = testApp();
    const ada = app.browser();
    const anonymous = await ada.get('/dashboard', { accept: 'application/json' });
    assert.equal(anonymous.status, 401);
    assert.equal(anonymous.headers.get('content-type'), 'application/problem+json');
    assert.match(anonymous.headers.get('www-authenticate') ?? '', /^Cookie realm=/);
    assert.equal(((await anonymous.json()) as { type: string }).type, 'urn:latchkey:problem:login-required');
    await ada.post('/login');
    app.later(hourMs);
    const stale = await ada.get('/account', { accept: 'application/json' });
    assert.equal(
      ((await stale.json()) as { type: string }).type,
      'urn:latchkey:problem:confirmation-required',
    );
    const browser = await ada.get('/account', { accept: 'text/html,application/json' });
    assert.equal(browser.status, 303);
  });

  it('without a log-in page answers 401', async () => {
    const login = createLogin<Person>({
      store: createMemoryStore(),
      secrets: [secret],
      userId: (person) => person.id,
      loadUser: () => undefined,
    });
    const visit = login.open(new Request('http://localhost/dashboard'));
    const answer = await visit.requireLogin();
    assert.ok(answer instanceof Response);
    assert.equal(answer.status, 401);
    assert.notEqual(answer.headers.get('www-authenticate'), null);
  });
});

describe('a page that needs a fresh login', () => {
  it('lets a page through for 15 minutes and its form for 20', async () => {
    const app = testApp();
    const ada = app.browser();
    await ada.post('/login');
    app.later(15 * minuteMs);
    assert.equal((await ada.get('/account')).status, 200);
    app.later(minuteMs);
    assert.equal((await ada.get('/account')).headers.get('location'), '/confirm?next=%2Faccount');
    app.later(4 * minuteMs);
    assert.equal((await ada.post('/account')).status, 200);
    app.later(1);
    assert.equal((await ada.post('/account')).headers.get('location'), '/confirm?next=%2Faccount');
    assert.deepEqual(app.happened.slice(1), ['needsConfirm', 'needsConfirm']);
  });

  it('sends those who are not logged in to the log-in page', async () => {
    const answer = await testApp().browser().get('/account');
    assert.equal(answer.headers.get('location'), '/login?next=%2Faccount');
  });
});

describe('flash messages', () => {
  it('are shown once, and the same one once', async () => {
    const ada = testApp().browser();
    for (let visits = 0; visits < 3; visits++) await ada.get('/dashboard');
    const first = await (await ada.get('/flashes')).json();
    assert.equal((first as unknown[]).length, 1);
    assert.deepEqual(await (await ada.get('/flashes')).json(), []);
  });

  it('that do not fit into a cookie push the oldest out', async () => {
    const { login } = testApp();
    const visit = login.open(new Request('http://localhost/'));
    for (const letter of 'абвгде') visit.flash(letter.repeat(300));
    const set = visit.close(new Response()).headers.getSetCookie()[0]?.split(';')[0] ?? '';
    assert.ok(set.length <= 4096);
    const shown = login.open(new Request('http://localhost/', { headers: { cookie: set } })).flashes();
    assert.equal(shown.at(-1)?.message, 'е'.repeat(300));
    assert.ok(shown.length >= 3 && shown.length <= 5);
  });

  it('nobody else can put words into them', async () => {
    const ada = testApp().browser();
    const words = Buffer.from('[["danger","Call this number"]]').toString('base64url');
    ada.cookies.set('latchkey_flash', `${words}.${'A'.repeat(43)}`);
    const answer = await ada.get('/flashes');
    assert.deepEqual(await answer.json(), []);
    assert.match(answer.headers.getSetCookie().join(), /latchkey_flash=;.*Max-Age=0/);
  });

  it('are five at most, the newest', async () => {
    const { login } = testApp();
    const visit = login.open(new Request('http://localhost/'));
    for (const number of [1, 2, 3, 4, 5, 6]) visit.flash(`message ${number}`);
    assert.deepEqual(
      visit.flashes().map(({ message }) => message.at(-1)),
      ['2', '3', '4', '5', '6'],
    );
  });

  it('stay until a page shows them', async () => {
    const ada = testApp().browser();
    await ada.get('/dashboard');
    await ada.get('/whoami');
    assert.equal(ada.cookies.has('latchkey_flash'), true);
  });
});

describe('an answer of your own', () => {
  const whatever: readonly unknown[] = ['go away', true, false, 401, { status: 401 }, { state: 'known' }, []];

  for (const own of whatever) {
    it(`that is no Response (${JSON.stringify(own)}) opens no page`, async () => {
      // Proof: none; in plain JavaScript nothing keeps it away.
      const unauthorized = () => own as Response;
      const { login } = testApp({ answers: { unauthorized, needsConfirm: unauthorized } });
      const visit = login.open(new Request('http://localhost/dashboard'));
      await assert.rejects(async () => visit.requireLogin(), { code: 'answer-invalid' });
      await assert.rejects(visit.refuse('confirmation'), { code: 'answer-invalid' });
    });
  }

  it('that is null or undefined leaves it to the usual one', async () => {
    for (const own of [null, undefined]) {
      const { login } = testApp({ answers: { unauthorized: () => own as undefined } }); // null: as JavaScript has it
      assert.equal((await login.open(new Request('http://localhost/x')).refuse('login')).status, 303);
    }
  });

  it('may be a Response of another make', async () => {
    class Foreign {
      readonly status = 418;
      readonly headers = new Headers({ 'x-own': 'yes' });
      readonly body = null;
      readonly [Symbol.toStringTag] = 'Response';
    }
    const foreign: unknown = new Foreign();
    const { login } = testApp({ answers: { unauthorized: () => foreign as Response } }); // as undici's own is
    const answer = await login.open(new Request('http://localhost/x')).requireLogin();
    assert.ok(answer instanceof Response);
    assert.deepEqual([answer.status, answer.headers.get('x-own')], [418, 'yes']);
  });
});

describe('a guard in front of the page that it sends people to', () => {
  it('says so, and sends nobody round for ever', async () => {
    const { login } = testApp();
    for (const path of ['/login', '/login?next=%2Flogin']) {
      const visit = login.open(new Request(`http://localhost${path}`));
      await assert.rejects(async () => visit.requireLogin(), { code: 'login-page-guarded' });
    }
    const working: readonly [method: string, path: string, loginPage: string][] = [
      ['POST', '/', '/'],
      ['GET', '/', '/?form=login'],
      ['DELETE', '/account', '/account'],
    ];
    for (const [method, path, loginPage] of working) {
      const request = new Request(`http://localhost${path}`, { method });
      assert.equal((await testApp({ loginPage }).login.open(request).refuse('login')).status, 303);
    }
    const elsewhere = testApp({ loginPage: 'https://accounts.example/login' }).login;
    const visit = elsewhere.open(new Request('http://localhost/login'));
    assert.equal((await visit.refuse('login')).status, 303);
  });
});

describe('options', () => {
  const refused: readonly [options: object, code: string][] = [
    [{ minutes: 5 }, 'setting-unknown'],
    [{ withinMinutes: '5' }, 'setting-invalid'],
    [{ withinMinutes: Number.NaN }, 'setting-invalid'],
    [{ withinMinutes: -1 }, 'setting-invalid'],
  ];
  for (const [options, code] of refused) {
    it(`of a fresh login that would be weaker than asked for are refused: ${JSON.stringify(options)}`, async () => {
      const visit = testApp().login.open(new Request('http://localhost/x'));
      await assert.rejects(visit.requireFreshLogin(options), { code });
    });
  }

  it('of a log-in that are misspelt are refused, and nobody is logged in', async () => {
    const visit = testApp().login.open(new Request('http://localhost/x'));
    // @ts-expect-error: there is no such option
    await assert.rejects(visit.logIn({ id: 'ada', active: true }, { rember: true }), {
      code: 'setting-unknown',
    });
    assert.deepEqual(visit.headers().setCookies, []);
  });
});
