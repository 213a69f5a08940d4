import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CookieSettings } from './cookies.ts';
import { createKeyring } from './keyring.ts';
import { secret, testApp, whoami } from './test-app.ts';

const https = 'https://www.example.org';

interface Case {
  readonly what: string;
  readonly baseUrl?: string;
  readonly cookies: CookieSettings;
  /** Name and attributes, without the value and the Max-Age. */
  readonly session?: string;
  readonly remember: string;
}

const plain = '; Path=/; HttpOnly; SameSite=Lax';
const secure = '; Path=/; Secure; HttpOnly; SameSite=Lax';

const cases: readonly Case[] = [
  { what: 'nothing else', cookies: {}, remember: `latchkey_remember${plain}` },
  {
    what: 'a name of its own',
    cookies: { remember: { name: 'myname' } },
    remember: `myname${plain}`,
  },
  {
    what: 'a domain',
    cookies: { remember: { domain: 'localhost.local' } },
    remember: 'latchkey_remember; Path=/; Domain=localhost.local; HttpOnly; SameSite=Lax',
  },
  {
    what: 'a path',
    cookies: { remember: { path: '/mypath' } },
    remember: 'latchkey_remember; Path=/mypath; HttpOnly; SameSite=Lax',
  },
  {
    what: 'name, domain and path together',
    cookies: { remember: { name: 'myname', domain: 'localhost.local', path: '/mypath' } },
    remember: 'myname; Path=/mypath; Domain=localhost.local; HttpOnly; SameSite=Lax',
  },
  {
    what: 'Secure',
    cookies: { remember: { secure: true } },
    remember: `__Host-latchkey_remember${secure}`,
  },
  {
    what: 'Secure, by an https base URL',
    baseUrl: https,
    cookies: {},
    session: `__Host-latchkey_session${secure}`,
    remember: `__Host-latchkey_remember${secure}`,
  },
  {
    what: 'Secure, name and domain together',
    baseUrl: https,
    cookies: { domain: 'example.org', remember: { name: 'myname' } },
    session: '__Secure-latchkey_session; Path=/; Domain=example.org; Secure; HttpOnly; SameSite=Lax',
    remember: '__Secure-myname; Path=/; Domain=example.org; Secure; HttpOnly; SameSite=Lax',
  },
  {
    what: 'no HttpOnly',
    cookies: { remember: { httpOnly: false } },
    remember: 'latchkey_remember; Path=/; SameSite=Lax',
  },
  {
    what: 'SameSite=Lax',
    cookies: { remember: { sameSite: 'Lax' } },
    remember: `latchkey_remember${plain}`,
  },
  {
    what: 'SameSite=Strict',
    cookies: { remember: { sameSite: 'Strict' } },
    remember: 'latchkey_remember; Path=/; HttpOnly; SameSite=Strict',
  },
  {
    what: 'SameSite=None',
    baseUrl: https,
    cookies: { remember: { sameSite: 'None' } },
    session: `__Host-latchkey_session${secure}`,
    remember: '__Host-latchkey_remember; Path=/; Secure; HttpOnly; SameSite=None',
  },
  {
    what: 'Partitioned',
    baseUrl: https,
    cookies: { sameSite: 'None', partitioned: true, session: { partitioned: false } },
    session: '__Host-latchkey_session; Path=/; Secure; HttpOnly; SameSite=None',
    remember: '__Host-latchkey_remember; Path=/; Secure; HttpOnly; SameSite=None; Partitioned',
  },
  {
    what: 'the attributes that all have, where it has none of its own',
    cookies: { prefix: 'shop', path: '/shop', sameSite: 'Strict', remember: { sameSite: 'Lax' } },
    session: 'shop_session; Path=/shop; HttpOnly; SameSite=Strict',
    remember: 'shop_remember; Path=/shop; HttpOnly; SameSite=Lax',
  },
];

