import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asvsFaults, numbers } from './asvs.ts';

const files = {
  exists: (path: string) => path === 'src/codes.test.ts',
  read: () => "test('a code works once', () => {});\n",
};
const met = '`src/codes.test.ts` › a code works once';

/** A whole page, with this answer in place of the one of 6.5.1. */
function page(answer = met, rows: readonly string[] = numbers): string {
  const lines = rows.map((number) => `| ${number} | in words | ${number === '6.5.1' ? answer : met} |`);
  return ['# ASVS', '', '| No. | In our words | Met by |', '|---|---|---|', ...lines, ''].join('\n');
}

const faultsOf = (answer: string) => asvsFaults(page(answer), files);

test('a page with every row of V6 and V7 passes, whose tests are there or whose reasons are said', () => {
  assert.equal(numbers.length, 66);
  assert.deepEqual([numbers[0], numbers[46], numbers[47], numbers[65]], ['6.1.1', '6.8.4', '7.1.1', '7.6.2']);
  for (const answer of [
    met,
    `${met}<br>${met}`,
    'not met: the list holds common passwords alone.',
    'not applicable: there is no SMS anywhere.',
    `${met}<br>by design: off by default, see [its page](magic-link.md).`,
  ]) {
    assert.deepEqual(faultsOf(answer), [], answer);
  }
});

test('a row that is missing, there twice or invented is a fault', () => {
  const faults = (rows: readonly string[]) => asvsFaults(page(met, rows), files);
  assert.deepEqual(faults(numbers.filter((number) => number !== '7.4.3')), [
    'docs/asvs.md has no row 7.4.3.',
  ]);
  assert.deepEqual(faults([...numbers, '6.1.1']), ['docs/asvs.md:71 is there twice: 6.1.1.']);
  assert.deepEqual(faults([...numbers, '6.9.1']), ['docs/asvs.md:71 is no row of V6 or V7: "6.9.1".']);
  assert.equal(asvsFaults('# ASVS\n', files).length, 66);
});

test('a file or a test that is gone is a fault', () => {
  assert.match(
    faultsOf('`src/gone.test.ts` › a code works once').join(),
    /src\/gone\.test\.ts, which is gone/,
  );
  assert.match(
    faultsOf('`src/codes.test.ts` › a code works').join(),
    /test that is gone from .*"a code works"/,
  );
});

test('an answer that is left open, or a reason without words or page, is a fault', () => {
  for (const open of ['', '–', 'later', 'met', 'not met', 'not met: no.', `${met}<br>later`]) {
    assert.match(faultsOf(open).join(), /neither a test nor a reason/, open);
  }
  assert.match(faultsOf('by design: it has always been like that.').join(), /without the page/);
});

test('a row says in our words what is asked for', () => {
  const faults = asvsFaults(page().replace('| 6.1.1 | in words |', '| 6.1.1 | |'), files);
  assert.deepEqual(faults, ['docs/asvs.md:5 6.1.1 says nothing in our words.']);
});
