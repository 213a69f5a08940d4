import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { english } from './english.ts';

/** Ids that are put together where they are used. */
const made = [
  /^error\.\d{3}\.(title|text)$/,
  /^factor\./,
  /^fault\./,
  /^history\.(event|failed|why)\./,
  /^mail\.[a-z-]+\.subject$/,
  /^mail\.factor-(added|removed)\.[a-z-]+-subject$/,
];

test('every text is shown somewhere', () => {
  const packages = join(import.meta.dirname, '../../..');
  const files = globSync('{web,server}/src/**/*.ts', { cwd: packages }).filter(
    (path) => !path.endsWith('.test.ts') && !/messages\/(english|german)/.test(path),
  );
  const source = files.map((path) => readFileSync(join(packages, path), 'utf8')).join('\n');
  assert.ok(files.length > 100);
  const unused = Object.keys(english).filter(
    (id) => !source.includes(`'${id}'`) && !made.some((pattern) => pattern.test(id)),
  );
  assert.deepEqual(unused, []);
});
