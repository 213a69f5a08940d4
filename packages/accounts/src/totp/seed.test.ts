import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { Secret as Key } from 'otpauth';
import { testKeyring } from '../testing.ts';
import { newSeed, openSeed, sealSeed } from './seed.ts';

const accounts = { keyring: testKeyring() };

test('a seed is 160 random bits, which are those of the accounts', () => {
  const asked: number[] = [];
  const random = (size: number) => {
    asked.push(size);
    return randomBytes(size).fill(7);
  };
  const seed = newSeed({ random });
  assert.deepEqual(asked, [20]);
  assert.deepEqual([...Key.fromBase32(seed.reveal()).bytes], Array(20).fill(7));
  assert.match(seed.reveal(), /^[A-Z2-7]{32}$/);
  const seeds = Array.from({ length: 1000 }, () => newSeed({ random: randomBytes }).reveal());
  assert.equal(new Set(seeds).size, 1000);
});

test('a sealed seed opens for its account alone, however ids are chosen', () => {
  const seed = newSeed({ random: randomBytes });
  const ids = ['a', 'a b', ' a', 'a ', '', 'A', 'a\0', `a ${seed.reveal()}`, 'a","b', '["a"]', 'a\\'];
  for (const userId of ids) {
    const sealed = sealSeed(accounts, { userId, seed });
    for (const other of ids) {
      const opened = openSeed(accounts, { userId: other, sealed });
      assert.equal(opened?.reveal(), other === userId ? seed.reveal() : undefined, `${userId} ${other}`);
    }
  }
});

test('what was not sealed as a seed is none', () => {
  const texts = ['', 'nonsense', accounts.keyring.seal('totp-setup', 'a AAAA'), 'a AAAA'];
  for (const sealed of texts) assert.equal(openSeed(accounts, { userId: 'a', sealed }), undefined);
});
