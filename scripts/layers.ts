import { globSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Import, importsOf } from './imports.ts';

/** The four floors: which packages of the house each may import. Whatever is not listed points up or sideways. */
const below: Readonly<Record<string, readonly string[]>> = {
  '@latchkey/session': [],
  '@latchkey/accounts': [],
  '@latchkey/web': ['@latchkey/session', '@latchkey/accounts'],
  latchkey: ['@latchkey/session', '@latchkey/accounts', '@latchkey/web'],
};

export interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** One file that is to be judged: where it is, what it says, and the package it belongs to. */
export interface Source {
  /** From the root of the repository. */
  readonly path: string;
  readonly text: string;
  /** Folder of its package, from the root; `''` for the root's own scripts, tests and benches. */
  readonly folder: string;
  readonly manifest: Manifest;
}

/** Every fault of one file, one sentence each; none when it keeps the rules. */
export function layerFaults(source: Source): string[] {
  return importsOf(source.text).flatMap((found) => {
    const fault = faultOf(found, source);
    return fault === undefined ? [] : [`${source.path}:${found.line} ${fault}`];
  });
}

function faultOf(found: Import, source: Source): string | undefined {
  if (found.everything) return '`export *` hides what is public: name it by hand.';
  const { specifier } = found;
  if (specifier.startsWith('.')) return faultOfRelative(specifier, source);
  if (specifier.startsWith('node:')) return undefined;
  if (builtinModules.includes(specifier)) return `"${specifier}" is Node's own: write "node:${specifier}".`;
  return faultOfPackage(found, packageOf(specifier), source);
}

function faultOfRelative(specifier: string, { path, folder }: Source): string | undefined {
  const leaves = relative(folder, join(dirname(path), specifier)).startsWith('..');
  return leaves ? `"${specifier}" leaves its package: import the package by its name.` : undefined;
}

function faultOfPackage(found: Import, name: string, { path, folder, manifest }: Source): string | undefined {
  if (name === manifest.name) return undefined;
  const floor = below[manifest.name];
  if (floor !== undefined && Object.hasOwn(below, name) && !floor.includes(name)) {
    return `"${name}" is not below ${manifest.name}: imports point down.`;
  }
  if (folder === '') return Object.hasOwn(below, name) ? undefined : unlisted(name, manifest.devDependencies);
  const development = forTests(path) ? manifest.devDependencies : {};
  const fault = unlisted(name, { ...manifest.dependencies, ...manifest.peerDependencies, ...development });
  if (fault !== undefined) return `${fault} of ${manifest.name}.`;
  const optional = manifest.peerDependenciesMeta?.[name]?.optional === true;
  return optional && !found.typeOnly && !forTests(path)
    ? `"${name}" is an optional peer: import its types only.`
    : undefined;
}

/** `x.test.ts`, and `test-x.ts` beside it for what several of them share; neither is published. */
function forTests(path: string): boolean {
  return path.endsWith('.test.ts') || basename(path).startsWith('test-');
}

function unlisted(name: string, listed: Readonly<Record<string, string>> = {}): string | undefined {
  return Object.hasOwn(listed, name) ? undefined : `"${name}" is not in the package.json`;
}

/** `@latchkey/session/hono` → `@latchkey/session`. */
function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

function allSources(): Source[] {
  const folders = globSync(['packages/*', 'examples/*']).filter((folder) => hasManifest(folder));
  return [
    ...folders.flatMap((folder) => sourcesIn(folder, [`${folder}/**/*.{ts,js}`])),
    ...sourcesIn('', rootSources),
  ];
}

const rootSources = ['{scripts,test,bench}/**/*.{ts,js}'];

function hasManifest(folder: string): boolean {
  return globSync(`${folder}/package.json`).length === 1;
}

function sourcesIn(folder: string, patterns: readonly string[]): Source[] {
  const manifest = JSON.parse(readFileSync(resolve(folder, 'package.json'), 'utf8')) as Manifest; // ours, npm reads it too
  const paths = globSync([...patterns], { exclude: ['**/node_modules', '**/dist'] });
  return paths.map((path) => ({ path, text: readFileSync(path, 'utf8'), folder, manifest }));
}

function main(): void {
  const sources = allSources();
  const faults = sources.flatMap(layerFaults);
  for (const fault of faults) console.error(fault);
  console.log(`layers: ${sources.length} files, ${faults.length} faults`);
  if (faults.length > 0) process.exitCode = 1;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main();
