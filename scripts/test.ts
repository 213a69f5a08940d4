import { type SpawnOptions, spawn } from 'node:child_process';
import { globSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { delimiter, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import manifest from '../package.json' with { type: 'json' };
import { findChromium, noChromium } from '../test/find-chromium.ts';
import { addCounts, type Counts, noCounts, printCounts } from './test-counts.ts';

/** What `npm test` does, in this order; `npm run <name>` and `npm run test:<name>` do one of them. */
const checks = ['format', 'lint', 'types', 'layers', 'threats'] as const;

/** Test files by kind. Whatever takes more than a minute is named `*.long.test.ts` and is run by `npm run test:long` alone. */
const kinds = {
  unit: ['packages/*/src/**/*.test.ts', 'scripts/*.test.ts'],
  'whole-way': ['test/whole-way/*.test.ts', 'test/races/*.test.ts', 'examples/*/*.test.ts'],
  browser: ['test/browser/*.test.ts'],
  long: ['{packages/*/src,scripts,test,examples,bench}/**/*.long.test.ts'],
} as const;

type Kind = keyof typeof kinds;

interface Step {
  readonly name: string;
  readonly run: () => Promise<boolean>;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
// Of this run alone: another one in the same folder must not take it away.
const countsFolder = `.tmp/counts-${process.pid}`;
let counts = noCounts;

process.exitCode = (await main()) ? 0 : 1;

/** Runs every step even when one before it failed: one run tells all there is to mend. */
async function main(): Promise<boolean> {
  const { positionals } = parseArgs({ allowPositionals: true, strict: false, args: process.argv.slice(2) });
  const [kind, ...paths] = positionals;
  const steps = kind === undefined ? everyStep() : [testStep(parseKind(kind), paths)];
  await mkdir(countsFolder, { recursive: true });
  const failed: string[] = [];
  for (const { name, run } of steps) {
    console.log(`\n── ${name}`);
    if (!(await run())) failed.push(name);
  }
  await rm(countsFolder, { recursive: true });
  console.log(failed.length === 0 ? '\n── all passed' : `\n── failed: ${failed.join(', ')}`);
  printCounts(counts);
  return failed.length === 0;
}

function everyStep(): Step[] {
  return [
    ...checks.map((name) => ({ name, run: () => runsScript(name) })),
    ...(['unit', 'whole-way', 'browser'] as const).map((kind) => testStep(kind, [])),
  ];
}

function parseKind(text: string): Kind {
  if (Object.hasOwn(kinds, text)) return text as Kind; // a key of `kinds`, just looked up
  throw new Error(`No tests are called ${text}. There are: ${Object.keys(kinds).join(', ')}.`);
}

/** @param parts only files whose path contains one of these; all without any */
function testStep(kind: Kind, parts: readonly string[]): Step {
  return { name: `test:${kind}`, run: () => runTests(kind, parts) };
}

async function runTests(kind: Kind, parts: readonly string[]): Promise<boolean> {
  const files = filesOf(kind).filter(
    (file) => parts.length === 0 || parts.some((part) => file.includes(part)),
  );
  if (files.length === 0) {
    console.log(`No test file matches ${kinds[kind].join(' ')}.`);
    return false;
  }
  if (kind === 'browser' && findChromium() === undefined) console.log(noChromium());
  const countsFile = `${countsFolder}/${kind}.json`;
  // A test that leaves a server or a browser running keeps its file open; nobody should wait for that for ever.
  const timeout = kind === 'long' ? hourMs : 10 * minuteMs;
  const passed = await runs(process.execPath, [...testOptions(kind, countsFile), ...files], { timeout });
  const found = await readCounts(countsFile);
  counts = addCounts(counts, found);
  return passed && found.tests > 0;
}

function filesOf(kind: Kind): string[] {
  const files = globSync([...kinds[kind]], { exclude: ['**/node_modules', '**/dist'] });
  return files.filter((file) => kind === 'long' || !file.endsWith('.long.test.ts')).sort();
}

/** Two files at once: password hashing keeps both cores of a small machine busy. A browser wants a core of its own. */
function testOptions(kind: Kind, countsFile: string): string[] {
  const timeoutMs = kind === 'long' ? hourMs : 2 * minuteMs;
  return [
    '--conditions=latchkey-source',
    '--test',
    `--test-concurrency=${kind === 'unit' || kind === 'whole-way' ? 2 : 1}`,
    `--test-timeout=${timeoutMs}`,
    '--test-reporter=spec',
    '--test-reporter-destination=stdout',
    '--test-reporter=./scripts/test-counts.ts',
    `--test-reporter-destination=${countsFile}`,
  ];
}

async function readCounts(file: string): Promise<Counts> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text === '' ? { ...noCounts, fail: 1 } : (JSON.parse(text) as Counts); // written by our own reporter
}

/** A script of package.json, as npm would run it. */
async function runsScript(name: (typeof checks)[number]): Promise<boolean> {
  const path = [resolve('node_modules/.bin'), process.env.PATH].join(delimiter);
  return runs(manifest.scripts[name], [], { shell: true, env: { ...process.env, PATH: path } });
}

function runs(command: string, args: readonly string[], options: SpawnOptions = {}): Promise<boolean> {
  return new Promise((settle, reject) => {
    const child = spawn(command, args, { stdio: 'inherit', ...options });
    child.once('error', reject);
    child.once('exit', (code) => settle(code === 0));
  });
}
