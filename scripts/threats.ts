import { existsSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const tableFile = 'docs/threats.md';
const columns = ['Attack', 'Defence', 'File', 'Test', 'Standard'];
const knownLimit = 'known limit';

/** How the script reads files; the test brings its own. */
export interface Files {
  exists(path: string): boolean;
  read(path: string): string;
}

/** One line of the table, cells trimmed. */
export interface Threat {
  readonly line: number;
  readonly attack: string;
  readonly defence: string;
  readonly file: string;
  readonly test: string;
  readonly standard: string;
}

/** Every fault of the table, one sentence each: a cell left empty, a file or a test that is gone. */
export function threatFaults(markdown: string, files: Files): string[] {
  const threats = readThreats(markdown);
  if (threats.length === 0) return [`${tableFile} has no table with the columns ${columns.join(', ')}.`];
  return threats.flatMap((threat) =>
    [...emptyCells(threat), ...missingFiles(threat, files), ...missingTests(threat, files)].map(
      (fault) => `${tableFile}:${threat.line} ${fault}`,
    ),
  );
}

/** The lines of the table of attacks. */
export function readThreats(markdown: string): Threat[] {
  return readRows(markdown, columns).map(toThreat);
}

/** One line of a table, cells trimmed. */
export interface Row {
  readonly line: number;
  readonly cells: readonly string[];
}

/** The rows of every table of the page that has this head. */
export function readRows(markdown: string, head: readonly string[]): Row[] {
  const rows: Row[] = [];
  let inside = false;
  for (const [index, text] of markdown.split('\n').entries()) {
    const cells = cellsOf(text);
    if (cells === undefined) inside = false;
    else if (cells.join() === head.join()) inside = true;
    else if (inside && !/^:?-+:?$/.test(cells[0] ?? '')) rows.push({ line: index + 1, cells });
  }
  return rows;
}

function cellsOf(line: string): string[] | undefined {
  if (!line.startsWith('|')) return undefined;
  const cells = line.split(/(?<!\\)\|/).slice(1, -1);
  return cells.map((cell) => cell.trim().replaceAll('\\|', '|'));
}

function toThreat({ line, cells }: Row): Threat {
  const [attack = '', defence = '', file = '', test = '', standard = ''] = cells;
  return { line, attack, defence, file, test, standard };
}

function emptyCells({ line, ...cells }: Threat): string[] {
  return Object.entries(cells).flatMap(([name, text]) => (text === '' ? [`has no ${name}.`] : []));
}

function missingFiles({ file }: Threat, files: Files): string[] {
  const paths = [...file.matchAll(/`(?<path>[^`]+)`/g)].map((match) => match.groups?.path ?? '');
  if (paths.length === 0 && file !== '') return [`names no file in \`backticks\`: "${file}".`];
  return paths.filter((path) => !files.exists(path)).map((path) => `names ${path}, which is gone.`);
}

function missingTests({ test }: Threat, files: Files): string[] {
  if (test === knownLimit || test === '') return [];
  return test.split('<br>').flatMap((entry) => {
    if (!isTestEntry(entry)) return [`has a test that is not "\`file\` › name": "${entry}".`];
    return faultsOfTest(entry, files);
  });
}

const testEntry = /^`(?<path>[^`]+)` › (?<name>.+)$/;

/** Whether the text has the form `` `file` › name ``. */
export function isTestEntry(entry: string): boolean {
  return testEntry.test(entry.trim());
}

/** What is wrong with such a text: the file or the test is gone. */
export function faultsOfTest(entry: string, files: Files): string[] {
  const { path = '', name = '' } = testEntry.exec(entry.trim())?.groups ?? {};
  if (!files.exists(path)) return [`names ${path}, which is gone.`];
  return hasTest(files.read(path), name) ? [] : [`names a test that is gone from ${path}: "${name}".`];
}

/** The whole name, in whichever quotes the formatter chose for it. */
function hasTest(source: string, name: string): boolean {
  return ["'", '"', '`'].some((quote) => source.includes(quote + name + quote));
}

export interface CheckedPage {
  readonly name: string;
  readonly path: string;
  readonly faultsOf: (markdown: string, files: Files) => string[];
  readonly linesOf: (markdown: string) => number;
}

/** Says what is wrong with a page of the repository, and fails the process where something is. */
export function checkPage({ name, path, faultsOf, linesOf }: CheckedPage): void {
  const markdown = readFileSync(path, 'utf8');
  const faults = faultsOf(markdown, { exists: existsSync, read: (file) => readFileSync(file, 'utf8') });
  for (const fault of faults) console.error(fault);
  console.log(`${name}: ${linesOf(markdown)} lines, ${faults.length} faults`);
  if (faults.length > 0) process.exitCode = 1;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const linesOf = (markdown: string) => readThreats(markdown).length;
  checkPage({ name: 'threats', path: tableFile, faultsOf: threatFaults, linesOf });
}
