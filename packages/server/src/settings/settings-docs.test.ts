import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parseEnv } from 'node:util';
import { notSupported, schema, settingNames } from './schema.ts';
import { parseSecretKeys } from './secret-key.ts';
import { parseEnvironment } from './settings.ts';

const root = new URL('../../../../', import.meta.url);
const page = readFileSync(new URL('docs/settings.md', root), 'utf8');
const example = readFileSync(new URL('.env.example', root), 'utf8');

/** Name and second cell of every table row that begins with a name in capitals. */
function rows(): Map<string, string> {
  const found = page.matchAll(/^\| `([A-Z_]+)` \| (.*?) \|/gm);
  return new Map([...found].map(([, name = '', cell = '']) => [name, cell]));
}

function defaultInWords(name: string): string {
  const entry = Object.entries(schema.entries).find(([key]) => key === name)?.[1];
  if (entry === undefined || entry.default === undefined) return '–';
  return entry.default === '' ? 'empty: none' : `\`${entry.default}\``;
}

test('docs/settings.md lists every setting with its default, and no other', () => {
  const documented = rows();
  for (const name of settingNames) assert.equal(documented.get(name), defaultInWords(name), name);
  const known = [...settingNames, ...Object.keys(notSupported)];
  assert.deepEqual([...documented.keys()].toSorted(), known.toSorted());
});

test('.env.example names every setting, and all of it but the secret key is accepted', () => {
  const given = parseEnv(example);
  assert.deepEqual(Object.keys(given).toSorted(), settingNames.toSorted());
  const parsed = parseEnvironment(given);
  assert.ok(!parsed.ok);
  assert.deepEqual(parsed.problems, [
    'SECRET_KEY is an example or a phrase, which anyone can guess. Make one with "latchkey secret".',
  ]);
});

test('no secret key that stands in the documentation is accepted', () => {
  const pages = ['docs/settings.md', 'docs/quick-start.md', '.env.example', 'README.md'];
  for (const path of pages) {
    const text = readFileSync(new URL(path, root), 'utf8');
    for (const [, key = ''] of text.matchAll(/SECRET_KEY=["']?([^\s"'`]+)/g)) {
      assert.equal(parseSecretKeys(key).ok, false, `${path}: ${key}`);
    }
  }
});
