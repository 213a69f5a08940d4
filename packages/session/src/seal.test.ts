import assert from 'node:assert/strict';
import { createSecretKey } from 'node:crypto';
import { describe, it } from 'node:test';
import { sealWith, unsealWith } from './seal.ts';
import { systemRandom } from './tokens.ts';

const key = createSecretKey(Buffer.alloc(32, 1));
const otherKey = createSecretKey(Buffer.alloc(32, 2));
const seal = (text: string) => sealWith(key, text, systemRandom);
const unseal = (sealed: string) => unsealWith(key, sealed);
const bytesOf = (sealed: string) => Buffer.from(sealed, 'base64url');

/** The same bytes with one of them changed. */
function withByteChanged(bytes: Buffer, at: number, mask: number): string {
  const changed = Buffer.from(bytes);
  changed[at] = (changed[at] ?? 0) ^ mask;
  return changed.toString('base64url');
}

describe('a sealed text', () => {
  const texts: Record<string, string> = {
    'no letter at all': '',
    ASCII: 'ada',
    'letters with accents': 'zoë Ångström',
    'letters that are not Latin': 'Ада 猫 עדה',
    'letters beyond the first plane': '🐈‍⬛𝒜\u{10ffff}',
    'a mark of byte order': '\ufeffada',
    'control characters': '\0\r\n\t\u0085\u2028',
    'combining marks': 'e\u0301\u0301\u0301',
    'many letters': 'ä猫🐈'.repeat(20_000),
  };
  for (const [what, text] of Object.entries(texts)) {
    it(`of ${what} opens to the same text`, () => assert.equal(unseal(seal(text)), text));
  }

  it('fits into a cookie and an address as it is', () => {
    for (let length = 0; length < 30; length++) assert.match(seal('a'.repeat(length)), /^[\w-]+$/);
  });

  it('is another one each time, under another nonce', () => {
    const sealed = Array.from({ length: 100 }, () => seal('ada'));
    assert.equal(new Set(sealed).size, 100);
    assert.equal(new Set(sealed.map((one) => one.slice(0, 16))).size, 100);
  });

  it('takes its nonce from the randomness that it was given', () => {
    const asked: number[] = [];
    const sealed = sealWith(key, 'ada', (length) => {
      asked.push(length);
      return new Uint8Array(length).fill(9);
    });
    assert.deepEqual(asked, [12]);
    assert.deepEqual(bytesOf(sealed).subarray(0, 12), Buffer.alloc(12, 9));
    assert.equal(unseal(sealed), 'ada');
  });

  it('shows nothing of the text but its length', () => {
    const [one, other] = [seal('ada@example.org'), seal('bob@example.org')];
    assert.equal(one.length, other.length);
    assert.equal(bytesOf(one).includes('ada'), false);
    assert.equal(bytesOf(one).length, 12 + 15 + 16);
  });

  it('does not open with another key', () => {
    for (const text of ['', 'ada']) assert.equal(unsealWith(otherKey, seal(text)), undefined);
  });

  it('does not open with any byte of nonce, text or tag changed', () => {
    for (const text of ['', 'ada', 'zoë '.repeat(9)]) {
      const bytes = bytesOf(seal(text));
      for (let at = 0; at < bytes.length; at++) {
        for (const mask of [1, 0x80, 0xff]) {
          assert.equal(unseal(withByteChanged(bytes, at, mask)), undefined, `byte ${at} of ${bytes.length}`);
        }
      }
    }
  });

  it('does not open cut off at any length, at either end', () => {
    for (const text of ['', 'a', 'ad', 'ada']) {
      const sealed = seal(text);
      for (let length = 0; length < sealed.length; length++) {
        assert.equal(unseal(sealed.slice(0, length)), undefined);
        assert.equal(unseal(sealed.slice(sealed.length - length)), undefined);
      }
    }
  });

  it('does not open with bytes added, nor together with another', () => {
    const sealed = seal('ada');
    const longer = Buffer.concat([bytesOf(sealed), Buffer.alloc(1)]).toString('base64url');
    for (const one of [longer, sealed + sealed, `AAAA${sealed}`]) assert.equal(unseal(one), undefined);
  });

  it('does not open with the parts of two put together', () => {
    const [one, other] = [bytesOf(seal('ada')), bytesOf(seal('eve'))];
    for (const at of [12, one.length - 16]) {
      const mixed = Buffer.concat([one.subarray(0, at), other.subarray(at)]);
      assert.equal(unseal(mixed.toString('base64url')), undefined);
    }
  });

  it('is not what garbage opens to, whatever its length', () => {
    for (const letter of ['A', '_', '.', '=', ' ', '%', '\0', 'ä', '🐈']) {
      for (const length of [0, 1, 27, 28, 29, 43, 4096, 65_536]) {
        assert.equal(unseal(letter.repeat(length)), undefined);
      }
    }
  });

  // Who notes which sealed texts were used must not meet the same one in another dress.
  it('has one spelling: padding, letters in between and unused bits are not accepted', () => {
    for (const text of ['ada', 'grace', 'mary']) {
      const sealed = seal(text);
      const others = [`${sealed}=`, `${sealed}==`, `${sealed}.`, `.${sealed}`, `${sealed}\n`, ` ${sealed}`];
      others.push(`${sealed.slice(0, 9)}.${sealed.slice(9)}`, bytesOf(sealed).toString('base64'));
      others.push(...spellingsOf(sealed));
      for (const other of others) {
        if (other !== sealed) assert.equal(unseal(other), undefined, `${sealed} as ${other}`);
      }
    }
  });
});

/** All that differ in the last letter only, and stand for the same bytes. */
function spellingsOf(sealed: string): string[] {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return [...letters]
    .map((letter) => sealed.slice(0, -1) + letter)
    .filter((other) => bytesOf(other).equals(bytesOf(sealed)));
}
