import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { minuteMs, type Page, type TestSettings, testApp } from './test-app.ts';

const shop = 'https://shop.example.org';
const elsewhere = 'https://accounts.example.org/login';

/** Where the guard sends who asks for this address. */
async function sentTo(address: string, settings: TestSettings): Promise<string> {
  const answer = await testApp(settings).login.open(new Request(address)).requireLogin();
  assert.ok(answer instanceof Response);
  return answer.headers.get('location') ?? '';
}

describe('where to go on to after the log-in', () => {
  const cases: [what: string, loginPage: string, asked: string, location: string][] = [
    ['a path, to a log-in page that is a path', '/login', `${shop}/profile`, '/login?next=%2Fprofile'],
    [
      'a path, to a log-in page with its address on this host',
      `${shop}/login`,
      `${shop}/profile?tab=2`,
      `${shop}/login?next=%2Fprofile%3Ftab%3D2`,
    ],
    [
      'a whole address, to a log-in page on another host',
      elsewhere,
      `${shop}/profile?tab=2`,
      `${elsewhere}?next=https%3A%2F%2Fshop.example.org%2Fprofile%3Ftab%3D2`,
    ],
    [
      'a whole address, to a log-in page that differs in the scheme',
      'https://localhost/login',
      'http://localhost/profile',
      'https://localhost/login?next=http%3A%2F%2Flocalhost%2Fprofile',
    ],
    [
      'a whole address, to a log-in page that differs in the port',
      'https://shop.example.org:8443/login',
      `${shop}/profile`,
      'https://shop.example.org:8443/login?next=https%3A%2F%2Fshop.example.org%2Fprofile',
    ],
    [
      'beside what the log-in page has in its query',
      '/login?affil=cgnu',
      `${shop}/profile`,
      '/login?affil=cgnu&next=%2Fprofile',
    ],
    [
      'in front of the fragment of the log-in page',
      '/login#form',
      `${shop}/profile`,
      '/login?next=%2Fprofile#form',
    ],
    [
      'between query and fragment',
      `${elsewhere}?affil=cgnu#form`,
      `${shop}/profile`,
      `${elsewhere}?affil=cgnu&next=https%3A%2F%2Fshop.example.org%2Fprofile#form`,
    ],
    [
      'in place of a next that the log-in page has already',
      '/login?next=%2Fhome&affil=cgnu',
      `${shop}/profile`,
      '/login?affil=cgnu&next=%2Fprofile',
    ],
  ];
  for (const [what, loginPage, asked, location] of cases) {
    it(`is ${what}`, async () => assert.equal(await sentTo(asked, { loginPage }), location));
  }

  it('is followed on another host only if this one is listed there', () => {
    const raw = `${shop}/profile?tab=2`;
    const open = (trustedOrigins: readonly string[]) => {
      const baseUrl = 'https://accounts.example.org';
      const request = new Request(`${elsewhere}?next=${encodeURIComponent(raw)}`);
      return testApp({ baseUrl, trustedOrigins }).login.open(request);
    };
    for (const [listed, next] of [
      [[shop], raw],
      [[], undefined],
      [['https://example.org', 'http://shop.example.org'], undefined],
    ] as const) {
      const visit = open(listed);
      assert.equal(visit.safeNext(raw), next);
      assert.equal(visit.takeNext(), next);
    }
  });

  it('of a form that was sent too late is the page that held it, with its host for a log-in page elsewhere', async () => {
    const app = testApp({ loginPage: elsewhere, baseUrl: shop });
    const answer = await app.browser().post('/dashboard', {}, { referer: `${shop}/edit?id=7` });
    const next = encodeURIComponent(`${shop}/edit?id=7`);
    assert.equal(answer.headers.get('location'), `${elsewhere}?next=${next}`);
  });
});

