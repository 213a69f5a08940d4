import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FactorOptions, MissingFactors, RefuseOptions } from './demand.ts';
import { createLogin } from './login.ts';
import { createMemoryStore } from './memory-store.ts';
import type { LoginSettings } from './settings.ts';
import {
  hourMs,
  minuteMs,
  type Page,
  type Person,
  secret,
  type TestApp,
  type TestSettings,
  testApp,
  whoami,
} from './test-app.ts';
import { type Browser, signedInCookie } from './testing.ts';
import type { Proof } from './visitor.ts';

const json = { accept: 'application/json' };
const location = (answer: Response) => answer.headers.get('location');
const ada: Person = { id: 'ada', active: true };

/** A page with these options at `/page`. */
function paged(options: FactorOptions<Person>, settings: TestSettings = {}) {
  const page: Page = async (visit) => {
    const visitor = await visit.requireFactors(options);
    return visitor instanceof Response ? visitor : new Response(`${visitor.state} ${visitor.user.id}`);
  };
  const app = testApp({ ...settings, pages: { '/page': page, ...settings.pages } });
  return { app, browser: app.browser() };
}

/** A password at log-in, a code a minute later. */
async function proveBoth(app: TestApp, browser: Browser): Promise<void> {
  await browser.post('/login');
  app.later(minuteMs);
  await browser.post('/confirm?factor=totp');
}

describe('a page that needs two factors', () => {
  it('is shown to who has proven two, and to nobody who has proven one', async () => {
    const { app, browser } = paged({ factors: 2 });
    assert.equal(location(await browser.get('/page')), '/login?next=%2Fpage');
    await browser.post('/login');
    assert.equal(location(await browser.get('/page?a=1')), '/confirm?next=%2Fpage%3Fa%3D1');
    await browser.post('/confirm?factor=totp');
    assert.equal(await (await browser.get('/page')).text(), 'fresh ada');
    assert.deepEqual(app.happened, ['unauthorized', 'loggedIn', 'needsFactors', 'confirmed']);
  });

  it('is not shown to who has proven one factor twice', async () => {
    const { browser } = paged({ factors: 2 });
    await browser.post('/login');
    await browser.post('/confirm?factor=login');
    assert.equal((await browser.get('/page')).status, 303);
  });

  it('wants both within the time: 15 minutes, five more for a form', async () => {
    const { app, browser } = paged({ factors: 2 });
    await proveBoth(app, browser);
    app.later(14 * minuteMs);
    assert.equal((await browser.get('/page')).status, 200);
    app.later(1);
    assert.equal((await browser.get('/page')).status, 303);
    app.later(5 * minuteMs - 1);
    assert.equal((await browser.post('/page')).status, 200);
    app.later(1);
    assert.equal((await browser.post('/page')).status, 303);
  });

  it('wants them within the minutes that it says', async () => {
    const { app, browser } = paged({ factors: 2, withinMinutes: 3 });
    await proveBoth(app, browser);
    app.later(2 * minuteMs);
    assert.equal((await browser.get('/page')).status, 200);
    app.later(1);
    assert.equal((await browser.get('/page')).status, 303);
    await browser.post('/confirm?factor=login');
    assert.equal((await browser.get('/page')).status, 200);
  });

  it('may want them as old as an hour', async () => {
    const { app, browser } = paged({ factors: 2, withinMinutes: 60 });
    await proveBoth(app, browser);
    app.later(59 * minuteMs);
    assert.equal(await whoami(browser), 'known ada via login');
    assert.equal((await browser.get('/page')).status, 200);
    app.later(1);
    assert.equal((await browser.get('/page')).status, 303);
  });

  it('asks each user for as many as the application says', async () => {
    const { browser } = paged({ factors: ({ id }) => (id === 'ada' ? 2 : 1) });
    await browser.post('/login?user=grace');
    assert.equal(await (await browser.get('/page')).text(), 'fresh grace');
    await browser.post('/login?user=ada');
    assert.equal((await browser.get('/page')).status, 303);
  });

  it('is not shown to a log-in without proofs, a restored one, or a request with a key', async () => {
    const loadUserFromRequest: TestSettings['loadUserFromRequest'] = ({ headers }) =>
      headers.get('x-key') === null ? undefined : ada;
    const { app, browser } = paged({ factors: 1 }, { loadUserFromRequest });
    await browser.post('/login?stale');
    assert.equal((await browser.get('/page')).status, 303);
    await browser.post('/login?remember');
    assert.equal((await browser.get('/page')).status, 200);
    browser.restart();
    assert.equal((await browser.get('/page')).status, 303);
    assert.equal((await app.browser().get('/page', { 'x-key': '1' })).status, 303);
  });

  it('is not shown in a browser that looks different, whatever was proven in the other', async () => {
    const { browser } = paged({ factors: 2 });
    const [home, elsewhere] = [{ 'user-agent': 'Firefox' }, { 'user-agent': 'curl' }];
    await browser.post('/login', {}, home);
    await browser.post('/confirm?factor=totp', {}, home);
    assert.equal((await browser.get('/page', home)).status, 200);
    assert.equal((await browser.get('/page', elsewhere)).status, 303);
  });

  it('counts as the application counts: one passkey for both', async () => {
    const countFactors = (proofs: readonly Proof[]) =>
      proofs.some(({ factor }) => factor === 'passkey')
        ? 2
        : new Set(proofs.map(({ factor }) => factor)).size;
    const { browser } = paged({ factors: 2 }, { countFactors });
    await browser.post('/login?stale');
    await browser.post('/confirm?factor=passkey');
    assert.equal((await browser.get('/page')).status, 200);
  });

  it('is asked for proofs of the time alone, and never for older ones, by what counts', async () => {
    const counted: string[][] = [];
    const countFactors = (proofs: readonly Proof[]) => counted.push(proofs.map(({ factor }) => factor)) * 0;
    const { app, browser } = paged({ factors: 2 }, { countFactors });
    await browser.post('/login');
    app.later(hourMs);
    await browser.post('/confirm?factor=totp');
    await browser.get('/page');
    assert.deepEqual(counted, [['totp']]);
  });
});

