import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readThreats, threatFaults } from './threats.ts';

const files = {
  exists: (path: string) => ['src/next.ts', 'src/next.test.ts'].includes(path),
  read: () => 'test("another origin\'s address is dropped", () => {});\n',
};
const good =
  "| a | b | `src/next.ts` | `src/next.test.ts` › another origin's address is dropped | ASVS 3.7.2 |";

function table(...rows: string[]): string {
  return [
    '# Threats',
    '',
    '| Attack | Defence | File | Test | Standard |',
    '|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

test('a line whose file and test are there passes', () => {
  assert.deepEqual(threatFaults(table(good), files), []);
});

test('a file that is gone is named with the line', () => {
  const faults = threatFaults(table(good, good.replace('`src/next.ts`', '`src/gone.ts`')), files);
  assert.deepEqual(faults, ['docs/threats.md:6 names src/gone.ts, which is gone.']);
});

test('a test that is gone, or whose name is only begun, is a fault', () => {
  const faults = threatFaults(table(good.replace(' is dropped', '')), files);
  assert.match(
    faults.join(),
    /names a test that is gone from src\/next\.test\.ts: "another origin's address"/,
  );
});

test('a known limit needs no test, but every other cell', () => {
  const limit = '| a | b | `src/next.ts` | known limit | – |';
  assert.deepEqual(threatFaults(table(limit), files), []);
  assert.match(threatFaults(table(limit.replace('| b |', '| |')), files).join(), /has no defence/);
});

test('a test cell of another form is a fault', () => {
  const faults = threatFaults(table(good.replace(' › ', ': ')), files);
  assert.match(faults.join(), /not "`file` › name"/);
});

test('a page without the table is a fault', () => {
  assert.equal(threatFaults('# Threats\n', files).length, 1);
});

test('several tests share a cell, and a bar can be escaped', () => {
  const test = "`src/next.test.ts` › another origin's address is dropped";
  const two = good.replace(test, `${test}<br>${test}`).replace('| a |', '| a \\| b |');
  assert.deepEqual(threatFaults(table(two), files), []);
  assert.equal(readThreats(table(two))[0]?.attack, 'a | b');
});