describe('the host of a redirect', () => {
  it('is none: what a host header says never gets into it', async () => {
    assert.equal(await sentTo('http://foo.com/secret', {}), '/login?next=%2Fsecret');
  });

  it('is the one that is forced, for both pages', async () => {
    const settings = { redirectOrigin: 'https://good.com' };
    assert.equal(await sentTo('http://bad.com/secret', settings), 'https://good.com/login?next=%2Fsecret');
    const browser = testApp(settings).browser();
    await browser.post('/login?stale');
    const answer = await browser.get('/account');
    assert.equal(answer.headers.get('location'), 'https://good.com/confirm?next=%2Faccount');
  });

  it('that is forced is not put in front of a page that says its own', async () => {
    const location = await sentTo('http://bad.com/secret', {
      loginPage: elsewhere,
      redirectOrigin: 'https://good.com',
      baseUrl: 'https://good.com',
    });
    assert.equal(location, `${elsewhere}?next=https%3A%2F%2Fgood.com%2Fsecret`);
  });

  it('that is no origin is refused when the login is built', () => {
    for (const redirectOrigin of ['good.com', '//good.com', 'https://good.com/x']) {
      assert.throws(() => testApp({ redirectOrigin }), { code: 'trusted-origin-invalid' });
    }
  });
});

describe('the address of the log-in page', () => {
  const urlAt = (settings: TestSettings, next?: string) =>
    testApp(settings)
      .login.open(new Request(`${shop}/protected`))
      .loginUrl(next === undefined ? {} : { next });

  it('has no next where none is given', () => {
    assert.equal(urlAt({ loginPage: '/foo' }), '/foo');
    assert.equal(urlAt({ loginPage: '/foo?affil=cgnu#form' }), '/foo?affil=cgnu#form');
  });

  it('has the next that is given, a path', () => {
    assert.equal(urlAt({}, '/protected?tab=2'), '/login?next=%2Fprotected%3Ftab%3D2');
    assert.equal(urlAt({ loginPage: '/login?affil=cgnu' }, '/x'), '/login?affil=cgnu&next=%2Fx');
  });

  it('has the next that is given, an address on this site, as a path', () => {
    assert.equal(urlAt({}, `${shop}/protected?tab=2`), '/login?next=%2Fprotected%3Ftab%3D2');
  });

  it('has the next with its host where the page is on another: a path would lead to a page over there', () => {
    assert.equal(
      urlAt({ loginPage: elsewhere }, '/protected'),
      `${elsewhere}?next=https%3A%2F%2Fshop.example.org%2Fprotected`,
    );
  });

  it('has no next that leads to somewhere unknown', () => {
    for (const next of ['https://evil.example/', '//evil.example', 'javascript:alert(1)', '']) {
      assert.equal(urlAt({}, next), '/login');
    }
    const trusting = { trustedOrigins: ['https://good.com'] };
    assert.equal(urlAt(trusting, 'https://good.com/x'), '/login?next=https%3A%2F%2Fgood.com%2Fx');
  });

  it('is that of the path, and on the host that is forced', () => {
    const settings = { loginPages: { '/protected': '/inner_login' }, redirectOrigin: 'https://good.com' };
    assert.equal(urlAt(settings, '/x'), 'https://good.com/inner_login?next=%2Fx');
  });
});