describe('who has proven too few factors', () => {
  it('is sent to the page for what is missing, which is told who, what and how many', async () => {
    const asked: MissingFactors<Person>[] = [];
    const { app, browser } = paged(
      { factors: 2 },
      {
        factorPage(missing, visit) {
          asked.push(missing);
          assert.ok(app.login.owns(visit));
          return missing.proofs.length === 0 ? '/confirm' : '/confirm/factor?by=totp';
        },
      },
    );
    await browser.post('/login');
    const proofs = [{ factor: 'login', atMs: app.now() }];
    assert.equal(location(await browser.get('/page')), '/confirm/factor?by=totp&next=%2Fpage');
    assert.deepEqual(asked, [{ user: ada, proofs, factors: 2 }]);
    app.later(hourMs);
    assert.equal(location(await browser.get('/page')), '/confirm?next=%2Fpage');
  });

  it('is told what still counts when he comes back by a GET: the grace of a form is not in it', async () => {
    const asked: (readonly Proof[])[] = [];
    const factorPage: TestSettings['factorPage'] = ({ proofs }) => {
      asked.push(proofs);
      return '/confirm';
    };
    const { app, browser } = paged({ factors: 2 }, { factorPage });
    await browser.post('/login');
    app.later(16 * minuteMs);
    await browser.post('/page');
    assert.deepEqual(asked, [[]]);
  });

  it('is sent to the confirm page where there is no other, and to the log-in page where there is none', async () => {
    const { browser } = paged({ factors: 2 }, { factorPage: () => 'https://id.example/more' });
    await browser.post('/login');
    const elsewhere = 'https://id.example/more?next=http%3A%2F%2Flocalhost%2Fpage';
    assert.equal(location(await browser.get('/page')), elsewhere);
    const login = createLogin<Person>({ ...bare, loginPage: '/in' });
    const cookie = await signedInCookie(login, ada);
    const visit = login.open(new Request('http://localhost/page', { headers: { cookie } }));
    const answer = await visit.requireFactors({ factors: 2 });
    assert.ok(answer instanceof Response);
    assert.equal(location(answer), '/in?next=%2Fpage');
  });

  it('is answered 401 where there is no page, and where the prefix says so', async () => {
    const factorPage = () => assert.fail('no page is to be looked for');
    for (const settings of [{}, { loginPages: { '/page': false }, factorPage } as const]) {
      const login = createLogin<Person>({ ...bare, ...settings });
      const headers = { cookie: await signedInCookie(login, ada) };
      const answer = await login.open(new Request('http://localhost/page', { headers })).refuse('factor');
      assert.equal(answer.status, 401);
      assert.match(answer.headers.get('www-authenticate') ?? '', /acr_values="urn:latchkey:factors:2"/);
    }
  });

  it('goes on to where the page says, if that is safe', async () => {
    const to = async (next: string) => {
      const { browser } = paged({ factors: 2, next });
      const anonymous = location(await browser.get('/page'));
      assert.equal(anonymous, '/login?next=%2Fpage'); // the log-in itself proves what it proves
      await browser.post('/login');
      return location(await browser.get('/page'));
    };
    assert.equal(await to('/confirm/resume'), '/confirm?next=%2Fconfirm%2Fresume');
    for (const unsafe of ['//evil.example', 'https://evil.example/', 'javascript:1', '']) {
      assert.equal(await to(unsafe), '/confirm?next=%2Fpage');
    }
  });

  it('is told the message for it, which is that of a confirmation unless there is another', async () => {
    const shown = async (settings: TestSettings) => {
      const { browser } = paged({ factors: 2 }, settings);
      await browser.post('/login');
      await browser.get('/page');
      return (await browser.get('/flashes')).json() as Promise<unknown>;
    };
    const standard = { message: 'Please confirm that it is you.', category: 'warning' };
    assert.deepEqual(await shown({}), [standard]);
    const confirms = { confirmMessage: 'Again!', confirmMessageCategory: 'danger' } as const;
    assert.deepEqual(await shown(confirms), [{ message: 'Again!', category: 'danger' }]);
    const own = { ...confirms, factorMessage: 'A code!', factorMessageCategory: 'info' } as const;
    assert.deepEqual(await shown(own), [{ message: 'A code!', category: 'info' }]);
    assert.deepEqual(await shown({ factorMessage: '' }), []);
  });

  it('is answered, as a program, with a problem that says how many, how strong and how recent', async () => {
    const { browser } = paged({ factors: 2, withinMinutes: 10 }, { factorPage: () => '/more' });
    await browser.post('/login');
    const answer = await browser.get('/page', json);
    assert.equal(answer.status, 401);
    assert.deepEqual(await answer.json(), {
      type: 'urn:latchkey:problem:factor-required',
      title: 'A factor is required.',
      status: 401,
      page: '/more',
      factors: 2,
    });
    const wanted =
      'error="insufficient_user_authentication", max_age=600, acr_values="urn:latchkey:factors:2"';
    assert.ok(answer.headers.get('www-authenticate')?.endsWith(wanted));
    assert.deepEqual(answer.headers.getSetCookie(), []);
  });

  it('gets your own answer, which is told what is missing', async () => {
    const needsFactors = ({ user, factors }: MissingFactors<Person>) =>
      new Response(`${user.id}: ${factors}`, { status: 403 });
    const { browser } = paged({ factors: 3 }, { answers: { needsFactors } });
    await browser.post('/login');
    assert.equal(await (await browser.get('/page')).text(), 'ada: 3');
  });

  it('is not answered by what answers an old log-in: proving the same again would send him round', async () => {
    const answers = { needsConfirm: () => new Response('The password, please.') };
    const { browser } = paged({ factors: 2 }, { answers });
    await browser.post('/login');
    assert.equal((await browser.get('/page')).status, 303);
  });

  it('is not sent round for ever, where the guard stands in front of the page for it', async () => {
    const { app, browser } = paged({ factors: 2 }, { factorPage: () => '/page' });
    await browser.post('/login');
    await assert.rejects(browser.get('/page'), { code: 'login-page-guarded' });
    assert.ok(app.happened.includes('needsFactors'));
  });
});

