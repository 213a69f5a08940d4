import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createKeyring } from './keyring.ts';
import { secret } from './test-app.ts';

const newer = Buffer.alloc(32, 7).toString('base64url');

describe('a keyring', () => {
  it('opens what it signed, and only for the same purpose', () => {
    const keyring = createKeyring([secret]);
    const signed = keyring.sign('flash', 'a text. with dots');
    assert.equal(keyring.unsign('flash', signed), 'a text. with dots');
    assert.equal(keyring.unsign('csrf', signed), undefined);
  });

  it('notices every change of a single character', () => {
    const keyring = createKeyring([secret]);
    const signed = keyring.sign('flash', 'hello');
    for (let at = 0; at < signed.length; at++) {
      const changed = signed.slice(0, at) + (signed[at] === 'x' ? 'y' : 'x') + signed.slice(at + 1);
      assert.equal(keyring.unsign('flash', changed), undefined, changed);
    }
    assert.equal(keyring.unsign('flash', ''), undefined);
  });

  it('signs with the newest secret and still opens what an older one signed', () => {
    const before = createKeyring([secret]).sign('flash', 'hello');
    const rotated = createKeyring([newer, secret]);
    assert.equal(rotated.unsign('flash', before), 'hello');
    assert.equal(rotated.sign('flash', 'hello'), createKeyring([newer]).sign('flash', 'hello'));
    assert.equal(createKeyring([newer]).unsign('flash', before), undefined);
  });

  for (const weak of ['', 'short', 'z'.repeat(20), `${'a'.repeat(60)} b`, 'ab'.repeat(31)]) {
    it(`refuses the secret ${JSON.stringify(weak)}`, () => {
      assert.throws(() => createKeyring([weak]), { code: 'secret-weak' });
    });
  }
});