describe('where to go on to, kept in a cookie', () => {
  const name = 'latchkey_next';

  it('is not in the address, and the log-in page takes it, once', async () => {
    const { browser } = keeping();
    const answer = await browser.get('/dashboard?tab=2');
    assert.equal(answer.headers.get('location'), '/login');
    assert.match(answer.headers.getSetCookie().join(), /latchkey_next=[\w.-]+;[^,]*; Max-Age=600/);
    assert.equal(await taken(browser), '/dashboard?tab=2');
    assert.equal(browser.cookies.has(name), false);
    assert.equal(await taken(browser), 'nowhere');
  });

  it('is taken once in a request, too', async () => {
    const twice: Page = (visit) => new Response([visit.takeNext(), visit.takeNext()].join(' and '));
    const { browser } = keeping({ pages: { '/twice': twice } });
    await browser.get('/dashboard');
    assert.equal(await (await browser.get('/twice')).text(), '/dashboard and ');
  });

  it('is kept for a confirmation as well', async () => {
    const { browser } = keeping();
    await browser.post('/login?stale');
    assert.equal((await browser.get('/account')).headers.get('location'), '/confirm');
    assert.equal(await taken(browser), '/account');
  });

  it('is kept where protection is strong, and the log-in page asks who the visitor is', async () => {
    const { browser } = keeping({ protection: 'strong', clientAddress: () => '192.0.2.1' });
    await browser.get('/dashboard');
    await browser.get('/whoami');
    assert.equal(await taken(browser), '/dashboard');
  });

  it('is kept through the log-in: the page that logs in may take it', async () => {
    const { browser } = keeping();
    await browser.get('/dashboard');
    await browser.post('/login');
    assert.equal(await taken(browser), '/dashboard');
  });

  it('is the last page that was asked for', async () => {
    const { browser } = keeping();
    await browser.get('/dashboard');
    await browser.get('/account');
    assert.equal(await taken(browser), '/account');
  });

  it('holds for 10 minutes, whatever the browser thinks', async () => {
    const { app, browser } = keeping();
    await browser.get('/dashboard');
    app.later(10 * minuteMs);
    assert.equal(await taken(browser.copy()), '/dashboard');
    app.later(1);
    assert.equal(await taken(browser), 'nowhere');
    assert.equal(browser.cookies.has(name), false);
  });

  it('leads nowhere when it was tampered with, and goes', async () => {
    const { app, browser } = keeping();
    await browser.get('/dashboard');
    const good = browser.cookies.get(name) ?? '';
    const row = Buffer.from(JSON.stringify([app.now() + minuteMs, '/evil'])).toString('base64url');
    const forged = `${row}${good.slice(good.lastIndexOf('.'))}`;
    const flash = app.login.keyring.sign('flash', row);
    for (const tampered of [good.slice(1), good.slice(0, -1), forged, flash, row, 'x y']) {
      browser.cookies.set(name, tampered);
      assert.equal(await taken(browser), 'nowhere', tampered);
      assert.equal(browser.cookies.has(name), false);
    }
  });

  it('is not taken from the address, where anybody could have put it', async () => {
    const { browser } = keeping();
    assert.equal(await (await browser.get('/take?next=%2Fplanted')).text(), 'nowhere');
  });

  it('reaches a log-in page on another host that shares cookie and secrets, and lists this one', async () => {
    const cookies = { domain: 'example.org' };
    const here = testApp({ keepNext: 'cookie', cookies, loginPage: elsewhere, baseUrl: shop }).browser();
    assert.equal((await here.get('/dashboard')).headers.get('location'), elsewhere);
    const cookieName = '__Secure-latchkey_next';
    const value = here.cookies.get(cookieName) ?? '';
    for (const [trustedOrigins, next] of [
      [[shop], `${shop}/dashboard`],
      [[], 'nowhere'],
    ] as const) {
      const baseUrl = 'https://accounts.example.org';
      const { browser } = keeping({ cookies, baseUrl, trustedOrigins });
      browser.cookies.set(cookieName, value);
      assert.equal(await taken(browser), next);
    }
  });

  it('is taken from the address where it is kept there', async () => {
    const { browser } = keeping({ keepNext: 'query' });
    assert.equal(await (await browser.get('/take?next=%2Fdashboard')).text(), '/dashboard');
    assert.equal(await (await browser.get('/take?next=%2F%2Fevil.example')).text(), 'nowhere');
    assert.equal(await taken(browser), 'nowhere');
  });
});

/** `/take` is a log-in page that takes where to go on to. */
function keeping(settings: TestSettings = {}) {
  const app = testApp({
    keepNext: 'cookie',
    loginMessage: '',
    confirmMessage: '',
    pages: { '/take': (visit) => new Response(visit.takeNext() ?? 'nowhere') },
    ...settings,
  });
  return { app, browser: app.browser() };
}

async function taken(browser: ReturnType<typeof keeping>['browser']): Promise<string> {
  return (await browser.get('/take')).text();
}