const bare = {
  store: createMemoryStore<Person>(),
  secrets: [secret],
  userId: (person: Person) => person.id,
  loadUser: () => ada,
};

describe('asking for factors', () => {
  const wrong: readonly [options: object | undefined, code: string][] = [
    [{}, 'setting-invalid'],
    ...[0, -1, 1.5, '2', Number.NaN, Number.POSITIVE_INFINITY, null, true].map(
      (factors): [object, string] => [{ factors }, 'setting-invalid'],
    ),
    [{ factors: 2, withinMinutes: '5' }, 'setting-invalid'],
    [{ factors: 2, withinMinutes: -1 }, 'setting-invalid'],
    [{ factors: 2, minutes: 5 }, 'setting-unknown'],
  ];
  for (const [options, code] of wrong) {
    it(`for fewer than meant is refused with ${code}: ${JSON.stringify(options)}`, async () => {
      const visit = testApp().login.open(new Request('http://localhost/x'));
      // Proof: none; in plain JavaScript nothing keeps it away.
      await assert.rejects(visit.requireFactors(options as FactorOptions<Person>), { code });
    });
  }

  it('of a page that asks for a fresh login is refused: it would ask for none', async () => {
    const visit = testApp().login.open(new Request('http://localhost/x'));
    // @ts-expect-error: it has no such option
    await assert.rejects(visit.requireFreshLogin({ factors: 2 }), { code: 'setting-unknown' });
  });

  for (const answer of [0, null, undefined, '', '2', [], Number.NaN, Promise.resolve(2)]) {
    it(`by a function that says ${String(answer) || "''"} opens no page`, async () => {
      const factors = () => answer as number; // as a program in plain JavaScript may
      const { browser } = paged({ factors });
      await browser.post('/login');
      await assert.rejects(browser.get('/page'), { code: 'factor-count-invalid' });
    });
  }

  it('by a function that fails later opens no page, and does not end the process', async () => {
    const factors = () => Promise.reject(new Error('later')) as unknown as number; // the same
    const { browser } = paged({ factors });
    await browser.post('/login');
    await assert.rejects(browser.get('/page'), { code: 'factor-count-invalid' });
  });

  for (const answer of [null, undefined, '2', true, -1, Number.POSITIVE_INFINITY, Promise.resolve(2)]) {
    it(`opens no page where what counts says ${String(answer)}`, async () => {
      const { browser } = paged({ factors: 1 }, { countFactors: () => answer as number }); // the same
      await browser.post('/login');
      await assert.rejects(browser.get('/page'), { code: 'factor-count-invalid' });
    });
  }

  it('leads to no page that is none', async () => {
    for (const page of ['//evil.example', 'javascript:1', '/log in', 'confirm']) {
      const { browser } = paged({ factors: 2 }, { factorPage: () => page });
      await browser.post('/login');
      await assert.rejects(browser.get('/page'), { code: 'page-invalid' }, page);
    }
  });

  it('with a factor page that is no function fails when the login is built', () => {
    const build = (changes: object) => createLogin({ ...bare, ...changes } as LoginSettings<Person>); // as above
    for (const changes of [{ factorPage: '/more' }, { countFactors: 2 }, { factorMessage: 5 }]) {
      assert.throws(() => build(changes), { code: 'setting-invalid' });
    }
    assert.throws(() => build({ factorMessageCategory: 'error' }), { code: 'setting-invalid' });
    assert.throws(() => build({ answers: { needsFactor: () => undefined } }), { code: 'setting-unknown' });
  });
});

