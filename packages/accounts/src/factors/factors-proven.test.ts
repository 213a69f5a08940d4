import assert from 'node:assert/strict';
import { test } from 'node:test';
import { factorsProven } from './factors-proven.ts';

const cases: readonly (readonly [proofs: string, factors: number])[] = [
  ['', 0],
  ['password', 1],
  ['password password', 1],
  ['password magic-link', 1],
  ['magic-link sign-up-link', 1],
  ['totp', 1],
  ['totp recovery-code security-key', 1],
  ['security-key', 1],
  ['password totp', 2],
  ['magic-link totp', 2],
  ['password recovery-code', 2],
  ['password security-key', 2],
  ['passkey', 2],
  ['passkey totp', 2],
  ['login', 1],
  ['login totp', 2],
];

for (const [proofs, factors] of cases) {
  test(`${proofs === '' ? 'nothing' : proofs.replaceAll(' ', ' and ')} proves ${factors} of two factors`, () => {
    const named = proofs.split(' ').filter((factor) => factor !== '');
    assert.equal(factorsProven(named.map((factor) => ({ factor, atMs: 0 }))), factors);
  });
}
