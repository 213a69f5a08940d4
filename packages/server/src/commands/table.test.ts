import assert from 'node:assert/strict';
import { test } from 'node:test';
import { table } from './table.ts';

test('columns are as wide as their widest cell, and no line ends in spaces', () => {
  assert.equal(
    table(
      ['NAME', 'STATE'],
      [
        ['ada', 'active'],
        ['grace hopper', '-'],
      ],
    ),
    ['NAME          STATE\n', 'ada           active\n', 'grace hopper  -\n'].join(''),
  );
});

test('a name from an import cannot command the terminal', () => {
  assert.equal(
    table(['NAME'], [['a\u001b[2Jb\u202e\nc\u2028d']]),
    'NAME\na\\u{1b}[2Jb\\u{202e} c\\u{2028}d\n',
  );
});
