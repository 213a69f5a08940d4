import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testKeyring } from '../testing.ts';
import { codeFor, isCode, macOfCode } from './code.ts';

const accounts = { keyring: testKeyring() };

test('the code is eight signs of which none is taken for another, and the same whenever it is shown', () => {
  const codes = Array.from({ length: 500 }, (_, index) => codeFor(accounts, `browser ${index}`));
  for (const code of codes) assert.match(code, /^[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}$/);
  assert.equal(new Set(codes).size, 500);
  assert.equal(new Set(codes.join('')).size, 33, 'all of them, and the dash');
  assert.equal(codeFor(accounts, 'browser 0'), codes[0]);
});

test('case, dashes and blanks are forgiven, another sign is not', () => {
  const mac = macOfCode(accounts, 'K7QM-3XHP');
  for (const typed of [
    'K7QM-3XHP',
    'k7qm3xhp',
    ' K7QM 3XHP ',
    'k7qm – 3xhp',
    'Ｋ７ＱＭ３ＸＨＰ',
    'K-7-Q-M-3-X-H-P',
  ]) {
    assert.equal(isCode(accounts, typed, mac), true, typed);
  }
  for (const typed of ['K7QM-3XHR', 'K7QM-3XH', 'K7QM-3XHPP', '']) {
    assert.equal(isCode(accounts, typed, mac), false, typed);
  }
});
