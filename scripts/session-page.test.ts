import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const page = readFileSync('docs/session.md', 'utf8');

test('every setting of the session core has its row in docs/session.md', () => {
  const shapes = between(
    readFileSync('packages/session/src/setting-shapes.ts', 'utf8'),
    'const shapes',
    '};',
  );
  const settings = namesIn(shapes, /^ {2}(?<name>\w+):/gm);
  assert.ok(settings.length > 30);
  assert.deepEqual(missingFrom(between(page, '\n## Settings\n', '\n## '), settings), []);
});

test('every cookie setting has its row in docs/session.md', () => {
  const source = readFileSync('packages/session/src/cookies.ts', 'utf8');
  const settings = namesIn(source, /^ {2}readonly (?<name>\w+)\?:/gm).filter((name) => name !== 'name');
  assert.ok(settings.length >= 9);
  const dotted = settings.map((name) => `cookies.${name}`);
  assert.deepEqual(missingFrom(between(page, '\n## Settings\n', '\n## '), dotted), []);
});

test('every event has its row in docs/session.md', () => {
  const source = readFileSync('packages/session/src/settings.ts', 'utf8');
  const events = namesIn(between(source, 'interface LoginEvents', '\n}'), /^ {2}(?<name>\w+)\?\(/gm);
  assert.ok(events.length > 10);
  assert.deepEqual(missingFrom(between(page, '\n## Events\n', '\n## '), events), []);
});

test('everything a visit can do has its row in docs/session.md', () => {
  const source = readFileSync('packages/session/src/visit.ts', 'utf8');
  const methods = namesIn(
    source,
    /^ {2}(?:async |get |readonly )?(?<name>[a-z]\w+)(?:\(.*\{|: VisitRequest;)$/gm,
  );
  assert.ok(methods.length > 15);
  const forAdapters = ['belongsTo', 'constructor'];
  const own = methods.filter((name) => !forAdapters.includes(name));
  assert.deepEqual(missingFrom(between(page, '\n## What a visit can do\n', '\n## '), own), []);
});

/** From the first `start` to the next `end` after it. */
function between(text: string, start: string, end: string): string {
  const from = text.indexOf(start) + start.length;
  return text.slice(from, text.indexOf(end, from));
}

function namesIn(source: string, pattern: RegExp): string[] {
  return [...source.matchAll(pattern)].map((match) => match.groups?.name ?? '');
}

/** Those that no row begins with. */
function missingFrom(section: string, names: readonly string[]): string[] {
  const cells = [...section.matchAll(/^\| (?<cell>`.*?) \|/gm)]
    .map((match) => match.groups?.cell ?? '')
    .join(' ');
  return names.filter((name) => !new RegExp(`\`${name.replace('.', '\\.')}\\b`).test(cells));
}
