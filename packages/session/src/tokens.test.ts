import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newToken, systemRandom } from './tokens.ts';

test('a session id is 256 unpredictable bits: of a hundred thousand no two are the same, and no bit is preferred', () => {
  const count = 100_000;
  const tokens = new Set<string>();
  const ones = new Float64Array(256);
  for (let made = 0; made < count; made++) {
    const token = newToken(systemRandom);
    assert.equal(token.length, 43);
    tokens.add(token);
    for (const [at, byte] of Buffer.from(token, 'base64url').entries()) {
      for (let bit = 0; bit < 8; bit++) ones[at * 8 + bit] = (ones[at * 8 + bit] ?? 0) + ((byte >> bit) & 1);
    }
  }
  assert.equal(tokens.size, count);
  // Seven standard deviations, each of half the root of the count.
  const most = (7 * Math.sqrt(count)) / 2;
  assert.ok(ones.every((one) => Math.abs(one - count / 2) < most));
});
