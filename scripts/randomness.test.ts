import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

test('nothing is made of Math.random, whose numbers can be guessed', () => {
  const paths = globSync('packages/*/src/**/*.{ts,js}').filter(
    (path) => !/\.test\.ts$|test-|testing/.test(path),
  );
  assert.ok(paths.length > 200);
  const guessable = /\bMath\.random\b/;
  assert.deepEqual(
    paths.filter((path) => guessable.test(readFileSync(path, 'utf8'))),
    [],
  );
});
