import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openNext, sealNext } from './kept-next.ts';
import { createKeyring } from './keyring.ts';
import { minuteMs, secret, testApp } from './test-app.ts';

const now = Date.UTC(2026, 0, 1);
const keyring = createKeyring([secret]);
const newer = createKeyring([Buffer.alloc(32, 7).toString('base64url'), secret]);
const cookie = 'latchkey_next';

const texts = ['/', '/orders?page=2#list', '/猫?q=ä', 'https://shop.example/cart', '/a.b.c', ''];

describe('a place to go on to, kept by cookie', () => {
  it('opens to what was kept, in letters that a cookie may have', () => {
    for (const next of texts) {
      const sealed = sealNext(next, keyring, now);
      assert.match(sealed, /^[\w.-]+$/);
      assert.equal(openNext(sealed, keyring, now), next);
    }
  });

  it('holds for 10 minutes, by the clock of the server', () => {
    const sealed = sealNext('/orders', keyring, now);
    assert.equal(openNext(sealed, keyring, now + 10 * minuteMs), '/orders');
    assert.equal(openNext(sealed, keyring, now + 10 * minuteMs + 1), undefined);
  });

  it('opens with an older secret, and not with a foreign one', () => {
    const sealed = sealNext('/orders', keyring, now);
    assert.equal(openNext(sealed, newer, now), '/orders');
    assert.equal(openNext(sealNext('/orders', newer, now), keyring, now), undefined);
  });

  it('is nobody else’s to write or to change', () => {
    const sealed = sealNext('/orders', keyring, now);
    for (let at = 0; at < sealed.length; at++) {
      const changed = sealed.slice(0, at) + (sealed[at] === 'x' ? 'y' : 'x') + sealed.slice(at + 1);
      assert.equal(openNext(changed, keyring, now), undefined, changed);
    }
    const row = Buffer.from(JSON.stringify([now + minuteMs, '/orders'])).toString('base64url');
    for (const forged of ['', '.', row, `${row}.`, `${row}.${'A'.repeat(43)}`, keyring.sign('flash', row)]) {
      assert.equal(openNext(forged, keyring, now), undefined);
    }
  });
});

describe('the visitor whose way is kept by cookie', () => {
  it('is led on once, and the cookie goes', async () => {
    const app = testApp({ keepNext: 'cookie' });
    const ada = app.browser();
    const refused = await ada.get('/dashboard?tab=2');
    assert.equal(refused.headers.get('location'), '/login');
    assert.equal(takenBy(app, ada.cookies.get(cookie)).next, '/dashboard?tab=2');
    assert.match(takenBy(app, ada.cookies.get(cookie)).setCookies, /^latchkey_next=; .*Max-Age=0$/);
  });

  it('is led nowhere when it is too late, and a damaged cookie is cleared', async () => {
    const app = testApp({ keepNext: 'cookie' });
    const ada = app.browser();
    await ada.get('/dashboard');
    app.later(10 * minuteMs + 1);
    for (const value of [ada.cookies.get(cookie), 'rubbish', 'A'.repeat(4096)]) {
      const { next, setCookies } = takenBy(app, value);
      assert.equal(next, undefined);
      assert.match(setCookies, /^latchkey_next=; .*Max-Age=0$/);
    }
  });

  it('is not led elsewhere, whatever was kept', () => {
    const app = testApp({ keepNext: 'cookie', trustedOrigins: ['https://shop.example'] });
    for (const elsewhere of [
      'https://evil.example/',
      '//evil.example',
      '/\\evil.example',
      'javascript:1',
      '',
    ]) {
      const keeping = app.login.open(new Request('http://localhost/'));
      keeping.keepNext(elsewhere);
      const [text = ''] = keeping.headers().setCookies;
      assert.equal(takenBy(app, text.slice(text.indexOf('=') + 1, text.indexOf(';'))).next, undefined);
    }
  });

  it('is not led by the query, which anybody may have written', () => {
    const { login } = testApp({ keepNext: 'cookie' });
    const visit = login.open(new Request('http://localhost/login?next=/delete-everything'));
    assert.equal(visit.takeNext(), undefined);
  });
});

function takenBy({ login }: ReturnType<typeof testApp>, value = '') {
  const visit = login.open(
    new Request('http://localhost/login', { headers: { cookie: `${cookie}=${value}` } }),
  );
  return { next: visit.takeNext(), setCookies: visit.headers().setCookies.join() };
}
