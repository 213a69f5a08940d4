import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

const page = 'docs/errors.md';
const packages = ['session', 'accounts', 'web', 'server'];

test('every code that is thrown stands in docs/errors.md, under its package, and no other', () => {
  const listed = listedCodes(readFileSync(page, 'utf8'));
  for (const name of packages) assert.deepEqual(listed.get(name), thrownCodes(sourcesOf(name)), name);
});

test('every row of docs/errors.md says who throws it when, and what to do', () => {
  const rows = readFileSync(page, 'utf8').matchAll(/^\| `.*$/gm);
  const short = [...rows].map(([row]) => row).filter((row) => row.split(' | ').some((cell) => cell === ''));
  assert.deepEqual(short, []);
});

test('a code that is passed on as a variable is found where it is written', () => {
  const source = `
    throw codedError<PasswordErrorCode>('hashing-too-weak', 'No.');
    throw codedError(
      'page-invalid',
      'No.',
    );
    throw codedError(code, 'No.');
    demandInteger(queue, { code: 'queue-invalid', name: 'queue' });
    originOf(text, 'base-url-invalid');`;
  const codes = ['base-url-invalid', 'hashing-too-weak', 'page-invalid', 'queue-invalid'];
  assert.deepEqual(thrownCodes([source]), codes);
});

function sourcesOf(name: string): string[] {
  const paths = globSync(`packages/${name}/src/**/*.ts`);
  return paths
    .filter((path) => !/\.test\.ts$|\/test-[^/]*$/.test(path))
    .map((path) => readFileSync(path, 'utf8'));
}

/** Where a code is written: as the first argument of what makes the error, or as the `code` that is handed on to it. */
const places = [
  /\b(?:codedError(?:<\w+>)?|unavailable|wrongAnswer)\(\s*'(?<code>[^']+)'/g,
  /\bcode(?:: | = )'(?<code>[a-z]+(?:-[a-z]+)+)'/g,
  /\boriginOf\([^\n]*, '(?<code>[^']+)'\)/g,
];

function thrownCodes(sources: readonly string[]): string[] {
  const found = sources.flatMap((source) => places.flatMap((place) => [...source.matchAll(place)]));
  return [...new Set(found.map((match) => match.groups?.code ?? ''))].sort();
}

/** By package: the codes of the tables below the heading that names it. */
function listedCodes(markdown: string): ReadonlyMap<string, string[]> {
  const sections = markdown.split(/^## /m).slice(1);
  return new Map(sections.map((section) => [nameOf(section), codesIn(section)]));
}

/** `@latchkey/session` is in `packages/session`, `latchkey` itself in `packages/server`. */
function nameOf(section: string): string {
  const name = /^`(?:@latchkey\/)?(?<name>\w+)`/.exec(section)?.groups?.name ?? '';
  return name === 'latchkey' ? 'server' : name;
}

function codesIn(section: string): string[] {
  return [...section.matchAll(/^\| `(?<code>[\w-]+)` \|/gm)].map((match) => match.groups?.code ?? '').sort();
}