describe('refusing by yourself', () => {
  const refused = async (options?: RefuseOptions<Person>, settings: TestSettings = {}) => {
    const app = testApp({ ...settings, pages: { '/mine': (visit) => visit.refuse('factor', options) } });
    return { app, browser: app.browser() };
  };

  it('asks who is logged in for two factors, or for as many as you say', async () => {
    for (const [options, factors] of [
      [undefined, 2],
      [{ factors: 3 }, 3],
      [{ factors: () => 4 }, 4],
    ] as const) {
      const { browser } = await refused(options);
      await browser.post('/login');
      const answer = await browser.get('/mine', json);
      assert.equal(((await answer.json()) as { factors: number }).factors, factors);
    }
  });

  it('sends who is not logged in to the log-in page', async () => {
    const { app, browser } = await refused({ next: '/there' });
    assert.equal(location(await browser.get('/mine')), '/login?next=%2Fthere');
    assert.deepEqual(app.happened, ['unauthorized']);
  });

  it('says where to go on to, whatever is missing; kept in a cookie where that is the setting', async () => {
    for (const missing of ['login', 'confirmation'] as const) {
      const mine: Page = (visit) => visit.refuse(missing, { next: '/there?a=1' });
      const takes: Page = (visit) => Response.json(visit.takeNext() ?? null);
      const pages = { '/mine': mine, '/login': takes, '/confirm': takes };
      const asked = await testApp({ pages }).browser().get('/mine');
      assert.match(location(asked) ?? '', /^\/(login|confirm)\?next=%2Fthere%3Fa%3D1$/);
      const browser = testApp({ keepNext: 'cookie', pages }).browser();
      const page = location(await browser.get('/mine')) ?? '';
      assert.equal(await (await browser.get(page)).json(), '/there?a=1');
    }
  });

  it('asks where to go on to only once it is missing, and for no answer of your own', async () => {
    let asked = 0;
    const next = async () => {
      asked += 1;
      return asked === 1 ? '/there' : undefined;
    };
    const { browser } = paged({ factors: 2, next });
    await browser.post('/login');
    assert.equal(location(await browser.get('/page')), '/confirm?next=%2Fthere');
    assert.equal(location(await browser.get('/page')), '/confirm?next=%2Fpage', 'undefined: the page itself');
    await browser.post('/confirm?factor=totp');
    assert.equal((await browser.get('/page')).status, 200);
    const own = paged({ factors: 2, next }, { answers: { needsFactors: () => new Response('Mine.') } });
    await own.browser.post('/login');
    assert.equal(await (await own.browser.get('/page')).text(), 'Mine.');
    assert.equal(asked, 2);
  });

  it('says how recent a confirmation must be, to programs', async () => {
    const mine: Page = (visit) => visit.refuse('confirmation', { withinMinutes: 2 });
    const answer = await testApp({ pages: { '/mine': mine } })
      .browser()
      .get('/mine', json);
    assert.match(answer.headers.get('www-authenticate') ?? '', /max_age=120$/);
  });

  it('with options that are misspelt is refused', async () => {
    const visit = testApp().login.open(new Request('http://localhost/x'));
    // @ts-expect-error: there is no such option
    await assert.rejects(visit.refuse('factor', { nxt: '/x' }), { code: 'setting-unknown' });
    await assert.rejects(visit.refuse('factor', { factors: 0 }), { code: 'setting-invalid' });
  });
});

