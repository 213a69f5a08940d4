import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createCookies } from './cookies.ts';

const cookies = createCookies(false);

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
    assert.equal(createCookies(false).name('session'), 'latchkey_session');
    assert.equal(createCookies(true).name('session'), '__Host-latchkey_session');
    assert.equal(createCookies(true, { path: '/app' }).name('session'), '__Secure-latchkey_session');
    assert.equal(createCookies(true, { domain: 'example.org' }).name('session'), '__Secure-latchkey_session');
    assert.equal(createCookies(true, { prefix: 'shop' }).name('session'), '__Host-shop_session');
  });
});