describe('the remember cookie', () => {
  for (const { what, baseUrl, cookies, session = `latchkey_session${plain}`, remember } of cases) {
    const app = () => testApp({ cookies, ...(baseUrl === undefined ? {} : { baseUrl }) });

    it(`may have ${what}, and the session cookie goes its own way`, async () => {
      const browser = app().browser();
      const set = (await browser.post('/login?remember')).headers.getSetCookie();
      assert.deepEqual(set.map(withoutValue), [session, `${remember}; Max-Age=2592000`]);
      browser.restart();
      assert.equal(await whoami(browser), 'known ada via remember');
    });

    it(`that has ${what} is deleted with the same attributes`, async () => {
      const browser = app().browser();
      await browser.post('/login?remember');
      const cleared = (await browser.post('/logout')).headers.getSetCookie();
      for (const text of cleared) assert.match(text, /^[\w-]+=;/);
      assert.deepEqual(
        cleared.map(withoutValue).sort(),
        [`${remember}; Max-Age=0`, `${session}; Max-Age=0`].sort(),
      );
      assert.equal(browser.cookies.size, 0);
    });
  }
});

const refused: readonly [what: string, cookies: unknown, baseUrl?: string][] = [
  ['a name that no browser takes', { remember: { name: 'my name' } }],
  ['the name of the session cookie', { remember: { name: 'latchkey_session' } }],
  ['a domain that the site is not in', { domain: 'example.com' }, https],
  ['a domain with a path in it', { domain: 'example.org/x' }],
  ['a path that is none', { path: 'mypath' }],
  ['a path with an attribute in it', { path: '/x; Secure' }],
  ['SameSite=None without Secure', { sameSite: 'None' }],
  ['a SameSite there is not', { sameSite: 'lax' }],
  ['Partitioned without Secure', { partitioned: true }],
  ['no Secure on an https site', { secure: false }, https],
  ['a switch that is a text', { remember: { httpOnly: 'false' } }],
  ['an attribute there is not', { remember: { maxAge: 5 } }],
];

describe('a login that is built', () => {
  for (const [what, cookies, baseUrl] of refused) {
    it(`with ${what} for its cookies is refused`, () => {
      const settings = { cookies, ...(baseUrl === undefined ? {} : { baseUrl }) };
      // @ts-expect-error: `cookies` is anything here
      assert.throws(() => testApp(settings), { code: 'cookie-setting-invalid' });
    });
  }

  it('with secrets that are missing or weak is refused', () => {
    assert.throws(() => testApp({ secrets: [] }), { code: 'secret-missing' });
    for (const weak of ['1234', 'deterministic', 'this is a temp key', `${secret}!`, '\u009e\u008f\u0014']) {
      assert.throws(() => testApp({ secrets: [weak] }), { code: 'secret-weak' });
    }
  });
});

/** What `encode_cookie` and `decode_cookie` are for. */
describe('a text in a cookie of your own', () => {
  const other = Buffer.alloc(32, 7).toString('base64url');
  const { keyring } = testApp().login;

  it('is signed, and read back only as it was signed', () => {
    const signed = keyring.sign('greeting', '1');
    assert.match(signed, /^1\.[\w-]{43}$/);
    assert.equal(keyring.unsign('greeting', signed), '1');
    for (const forged of ['Foo.BAD_BASH', 'no bar', '', signed.replace('1', '2'), signed.slice(0, -1)]) {
      assert.equal(keyring.unsign('greeting', forged), undefined, forged);
    }
  });

  it('is signed with a key of its own, by purpose or by secret', () => {
    const signed = keyring.sign('greeting', '1');
    assert.equal(keyring.unsign('another', signed), undefined);
    assert.equal(createKeyring([other]).unsign('greeting', signed), undefined);
    assert.equal(createKeyring([secret]).unsign('greeting', signed), '1');
  });

  it('is read back as long as its secret is in the list', () => {
    const signed = keyring.sign('greeting', 'Grüße 佐藤');
    assert.equal(createKeyring([other, secret]).unsign('greeting', signed), 'Grüße 佐藤');
  });
});

function withoutValue(text: string): string {
  return text.replace(/=[^;]*/, '');
}