describe('confirming with several factors', () => {
  it('keeps what was proven before, each factor once', async () => {
    const { login, browser: start } = testApp();
    const browser = start();
    await browser.post('/login');
    for (const factor of ['totp', 'login', 'totp']) await browser.post(`/confirm?factor=${factor}`);
    const cookie = [...browser.cookies].map((pair) => pair.join('=')).join('; ');
    const visitor = await login.open(new Request('http://localhost/', { headers: { cookie } })).visitor();
    assert.ok(visitor.state === 'fresh');
    assert.deepEqual(
      visitor.session.proofs.map(({ factor }) => factor),
      ['login', 'totp'],
    );
  });

  it('in a browser that looks different keeps nothing: a copied cookie does not bring the second factor along', async () => {
    const { browser } = paged({ factors: 2 });
    const [home, elsewhere] = [{ 'user-agent': 'Firefox' }, { 'user-agent': 'curl' }];
    await browser.post('/login', {}, home);
    await browser.post('/confirm?factor=totp', {}, home);
    const thief = browser.copy();
    await thief.post('/confirm?factor=login', {}, elsewhere);
    assert.equal((await thief.get('/page', elsewhere)).status, 303);
    assert.equal(await whoami(thief, elsewhere), 'fresh ada via login');
  });
});

