import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A Node that packages are tried on. */
export interface Runtime {
  /** `v24.1.0` */
  readonly version: string;
  readonly path: string;
}

/** Builds and packs the four packages, as `npm publish` would. */
export function pack(folder: string): string[] {
  mkdirSync(folder);
  const packages = ['session', 'accounts', 'web', 'server'].flatMap((name) => [
    '--workspace',
    `packages/${name}`,
  ]);
  npm(['pack', ...packages, '--pack-destination', folder, '--silent'], process.cwd());
  const tarballs = readdirSync(folder).sort();
  if (tarballs.length !== 4) throw new Error(`Expected four tarballs, found ${tarballs.join(' ')}.`);
  console.log(`packed ${tarballs.join(' ')}`);
  return tarballs.map((name) => join(folder, name));
}

/** Into a new project: nothing of the repository is in reach. */
export function install(folder: string, specifiers: readonly string[]): void {
  mkdirSync(folder);
  const manifest = { private: true, type: 'module', allowScripts: { node: true } };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  npm(['install', '--no-audit', '--no-fund', ...specifiers], folder);
}

/** The newest Node of each of those major versions, from npm's package `node`, whose install script fetches the binary. */
export function installRuntimes(folder: string, majors: readonly string[]): Runtime[] {
  install(
    folder,
    majors.map((major) => `node-${major}@npm:node@${major}`),
  );
  return majors.map((major) => {
    const path = join(folder, `node_modules/node-${major}/bin/node`);
    const version = execFileSync(path, ['--version'], { encoding: 'utf8' }).trim();
    if (!version.startsWith(`v${major}.`)) throw new Error(`Expected Node ${major}, found ${version}.`);
    return { version, path };
  });
}

/** Every package that npm put into that project, by its place. */
export function installedIn(folder: string): string[] {
  const text = readFileSync(join(folder, 'node_modules/.package-lock.json'), 'utf8');
  return Object.keys((JSON.parse(text) as { packages: object }).packages); // npm's own, of every npm since 7
}

/** Without what an outer npm left in the environment: it would work in the repository instead of in `cwd`. */
function npm(args: readonly string[], cwd: string): void {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^npm_(?:package|lifecycle|config_local)_/.test(name),
  );
  execFileSync('npm', args, { cwd, env: Object.fromEntries(kept), stdio: ['ignore', 'ignore', 'inherit'] });
}
