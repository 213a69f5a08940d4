import { pathToFileURL } from 'node:url';
import { checkPage, type Files, faultsOfTest, isTestEntry, type Row, readRows } from './threats.ts';

const pageFile = 'docs/asvs.md';
const columns = ['No.', 'In our words', 'Met by'];

/** ASVS 5.0, V6 and V7: how many rows each section has. */
const rowsOf: Readonly<Record<string, number>> = {
  '6.1': 3,
  '6.2': 12,
  '6.3': 8,
  '6.4': 6,
  '6.5': 8,
  '6.6': 4,
  '6.7': 2,
  '6.8': 4,
  '7.1': 3,
  '7.2': 4,
  '7.3': 2,
  '7.4': 5,
  '7.5': 3,
  '7.6': 2,
};

/** The number of every row that the page must have, in this order. */
export const numbers: readonly string[] = Object.entries(rowsOf).flatMap(([section, count]) =>
  Array.from({ length: count }, (_, index) => `${section}.${index + 1}`),
);

/** Every fault of the page, one sentence each: a row that is missing or has no answer, a file or a test that is gone. */
export function asvsFaults(markdown: string, files: Files): string[] {
  const rows = readRows(markdown, columns);
  const found = rows.map(({ cells: [number = ''] }) => number);
  const missing = numbers.filter((number) => !found.includes(number));
  return [
    ...missing.map((number) => `${pageFile} has no row ${number}.`),
    ...rows.flatMap((row, index) =>
      [...faultsOfNumber(row, found.slice(0, index)), ...faultsOfRow(row, files)].map(
        (fault) => `${pageFile}:${row.line} ${fault}`,
      ),
    ),
  ];
}

function faultsOfNumber({ cells: [number = ''] }: Row, before: readonly string[]): string[] {
  if (!numbers.includes(number)) return [`is no row of V6 or V7: "${number}".`];
  return before.includes(number) ? [`is there twice: ${number}.`] : [];
}

function faultsOfRow({ cells: [number = '', words = '', metBy = ''] }: Row, files: Files): string[] {
  const unsaid = words === '' ? [`${number} says nothing in our words.`] : [];
  return [...unsaid, ...metBy.split('<br>').flatMap((entry) => faultsOfAnswer(entry.trim(), files))];
}

/** A sentence of at least a few words, not an empty phrase. */
const reason = /^(?:not met|not applicable|by design): .{15,}\.$/;

function faultsOfAnswer(entry: string, files: Files): string[] {
  if (isTestEntry(entry)) return faultsOfTest(entry, files);
  if (!reason.test(entry)) return [`is answered by neither a test nor a reason: "${entry}".`];
  if (entry.startsWith('by design') && !/\]\([^)]+\)/.test(entry)) {
    return [`says "by design" without the page that explains it: "${entry}".`];
  }
  return [];
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const linesOf = (markdown: string) => readRows(markdown, columns).length;
  checkPage({ name: 'asvs', path: pageFile, faultsOf: asvsFaults, linesOf });
}