describe('renewing a session without a proof', () => {
  const renew =
    (user?: Person): Page =>
    async (visit) =>
      Response.json(await visit.confirm(undefined, user === undefined ? {} : { user }));

  it('gives it a new id and ends the old one; what was proven, and when, stays', async () => {
    const app = testApp({ pages: { '/renew': renew() } });
    const browser = app.browser();
    await browser.post('/login');
    app.later(10 * minuteMs);
    const old = browser.copy();
    assert.equal(await (await browser.post('/renew')).json(), true);
    assert.equal(await whoami(browser), 'fresh ada via login');
    assert.equal(await whoami(old), 'anonymous');
    app.later(6 * minuteMs);
    assert.equal(await whoami(browser), 'known ada via login');
    assert.deepEqual(app.happened, ['loggedIn']); // nothing was confirmed
  });

  it('does not make a browser that looks different fresh', async () => {
    const browser = testApp({ pages: { '/renew': renew() } }).browser();
    await browser.post('/login', {}, { 'user-agent': 'Firefox' });
    const thief = browser.copy();
    await thief.post('/renew', {}, { 'user-agent': 'curl' });
    assert.equal(await whoami(thief, { 'user-agent': 'curl' }), 'known ada via login');
  });

  it('is nothing for who is not logged in', async () => {
    const browser = testApp({ pages: { '/renew': renew() } }).browser();
    assert.equal(await (await browser.post('/renew')).json(), false);
  });

  it('hands the account on as it is now: to the store, to the visit and to who is told', async () => {
    const [seen, heard]: [Person[], Person[]] = [[], []];
    const memory = createMemoryStore<Person>();
    const now: Person = { id: 'ada', active: true };
    const app = testApp({
      store: {
        ...memory,
        start(session, options) {
          seen.push(options.user);
          return memory.start(session, options);
        },
      },
      events: { confirmed: (user) => void heard.push(user) },
      pages: {
        '/change': async (visit) => {
          await visit.confirm({ factor: 'totp', atMs: app.now() }, { user: now });
          const visitor = await visit.visitor();
          return Response.json(visitor.state === 'fresh' && visitor.user === now);
        },
      },
    });
    const browser = app.browser();
    await browser.post('/login');
    assert.equal(await (await browser.post('/change')).json(), true);
    assert.deepEqual([seen.at(-1) === now, heard[0] === now], [true, true]);
  });

  it('seals the cookie for the account as it is now', async () => {
    const stamps = new Map([['ada', 'one']]);
    const login = createLogin<Person>({
      ...bare,
      store: 'sealed-cookie',
      loadUser: (id) => ({ id: `${id}`, active: true, ...{ stamp: stamps.get(id) } }),
      sessionStamp: (user) => String(Reflect.get(user, 'stamp') ?? stamps.get(user.id)),
    });
    const open = (cookie: string) => login.open(new Request('http://localhost/', { headers: { cookie } }));
    const old = await signedInCookie(login, ada);
    const visit = open(old);
    await visit.visitor();
    stamps.set('ada', 'two');
    assert.equal(await visit.confirm(undefined, { user: { ...ada } }), true);
    const [renewed = ''] = visit.headers().setCookies.map((text) => text.split(';')[0]);
    assert.equal((await open(renewed).visitor()).state, 'fresh');
    assert.equal((await open(old).visitor()).state, 'anonymous');
  });

  it('for somebody else is refused, and the session goes on', async () => {
    const app = testApp({ pages: { '/renew': renew({ id: 'grace', active: true }) } });
    const browser = app.browser();
    await browser.post('/login');
    await assert.rejects(browser.post('/renew'), { code: 'loaded-user-invalid' });
    assert.equal(await whoami(browser), 'fresh ada via login');
  });

  it('with options that are misspelt is refused', async () => {
    const visit = testApp().login.open(new Request('http://localhost/x'));
    // @ts-expect-error: there is no such option
    await assert.rejects(visit.confirm(undefined, { usr: ada }), { code: 'setting-unknown' });
  });
});

describe('in tests of your own', () => {
  it('a browser has proven what you say', async () => {
    const app = testApp();
    const proofs = ['password', 'totp'].map((factor) => ({ factor, atMs: app.now() }));
    const headers = { cookie: await signedInCookie(app.login, ada, { proofs }) };
    const visit = app.login.open(new Request('http://localhost/', { headers }));
    assert.equal(Reflect.get(await visit.requireFactors({ factors: 2 }), 'state'), 'fresh');
  });
});
