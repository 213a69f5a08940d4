import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accentRule } from './accent.ts';

test('the accent stands before the style sheet, light and dark', () => {
  assert.match(accentRule({ light: '#1a3f8f' }), /--accent-light: #1a3f8f;\n {2}--accent-dark: #7fd1c3;/);
});

test('an accent that could not be read, or is no colour, is refused when the app is built', () => {
  assert.throws(() => accentRule({ light: '#ffcc00' }), { code: 'accent-invalid', message: /1\.\d:1/ });
  assert.throws(() => accentRule({ dark: '#0d5c55' }), { code: 'accent-invalid' });
  assert.throws(() => accentRule({ light: 'red; } body { display: none' }), { code: 'accent-invalid' });
});
