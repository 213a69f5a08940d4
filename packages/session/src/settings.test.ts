import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import { createLogin } from './login.ts';
import { createMemoryStore } from './memory-store.ts';
import type { LoginSettings } from './settings.ts';
import { secret } from './test-app.ts';

const noUser = () => undefined;
const https = { baseUrl: 'https://www.example.org' };
const settings = {
  store: createMemoryStore<{ readonly id: string }>(),
  secrets: [secret],
  userId: ({ id }: { readonly id: string }) => id,
  loadUser: noUser,
};

/** As a program in plain JavaScript would call it, or one whose settings come out of a file. */
function create(changes: object) {
  // Proof: none, and that is what is tested here.
  return createLogin({ ...settings, ...changes } as LoginSettings<{ readonly id: string }>);
}

function refuses(code: string, wrong: readonly object[]): void {
  for (const changes of wrong) {
    it(`\`${code}\` for ${inspect(changes, { breakLength: Number.POSITIVE_INFINITY })}`, () => {
      assert.throws(() => create(changes), { code, message: /\w.*\.$/ });
    });
  }
}

const each = (name: string, values: readonly unknown[]) => values.map((value) => ({ [name]: value }));
const cookies = (...changes: readonly object[]) => changes.map((one) => ({ cookies: one }));

