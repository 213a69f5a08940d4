import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, sep } from 'node:path';
import { test } from 'node:test';
import type { Manifest } from './layers.ts';

/** All that is written by hand; whether it is committed yet does not matter. */
const texts = globSync(
  ['*', '.ci/run', '.env.example', '.npmrc', '{packages,examples,scripts,test,bench,decisions,docs}/**/*'],
  {
    exclude: ['**/node_modules', '**/dist', '**/data', '**/.tmp'],
  },
)
  .filter((path) => statSync(path).isFile() && !/\.(?:png|woff2|tgz|db)$/.test(path))
  .map((path) => ({ path, text: readFileSync(path, 'utf8') }));

function filesWith(pattern: string | RegExp): string[] {
  const found = texts.filter(({ text }) =>
    typeof pattern === 'string' ? text.includes(pattern) : pattern.test(text),
  );
  return found.map(({ path }) => path);
}

interface PackageFile extends Manifest {
  readonly version?: string;
  readonly exports?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

function manifestIn(path: string): PackageFile {
  return JSON.parse(readFileSync(path, 'utf8')) as PackageFile; // ours, npm reads it too
}

test('the lock file names no registry', () => {
  assert.doesNotMatch(readFileSync('package-lock.json', 'utf8'), /"resolved": "https?:/);
});

test('no file names the folder it was written in, its owner, or the registry it was installed from', () => {
  // A folder such as `/app` is a word that anyone may write; two levels of them are a place.
  const places = [process.cwd(), homedir()].filter((path) => path.split(sep).length > 2);
  for (const place of places) assert.deepEqual(filesWith(`${place}${sep}`), []);
  const host = URL.parse(process.env.npm_config_registry ?? '')?.host;
  if (host !== undefined) assert.deepEqual(filesWith(host), []);
});

test('no log file is tracked', (t) => {
  const { status, stdout } = spawnSync('git', ['ls-files', '*.log'], { encoding: 'utf8' });
  if (status !== 0) return t.skip('this is no clone');
  assert.equal(stdout, '');
});

test('no check is switched off in a file, and nothing is left for later', () => {
  const words = ['biome-' + 'ignore', '@ts-' + 'ignore', '@ts-' + 'nocheck', 'TO' + 'DO', 'FIX' + 'ME'];
  assert.deepEqual(filesWith(new RegExp(words.join('|'))), []);
});

test('every package carries the same version, and asks for its neighbours by it', () => {
  const versions = ['session', 'accounts', 'web', 'server'].flatMap((name) => {
    const manifest = manifestIn(`packages/${name}/package.json`);
    const neighbours = Object.entries(manifest.dependencies ?? {}).filter(([other]) =>
      other.startsWith('@latchkey/'),
    );
    return [manifest.version, ...neighbours.map(([, version]) => version)];
  });
  assert.equal(new Set(versions).size, 1, versions.join(' '));
});

test('every link between the pages leads to a file', () => {
  const dead = texts
    .filter(({ path }) => path.endsWith('.md'))
    .flatMap(({ path, text }) => {
      const targets = [...text.matchAll(/\]\((?<target>[^)#\s]+)(?:#[^)]*)?\)/g)].map(
        (match) => match.groups?.target ?? '',
      );
      const ours = targets.filter((target) => !/^[a-z]+:/.test(target));
      return ours
        .filter((target) => !existsSync(join(dirname(path), target)))
        .map((target) => `${path} → ${target}`);
    });
  assert.deepEqual(dead, []);
});

test('docs/dependencies.md has a line for every dependency, and for nothing else', () => {
  const manifests = ['package.json', ...globSync('packages/*/package.json')].map(manifestIn);
  const needed = manifests.flatMap((manifest) =>
    Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies, ...manifest.devDependencies }),
  );
  const page = readFileSync('docs/dependencies.md', 'utf8');
  const listed = [...page.matchAll(/^\| `(?<name>[^`]+)` \|/gm)].map((match) => match.groups?.name ?? '');
  const fromElsewhere = new Set(needed.filter((name) => !name.startsWith('@latchkey/')));
  assert.deepEqual(listed.sort(), [...fromElsewhere].sort());
});

test('every export of a package begins with its source, which exists, and then names what the build makes of it', () => {
  for (const path of globSync('packages/*/package.json')) {
    for (const entry of Object.values(manifestIn(path).exports ?? {})) {
      const [source = '', ...built] = Object.values(entry);
      assert.deepEqual(Object.keys(entry), ['latchkey-source', 'types', 'default']);
      assert.ok(existsSync(join(dirname(path), source)), `${path} exports ${source}, which is not there`);
      const compiled = source.replace('./src/', './dist/').replace(/\.ts$/, '');
      assert.deepEqual(built, [`${compiled}.d.ts`, `${compiled}.js`]);
    }
  }
});
