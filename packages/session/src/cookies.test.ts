import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type CookieSettings, createCookies } from './cookies.ts';

const https = 'https://example.org';
const cookies = createCookies(undefined);

describe('reading a cookie', () => {
  const cases: [header: string | null, value: string | undefined, damaged: boolean][] = [
    [null, undefined, false],
    ['', undefined, false],
    ['latchkey_flash=abc', 'abc', false],
    ['a=1; latchkey_flash=abc; b=2', 'abc', false],
    ['a=1;latchkey_flash=abc', 'abc', false],
    ['a=1;\t latchkey_flash= abc ', 'abc', false],
    ['x_latchkey_flash=abc', undefined, false],
    ['x=latchkey_flash=abc', undefined, false],
    ['latchkey_flash2=abc', undefined, false],
    ['x_latchkey_flash=no; latchkey_flash=yes', 'yes', false],
    ['latchkey_flash=a; latchkey_flash=b', undefined, true],
    ['latchkey_flash=a; latchkey_flash=a', undefined, true],
    ['latchkey_flash=', undefined, true],
    ['latchkey_flash="abc"', undefined, true],
    ['latchkey_flash=a b', undefined, true],
    ['latchkey_flash=\u00e4', undefined, true],
    [`latchkey_flash=${'a'.repeat(4097)}`, undefined, true],
  ];
  for (const [header, value, damaged] of cases) {
    it(`from ${JSON.stringify(header)?.slice(0, 60)} gives ${damaged ? 'damaged' : value}`, () => {
      assert.deepEqual(cookies.read(header, 'flash'), { value, damaged });
    });
  }
});

describe('the name of a cookie', () => {
  it('says what it is bound to', () => {
    assert.equal(createCookies(undefined).name('session'), 'latchkey_session');
    assert.equal(createCookies(https).name('session'), '__Host-latchkey_session');
    assert.equal(createCookies(https, { path: '/app' }).name('session'), '__Secure-latchkey_session');
    assert.equal(
      createCookies(https, { domain: 'example.org' }).name('session'),
      '__Secure-latchkey_session',
    );
    assert.equal(createCookies(https, { prefix: 'shop' }).name('session'), '__Host-shop_session');
  });
});

describe('a cookie', () => {
  const at = (settings: CookieSettings, origin: string | undefined = https) =>
    createCookies(origin, settings);

  it('has the attributes of the settings, and loses none of them when it is cleared', () => {
    const all = {
      path: '/app',
      domain: '.Example.org',
      httpOnly: false,
      sameSite: 'None',
      partitioned: true,
    } as const;
    const attributes = '; Path=/app; Domain=.Example.org; Secure; SameSite=None; Partitioned';
    for (const kind of ['session', 'remember', 'flash']) {
      const name = `__Secure-latchkey_${kind}`;
      assert.equal(at(all).set(kind, 'a', 60), `${name}=a${attributes}; Max-Age=60`);
      assert.equal(at(all).set(kind, 'a'), `${name}=a${attributes}`);
      assert.equal(at(all).clear(kind), `${name}=${attributes}; Max-Age=0`);
    }
  });

  it('may differ from the others, by name and by attribute', () => {
    const own = at({
      sameSite: 'Strict',
      session: { name: 'sid', sameSite: 'Lax' },
      remember: { path: '/app' },
    });
    assert.equal(own.set('session', 'a'), '__Host-sid=a; Path=/; Secure; HttpOnly; SameSite=Lax');
    assert.equal(
      own.set('remember', 'a'),
      '__Secure-latchkey_remember=a; Path=/app; Secure; HttpOnly; SameSite=Strict',
    );
    assert.equal(own.set('flash', 'a'), '__Host-latchkey_flash=a; Path=/; Secure; HttpOnly; SameSite=Strict');
    assert.deepEqual(own.read('__Host-sid=a', 'session'), { value: 'a', damaged: false });
    assert.deepEqual(own.read('__Host-latchkey_session=a', 'session'), { value: undefined, damaged: false });
  });

  it('is Secure where the base URL is https, or where a setting says so', () => {
    const plain = 'latchkey_flash=a; Path=/; HttpOnly; SameSite=Lax';
    for (const origin of [undefined, 'http://localhost:3000']) {
      assert.equal(createCookies(origin).set('flash', 'a'), plain);
    }
    const secure = '__Host-latchkey_flash=a; Path=/; Secure; HttpOnly; SameSite=Lax';
    assert.equal(createCookies(undefined, { secure: true }).set('flash', 'a'), secure);
    assert.equal(createCookies(https).set('flash', 'a'), secure);
  });

  it('is read under the name that it was set with, and under no other', () => {
    const [host, plain] = [createCookies(https), createCookies(undefined)];
    assert.deepEqual(host.read('latchkey_flash=planted', 'flash'), { value: undefined, damaged: false });
    assert.deepEqual(plain.read('__Host-latchkey_flash=a', 'flash'), { value: undefined, damaged: false });
    for (const name of ['LATCHKEY_FLASH', 'latchkey_Flash', 'latchkey_flash ', 'latchkey%5Fflash']) {
      assert.deepEqual(plain.read(`${name}=a`, 'flash'), { value: undefined, damaged: false });
    }
  });
});

it('a header of a megabyte is read in the time of its length, whatever is in it', { timeout: 5000 }, () => {
  const size = 1_048_576;
  const start = 'latchkey_flash=';
  for (const part of [
    ' ',
    '\t',
    ';',
    '; ',
    '=',
    start,
    `x${start}`,
    `x ${start}`,
    ` ${start}`,
    `;${start}`,
    'a=1; ',
  ]) {
    const header = part.repeat(size / part.length);
    cookies.read(header, 'flash');
    cookies.read(`${header};${start}a`, 'flash');
    cookies.read(`${start}${header}`, 'flash');
  }
});
