import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

test('every good line of STYLE.md stands in the code', () => {
  // Eight spaces part the quotation from what is said about it.
  const quotations = [...readFileSync('STYLE.md', 'utf8').matchAll(/^good {3}(?<line>.+?)(?: {8}.*)?$/gm)];
  const lines = quotations.map((match) => match.groups?.line ?? '');
  const sources = globSync('packages/*/src/**/*.ts').map((path) => readFileSync(path, 'utf8'));
  assert.ok(lines.length >= 12);
  assert.deepEqual(
    lines.filter((line) => !sources.some((source) => source.includes(line))),
    [],
  );
});
