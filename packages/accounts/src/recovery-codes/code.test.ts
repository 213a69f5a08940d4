import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { hashOfCode, newCode } from './code.ts';

const code = newCode({ random: randomBytes });
const hash = hashOfCode({ userId: 'ada', code });

test('a code is 24 signs in six groups of four, of which none is taken for another', () => {
  const codes = Array.from({ length: 1000 }, () => newCode({ random: randomBytes }));
  for (const one of codes) assert.match(one, /^[0-9a-hjkmnp-tv-z]{4}(?:-[0-9a-hjkmnp-tv-z]{4}){5}$/);
  assert.equal(new Set(codes).size, 1000);
  assert.equal(new Set(codes.join('')).size, 33, 'all 32 of them, and the dash');
});

test('a code is 120 random bits, which are those of the accounts, and each of them counts', () => {
  const asked: number[] = [];
  const of = (bytes: Uint8Array) =>
    newCode({
      random: (size) => {
        asked.push(size);
        return bytes;
      },
    });
  const seen = new Set([of(new Uint8Array(15))]);
  for (let bit = 0; bit < 120; bit++) {
    const bytes = new Uint8Array(15);
    bytes[bit >> 3] = 1 << (bit & 7);
    seen.add(of(bytes));
  }
  assert.equal(seen.size, 121);
  assert.deepEqual(new Set(asked), new Set([15]));
  assert.equal(of(new Uint8Array(15).fill(255)), 'zzzz-zzzz-zzzz-zzzz-zzzz-zzzz');
});

test('case, dashes and blanks are forgiven', () => {
  const plain = code.replaceAll('-', '');
  const wide = Array.from(plain, (sign) => String.fromCodePoint(sign.charCodeAt(0) + 0xfee0)).join('');
  const forgiven = [
    code,
    plain,
    code.toUpperCase(),
    `  ${code}\n`,
    code.replaceAll('-', ' '),
    code.replaceAll('-', ' – '),
    plain.match(/../g)?.join('-') ?? '',
    wide,
  ];
  for (const typed of forgiven) assert.equal(hashOfCode({ userId: 'ada', code: typed }), hash, typed);
});

test('signs that are taken for another are forgiven: o for 0, i and l for 1', () => {
  const read = '0101-1010-abcd-efgh-jkmn-pqrs';
  const typed = 'OiOl-lOIo-abcd-efgh-jkmn-pqrs';
  assert.equal(hashOfCode({ userId: 'ada', code: typed }), hashOfCode({ userId: 'ada', code: read }));
});

test('what cannot be a code is none: another alphabet, too short, too long', () => {
  const plain = code.replaceAll('-', '');
  const signs = ['u', 'U', '!', '.', 'ß', 'ä', '猫', '\0', 'а'];
  const typed = [
    ...signs.map((sign) => `${plain.slice(1)}${sign}`),
    '',
    '------',
    plain.slice(1),
    `${plain}0`,
    code.padStart(65),
    plain.repeat(100_000),
    '123456',
  ];
  for (const one of typed) assert.equal(hashOfCode({ userId: 'ada', code: one }), undefined, one);
});

test('what is stored is another for each account and code, and shows neither', () => {
  assert.match(hash ?? '', /^[\w-]{43}$/);
  assert.notEqual(hashOfCode({ userId: 'eve', code }), hash);
  assert.notEqual(hashOfCode({ userId: 'ada', code: newCode({ random: randomBytes }) }), hash);
});
