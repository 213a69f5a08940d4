import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canonicalEmail, canonicalUsername, isEmail } from './canonical.ts';

test('case, width, composition and space around do not make another name', () => {
  for (const typed of ['Renée', ' RENÉE ', 'Rene\u0301e', 'ＲＥＮÉＥ']) {
    assert.equal(canonicalUsername(typed), 'renée', typed);
  }
  assert.notEqual(canonicalUsername('renee'), 'renée');
});

test('a mail address is compared without case, its domain as DNS has it', () => {
  assert.equal(canonicalEmail(' Ada@BÜCHER.example '), 'ada@xn--bcher-kva.example');
  assert.equal(canonicalEmail('ada@xn--BCHER-kva.example'), 'ada@xn--bcher-kva.example');
});

test('the address of somebody whose name only looks alike is another: ı is not i', () => {
  assert.notEqual(canonicalEmail('m\u0131ke@example.com'), canonicalEmail('mike@example.com'));
  assert.notEqual(canonicalEmail('mike@g\u0131thub.example'), canonicalEmail('mike@github.example'));
  // U+212A, the Kelvin sign, is a k to everybody: one account, and its mail goes to the address it has stored.
  assert.equal(canonicalEmail('mi\u212Ae@example.com'), 'mike@example.com');
});

test('every sign that counts as @ makes a mail address', () => {
  for (const typed of ['ada@example.com', 'ada\uff20example.com', 'ada\ufe6bexample.com'])
    assert.ok(isEmail(typed));
  assert.ok(!isEmail('ada'));
});

test('what cannot be seen makes no other name of it', () => {
  const unseen = [
    '\u034f',
    '\ufe0f',
    '\u180b',
    '\u3164',
    '\u115f',
    '\u2800',
    '\u200c',
    '\u200d',
    '\u{e0100}',
    '\u17b4',
  ];
  for (const sign of unseen) {
    assert.equal(canonicalUsername(`al${sign}ice`), 'alice', `U+${sign.codePointAt(0)}`);
    assert.equal(canonicalUsername(`alice${sign}`), 'alice', `U+${sign.codePointAt(0)}`);
  }
});

test('the canonical form of a canonical form is itself, for every character there is', () => {
  for (let point = 0; point <= 0x10ffff; point++) {
    const once = canonicalUsername(`a${String.fromCodePoint(point)}b`);
    if (canonicalUsername(once) !== once) assert.fail(`U+${point.toString(16)}`);
  }
});