describe('wrong settings fail when the login is created, with a code and a sentence:', () => {
  refuses('setting-unknown', [
    ...each('remeberDuration', [{ days: 30 }, undefined]),
    ...each('LoginPage', ['/login']),
    ...each('session_protection', ['strong']),
    ...['constructor', 'toString', 'hasOwnProperty', 'valueOf', ''].map((name) => ({ [name]: 'strong' })),
    JSON.parse('{ "__proto__": { "protection": "off" } }'),
    { events: { loggedin: noUser } },
    { events: { constructor: noUser } },
    { answers: { unauthorised: noUser } },
    { answers: { needsFactor: noUser } },
  ]);

  const functions = [
    'userId',
    'isActive',
    'loadUserFromRequest',
    'anonymous',
    'translate',
    'factorPage',
    'countFactors',
    'clock',
    'random',
  ];
  const texts = ['baseUrl', 'redirectOrigin', 'loginPage', 'confirmPage', 'loginMessage', 'confirmMessage'];
  texts.push('factorMessage');
  const amounts = ['freshForMinutes', 'freshGraceMinutes', 'idleHours', 'sessionDays', 'rememberMaxDays'];
  const objects = ['answers', 'cookies', 'events', 'loginPages'];
  refuses('setting-invalid', [
    ...functions.flatMap((name) => each(name, ['text', null, {}, true])),
    ...['loadUser', 'clientAddress'].flatMap((name) => each(name, ['text', null])),
    ...texts.flatMap((name) => each(name, [5, null, true, ['/login'], {}])),
    ...amounts.flatMap((name) => each(name, ['15', null, true, {}, 15n])),
    ...objects.flatMap((name) => each(name, ['text', null, 5, true])),
    ...each('rememberRefresh', ['yes', 1, null]),
    ...each('keepNext', ['Cookie', '', null, true]),
    ...each('protection', ['Strong', 'none', null, false, 'constructor']),
    ...each('loginMessageCategory', ['error', 'message', '']),
    ...each('confirmMessageCategory', ['error', 5]),
    ...each('factorMessageCategory', ['error', 5]),
    ...each('secrets', [secret, null, 5, {}, undefined]),
    ...each('trustedOrigins', ['https://example.org', null, {}]),
    ...each('userId', [undefined]),
    ...each('events', [{ loggedIn: 'text' }, { failed: null }]),
    ...each('answers', [{ unauthorized: '/login' }]),
    ...each('store', ['memory', 'sealed', '', null, 5, {}, [], { find: noUser }]),
  ]);

  refuses('secret-missing', each('secrets', [[]]));
  const odd = [undefined, null, 5, {}, [secret], Buffer.alloc(32, 1)];
  const weak = ['', 'secret', 'a'.repeat(42), 'ab'.repeat(31), `${secret} `, `${secret}\n`, `${secret}=`];
  refuses('secret-weak', [
    ...each(
      'secrets',
      [...odd, ...weak].map((one) => [one]),
    ),
    ...each(
      'secrets',
      [...odd, ...weak].map((one) => [secret, one]),
    ),
  ]);

  const noAddresses = [
    '',
    'example.org',
    'ftp://example.org',
    '//example.org',
    'https://',
    'javascript:1',
    '/',
  ];
  refuses('base-url-invalid', each('baseUrl', noAddresses));
  const noOrigins = [
    'https://example.org/',
    'https://example.org/x',
    'HTTPS://EXAMPLE.ORG',
    'https://example.org:443',
  ];
  refuses('trusted-origin-invalid', [
    ...each(
      'trustedOrigins',
      [...noAddresses, ...noOrigins, '*', 'null', null, 5].map((one) => [one]),
    ),
    ...each('redirectOrigin', [...noAddresses, ...noOrigins]),
  ]);

  const noPages = [
    '',
    'login',
    '//evil.example',
    '/\\evil.example',
    '\\login',
    'javascript:1',
    'data:text/plain,1',
  ];
  noPages.push(
    '/log in',
    '/login\r\nX: 1',
    '/login\n',
    'https://',
    'ftp://example.org/',
    '?next=/',
    '/login\0',
  );
  noPages.push('https://user@example.org/', 'https://user:pass@example.org/', 'https://:pass@example.org/');
  refuses('page-invalid', [
    ...['loginPage', 'confirmPage'].flatMap((name) => each(name, noPages)),
    ...noPages.map((page) => ({ loginPages: { '/admin': page } })),
    ...[true, 5, null, {}].map((page) => ({ loginPages: { '/admin': page } })),
    ...['', 'admin', '//admin', '/\\admin', '/ad min', 'https://example.org/', '*'].map((prefix) => ({
      loginPages: { [prefix]: '/login' },
    })),
    { loginPages: ['/login'] },
  ]);

  const noAmounts = [-1, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  refuses('duration-invalid', [
    ...amounts.flatMap((name) => each(name, noAmounts)),
    ...each('rememberDuration', [
      ...noAmounts,
      0,
      0.5,
      '30 days',
      null,
      true,
      {},
      [],
      { day: 1 },
      { days: '1' },
    ]),
  ]);

  describe('cookies', () => {
    refuses('cookie-setting-invalid', [
      ...cookies({ maxAge: 5 }, { expires: 5 }, { samesite: 'Lax' }, { HttpOnly: true }, { constructor: 1 }),
      ...cookies({ session: { prefix: 'shop' } }, { remember: { maxAge: 5 } }, { session: { session: {} } }),
      ...cookies(
        ...each('prefix', ['', '1shop', 'sh op', 'shop=', 'shop;', 'shöp', '__Host-shop', 5, null, true]),
      ),
      ...['session', 'remember'].flatMap((kind) => {
        const names = ['', 'a b', 'a=b', 'a;b', 'a,b', 'a\r\nb', '"a"', '__Host-a', 'ä', 5, null, true];
        return cookies(...names.map((name) => ({ [kind]: { name } })));
      }),
      ...cookies(
        ...each('domain', ['', ' ', 'a b', 'a;b', 'a/b', 'http://a', '..a', 'a\n', 'ä.de', 5, null, true]),
      ),
      ...cookies(...each('path', ['', 'app', '/a;b', '/a b', '/a\r\n', '/ä', 5, null, true])),
      ...cookies(...each('secure', ['yes', 1, null]), ...each('httpOnly', ['yes', 1, 0, null])),
      ...cookies(
        ...each('sameSite', ['lax', 'none', '', true, false, null]),
        ...each('partitioned', ['yes', 1, null]),
      ),
      ...cookies(
        { session: { sameSite: 'lax' } },
        { remember: { path: 'app' } },
        { remember: { domain: 'a;b' } },
      ),
    ]);

    describe('that a browser would drop without a word', () => {
      refuses('cookie-setting-invalid', [
        ...cookies({ sameSite: 'None' }, { partitioned: true }, { session: { sameSite: 'None' } }),
        ...cookies(
          { sameSite: 'None', secure: false },
          { secure: true, remember: { secure: false, sameSite: 'None' } },
        ),
        { baseUrl: 'http://example.org', cookies: { sameSite: 'None' } },
        ...cookies({ secure: false }, { session: { secure: false } }, { remember: { secure: false } }).map(
          (one) => ({
            ...https,
            ...one,
          }),
        ),
        ...[
          'example.com',
          'example',
          'shop.example.org',
          'ww.example.org',
          'a.www.example.org',
          '.org.',
          'mple.org',
        ].map((domain) => ({ ...https, cookies: { domain } })),
        { ...https, cookies: { remember: { domain: 'example.com' } } },
        { baseUrl: 'http://192.0.2.1', cookies: { domain: '0.2.1' } },
      ]);
    });

    describe('that would take each other’s place', () => {
      refuses('cookie-setting-invalid', [
        ...cookies({ session: { name: 'id' }, remember: { name: 'id' } }),
        ...cookies({ session: { name: 'latchkey_remember' } }, { remember: { name: 'latchkey_session' } }),
        ...cookies({ session: { name: 'latchkey_flash' } }, { remember: { name: 'latchkey_next' } }),
      ]);
    });
  });

  refuses('client-address-missing', [
    { protection: 'strong' },
    { protection: 'strong', clientAddress: undefined },
  ]);
  refuses('load-user-missing', [
    { loadUser: undefined },
    { loadUser: undefined, loadUserFromRequest: noUser },
    { loadUser: undefined, store: { ...settings.store, knowsUsers: false } },
    { loadUser: undefined, store: { ...settings.store, knowsUsers: 'yes' } },
    { loadUser: undefined, store: 'sealed-cookie', sessionStamp: () => 'a' },
    { store: undefined },
    { store: undefined, loadUser: undefined },
  ]);

  // Nobody would stay logged in.
  refuses('duration-invalid', [
    { idleHours: 0 },
    { sessionDays: 0 },
    { rememberMaxDays: 0 },
    { sessionDays: 1e9 },
  ]);
  const sealed = { store: 'sealed-cookie', sessionStamp: () => 'a' };
  refuses('remember-without-store', [
    ...each('rememberDuration', [{ days: 30 }, 60]).map((one) => ({ ...sealed, ...one })),
    ...each('rememberRefresh', [true, false]).map((one) => ({ ...sealed, ...one })),
    { ...sealed, rememberMaxDays: 30 },
  ]);
  refuses('session-stamp-missing', [{ store: 'sealed-cookie' }, { ...sealed, sessionStamp: undefined }]);
  refuses('setting-invalid', [
    ...each('sessionStamp', ['a', null, {}]).map((one) => ({ ...sealed, ...one })),
    { sessionStamp: () => 'a' }, // it would never be asked, and whoever set it believes that it ends sessions
  ]);
});

describe('no settings at all', () => {
  for (const nothing of [undefined, null, 5, 'text']) {
    it(`(${nothing}) are refused with a code`, () => {
      // Proof: none, see above.
      const build = () => createLogin(nothing as unknown as LoginSettings<{ readonly id: string }>);
      assert.throws(build, { code: 'setting-invalid' });
    });
  }
});

describe('settings that are fine', () => {
  const fine: readonly object[] = [
    {},
    ...each('isActive', [undefined]),
    ...each('sessionDays', [0.5, 36_500]),
    ...each('freshForMinutes', [0, 0.5]),
    ...each('loginPage', ['/', '/login', '/login?a=1#b', '/a//b', 'https://id.example/login', undefined]),
    ...each('loginPages', [{}, { '/': '/login' }, { '/api': false }, { '/admin/': 'https://id.example/' }]),
    ...each('secrets', [
      [secret.toUpperCase()],
      ['Z'.repeat(43)],
      ['-_'.repeat(22)],
      [secret, 'Z'.repeat(43)],
    ]),
    ...each('baseUrl', ['http://localhost:3000', 'https://example.org/app/', 'https://bücher.example']),
    ...each('trustedOrigins', [[], ['https://example.org', 'http://localhost:3000']]),
    ...each('loginMessage', ['']),
    ...cookies(
      {},
      { secure: true, sameSite: 'None', partitioned: true },
      { domain: 'example.org', path: '/app' },
    ),
    ...cookies(
      { session: { name: 'sid' }, remember: { name: 'rid', sameSite: 'Strict' } },
      { session: undefined },
    ),
    ...['example.org', '.example.org', 'www.example.org', 'EXAMPLE.org'].map((domain) => ({
      ...https,
      cookies: { domain },
    })),
    { protection: 'strong', clientAddress: noUser },
    { store: undefined, loadUser: undefined, loadUserFromRequest: noUser },
    { store: { ...settings.store, knowsUsers: true }, loadUser: undefined },
    { store: 'sealed-cookie', sessionStamp: () => 'a' },
  ];
  for (const changes of fine) {
    it(`build: ${inspect(changes, { breakLength: Number.POSITIVE_INFINITY, depth: 1 })}`, () => {
      assert.ok(create(changes));
    });
  }

  // Where the setting comes out of the environment and is not there: as if it had not been written.
  it('may be undefined, one by one', () => {
    const { cookies: built } = create({
      cookies: { prefix: undefined, session: { name: undefined, domain: undefined } },
    });
    assert.equal(built.name('session'), 'latchkey_session');
    assert.notEqual(built.name('session'), built.name('remember'));
  });

  it('reach every answer: a page that is not ASCII leads there', async () => {
    for (const page of ['/anmeldung/für', '/логин', '/猫?猫#猫']) {
      for (const changes of [{ loginPage: page }, { loginPages: { '/': page } }]) {
        for (const accept of ['text/html', 'application/json']) {
          const visit = create(changes).open(new Request('http://localhost/x', { headers: { accept } }));
          const answer = await visit.requireLogin();
          assert.ok(answer instanceof Response);
          if (accept === 'application/json') assert.equal(answer.status, 401);
          else assert.ok(answer.headers.get('location')?.startsWith(encodeURI(page).split(/[?#]/)[0] ?? '?'));
        }
      }
    }
  });
});

describe('a wrong user id is noticed when it is used, and nobody is logged in by it', () => {
  for (const id of [5, '', undefined, null, {}, Number.NaN, 5n, ['ada']]) {
    it(`${inspect(id)}`, async () => {
      const store = { ...createMemoryStore(), start: () => assert.fail('a session was begun') };
      const login = create({ userId: () => id, store });
      const visit = login.open(new Request('http://localhost/'));
      for (const remember of [false, true]) {
        await assert.rejects(visit.logIn({ id: 'ada' }, { remember }), { code: 'user-id-invalid' });
      }
      assert.equal((await visit.visitor()).state, 'anonymous');
      assert.deepEqual(visit.close(new Response()).headers.getSetCookie(), []);
    });
  }
});
