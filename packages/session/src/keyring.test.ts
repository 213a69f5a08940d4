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

describe('what a keyring has sealed', () => {
  const [old, rotated, foreign] = [[secret], [newer, secret], [newer]].map((secrets) =>
    createKeyring(secrets),
  );
  assert.ok(old && rotated && foreign);

  it('opens to the same text, is another each time and shows nothing', () => {
    for (const text of ['', 'ada', 'zoë 猫 🐈', 'a.b.c', 'x'.repeat(10_000)]) {
      const sealed: string[] = [old.seal('session', text), old.seal('session', text)];
      assert.equal(new Set(sealed).size, 2);
      for (const one of sealed) {
        assert.match(one, /^[\w-]+$/);
        assert.equal(old.unseal('session', one), text);
      }
    }
    assert.equal(Buffer.from(old.seal('session', 'ada'), 'base64url').includes('ada'), false);
  });

  it('is worth nothing for another purpose, and what was signed is worth nothing as sealed', () => {
    const purposes = ['session', 'session/1', 'seal/session', 'seal', '', 'csrf', 'Session'];
    for (const made of purposes) {
      for (const used of purposes.filter((one) => one !== made)) {
        assert.equal(old.unseal(used, old.seal(made, 'ada')), undefined);
        assert.equal(old.unsign(used, old.sign(made, 'ada')), undefined);
        assert.equal(old.verify(used, 'ada', old.mac(made, 'ada')), false);
      }
      assert.equal(old.unseal(made, old.sign(made, 'ada')), undefined);
      assert.equal(old.unsign(made, old.seal(made, 'ada')), undefined);
    }
  });

  it('opens as long as its secret is in the list, and is sealed with the newest', () => {
    const before = old.seal('session', 'ada');
    assert.equal(rotated.unseal('session', before), 'ada');
    assert.equal(foreign.unseal('session', before), undefined);
    const after = rotated.seal('session', 'ada');
    assert.equal(foreign.unseal('session', after), 'ada');
    assert.equal(old.unseal('session', after), undefined);
  });

  it('is refused without an exception when it is nothing of ours', () => {
    for (const value of ['', '.', 'a', '%', 'ä', 'A'.repeat(38), 'A'.repeat(43), 'A'.repeat(100_000)]) {
      assert.equal(rotated.unseal('session', value), undefined);
      assert.equal(rotated.unsign('session', value), undefined);
      assert.equal(rotated.verify('session', '', value), false);
    }
  });
});

it('purposes for signing and for sealing have keys of their own, though one may be named like the other', () => {
  // `sign` for "seal/x" derives the key that `seal` uses for "x": no output of one may pass for the other.
  const keyring = createKeyring([secret]);
  const mac = keyring.mac('seal/x', 'ada');
  assert.equal(keyring.unseal('x', mac), undefined);
  assert.equal(keyring.verify('seal/x', 'ada', keyring.seal('x', 'ada')), false);
});
