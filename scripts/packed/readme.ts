import { execFileSync } from 'node:child_process';
import { copyFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { blocksOf } from '../examples.ts';
import type { Runtime } from './npm.ts';

/** Runs the login of the session package's README, written there by `writeLogin`. */
export function runLogin(folder: string, runtime: Runtime): void {
  run(folder, 'walk.ts', runtime);
}

/** Puts that login into a project as it stands, and beside it what walks through it. */
export function writeLogin(folder: string): void {
  writeFileSync(join(folder, 'login.ts'), exampleOf('packages/session/README.md'));
  copyFileSync('packages/session/src/test-readme.ts', join(folder, 'test-readme.ts'));
  const imports = `import { answer } from './login.ts';\nimport { walkThroughReadme } from './test-readme.ts';\n`;
  writeFileSync(join(folder, 'walk.ts'), `${imports}await walkThroughReadme(answer);\n`);
}

/** The example of the repository's README, which guards pages of Hono. */
export function runFirstExample(folder: string, runtime: Runtime): void {
  writeFileSync(join(folder, 'app.ts'), exampleOf('README.md'));
  run(folder, 'app.ts', runtime);
}

/** Against the published types, as strictly as TypeScript can, the declaration files themselves included. */
export function checkTypes(folder: string): void {
  const compilerOptions = {
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: false,
    module: 'nodenext',
    target: 'es2024',
    lib: ['es2024', 'esnext.disposable'],
    types: ['node'],
    typeRoots: [resolve('node_modules/@types')],
    allowImportingTsExtensions: true,
    noEmit: true,
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
  const tsc = resolve('node_modules/typescript/bin/tsc');
  execFileSync(process.execPath, [tsc, '-p', folder], { stdio: 'inherit' });
}

function exampleOf(page: string): string {
  const [first] = blocksOf(page);
  if (first === undefined) throw new Error(`${page} holds no example.`);
  return first.code;
}

function run(folder: string, file: string, { path }: Runtime): void {
  const env = { PATH: process.env.PATH };
  execFileSync(path, [file], { cwd: folder, env, stdio: ['ignore', 'ignore', 'inherit'] });
}
