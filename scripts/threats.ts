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

/** The rows of every table of the page whose head is the five columns. */
export function readThreats(markdown: string): Threat[] {
  const rows: Threat[] = [];
  let inside = false;
  for (const [index, text] of markdown.split('\n').entries()) {
    const cells = cellsOf(text);
    if (cells === undefined) inside = false;
    else if (cells.join() === columns.join()) inside = true;
    else if (inside && !/^:?-+:?$/.test(cells[0] ?? '')) rows.push(toThreat(cells, index + 1));
  }
  return rows;
}

function cellsOf(line: string): string[] | undefined {
  if (!line.startsWith('|')) return undefined;
  const cells = line.split(/(?<!\\)\|/).slice(1, -1);
  return cells.map((cell) => cell.trim().replaceAll('\\|', '|'));
}

function toThreat(cells: readonly string[], line: number): Threat {
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
    const { path, name } = /^`(?<path>[^`]+)` › (?<name>.+)$/.exec(entry.trim())?.groups ?? {};
    if (path === undefined || name === undefined)
      return [`has a test that is not "\`file\` › name": "${entry}".`];
    if (!files.exists(path)) return [`names ${path}, which is gone.`];
    return hasTest(files.read(path), name) ? [] : [`names a test that is gone from ${path}: "${name}".`];
  });
}

/** The whole name, in whichever quotes the formatter chose for it. */
function hasTest(source: string, name: string): boolean {
  return ["'", '"', '`'].some((quote) => source.includes(quote + name + quote));
}

function main(): void {
  const markdown = readFileSync(tableFile, 'utf8');
  const faults = threatFaults(markdown, { exists: existsSync, read: (path) => readFileSync(path, 'utf8') });
  for (const fault of faults) console.error(fault);
  console.log(`threats: ${readThreats(markdown).length} lines, ${faults.length} faults`);
  if (faults.length > 0) process.exitCode = 1;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main();
