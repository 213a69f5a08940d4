import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { makeKey } from './make-key.ts';
import { parseSecretKeys } from './secret-key.ts';

function problemOf(text: string): string {
  const parsed = parseSecretKeys(text);
  assert.equal(parsed.ok, false, 'the key was taken');
  return parsed.ok ? '' : parsed.problem;
}

function keysOf(text: string): readonly string[] {
  const parsed = parseSecretKeys(text);
  assert.ok(parsed.ok);
  return parsed.keys.reveal();
}

test('a key that latchkey made is taken, a thousand times over', () => {
  for (let turn = 0; turn < 1000; turn += 1) assert.equal(keysOf(makeKey()).length, 1);
});

test('a key in hexadecimal is taken', () => {
  const key = randomBytes(32).toString('hex');
  assert.deepEqual(keysOf(key), [key]);
});

test('several keys keep their order, newest first', () => {
  const [newest, oldest] = [makeKey(), makeKey()];
  assert.deepEqual(keysOf(`${newest}, ${oldest}`), [newest, oldest]);
});

test('a short key is refused with its length', () => {
  assert.match(problemOf(randomBytes(31).toString('hex')), /has 31 bytes and needs at least 32/);
});

test('padded or standard base64, and other text, is refused as not written like a key', () => {
  for (const text of [`${makeKey()}=`, 'a+b/'.repeat(16), 'grüße'.repeat(12), 'two words'.repeat(8)]) {
    assert.match(problemOf(text), /is not written as base64url or hexadecimal/);
  }
});

test('a key whose bytes are all the same is refused', () => {
  assert.match(problemOf(Buffer.alloc(32, 0x5a).toString('hex')), /too easy to guess/);
  assert.match(problemOf('A'.repeat(43)), /too easy to guess/);
});

test('a key that counts, or repeats one half, is refused', () => {
  const counting = Buffer.from(Array.from({ length: 32 }, (_, index) => index));
  const half = randomBytes(16);
  assert.match(problemOf(counting.toString('base64url')), /too easy to guess/);
  assert.match(problemOf(Buffer.concat([half, half]).toString('base64url')), /too easy to guess/);
});

test('a phrase that happens to be base64url is refused', () => {
  assert.match(problemOf('please-change-me-please-change-me-please-chang1'), /an example or a phrase/);
  assert.match(problemOf('correct_horse_battery_staple_and_some_more_of_it'), /too easy to guess/);
});

test('an empty entry between two commas and a key given twice are refused', () => {
  const key = makeKey();
  assert.match(problemOf(`${key},`), /^Entry 2 of SECRET_KEY is empty/);
  assert.match(problemOf(`${key},${key}`), /the same key twice/);
});

test('the sentence about a refused key never shows the key', () => {
  const short = makeKey().slice(0, 30);
  assert.ok(!problemOf(short).includes(short));
});

test('keys cannot be printed by accident', () => {
  const key = makeKey();
  const parsed = parseSecretKeys(key);
  assert.ok(parsed.ok);
  const printed = [
    `${parsed.keys}`,
    JSON.stringify({ settings: parsed.keys }),
    inspect({ keys: parsed.keys }),
  ];
  for (const text of printed) assert.ok(!text.includes(key), text);
});
