import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { globSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import { type Block, blocksOf, mark } from './examples.ts';

const run = promisify(execFile);
const pages = ['README.md', ...globSync('docs/*.md'), ...globSync('packages/*/README.md')].sort();
const blocks = pages.flatMap(blocksOf);

// Inside the repository, so that the blocks find its packages as any application would.
const folder = `.tmp/examples-${process.pid}`;
mkdirSync(folder, { recursive: true });
after(() => rmSync(folder, { recursive: true, force: true }));
for (const block of blocks) writeFileSync(fileOf(block), block.code);

function fileOf({ page, line }: Block): string {
  return join(folder, `${page.replaceAll('/', '-').replace('.md', '')}-${line}.ts`);
}

test('every block of TypeScript in the docs is an example that runs', () => {
  const unmarked = blocks.filter(({ code }) => !code.startsWith(`${mark}\n`));
  assert.deepEqual(
    unmarked.map(({ page, line }) => `${page}:${line} does not begin with "${mark}"`),
    [],
  );
});

test('the examples of the docs have no type error', async () => {
  const config = { extends: '../../tsconfig.json', include: ['*.ts'], exclude: [] };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
  const said = await run(process.execPath, [
    'node_modules/typescript/bin/tsc',
    '--noEmit',
    '-p',
    folder,
  ]).catch((error: { stdout: string }) => error);
  assert.equal(said.stdout, '');
});

for (const block of blocks) {
  test(`${block.page}:${block.line} runs`, { timeout: 20_000 }, () => runExample(fileOf(block)));
}

test('an example that brings tests fails when one of them does, and says which', async () => {
  const file = join(folder, 'own-tests.ts');
  const failing = "it('takes a note', () => assert.equal(1, 2))";
  writeFileSync(
    file,
    `import assert from 'node:assert/strict';\nimport { describe, it } from 'node:test';\ndescribe('My store', () => ${failing});\n`,
  );
  await assert.rejects(runExample(file), /takes a note/);
});

async function runExample(file: string): Promise<void> {
  // A folder of its own: an example may write files, and nobody should find them.
  const cwd = join(folder, basename(file, '.ts'));
  mkdirSync(cwd);
  // Without the mark of the run that we are in, by which tests would report to it in a code of its own.
  const { NODE_TEST_CONTEXT: _ours, ...env } = process.env;
  const started = run(process.execPath, ['--conditions=latchkey-source', join('..', basename(file))], {
    cwd,
    env,
  });
  await started.catch((error: Error & { readonly stdout?: string }) => {
    throw new Error(`${error.message}\n${error.stdout ?? ''}`, { cause: error });
  });
}
