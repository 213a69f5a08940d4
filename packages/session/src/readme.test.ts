import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { walkThroughReadme } from './test-readme.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../../..');
const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');
/** How many lines a reader sees without scrolling. */
const screen = 30;

// Inside the repository, so that the code finds the package as any application would.
const folder = join(root, `.tmp/readme-${process.pid}`);
mkdirSync(folder, { recursive: true });
after(() => rmSync(folder, { recursive: true, force: true }));

describe('the README of @latchkey/session', () => {
  const [opening = '', code = ''] = /^.*?^```ts\n(?<code>.*?)^```$/ms.exec(readme) ?? [];

  it('shows a login of fifteen lines on its first screen', () => {
    const lines = code.split('\n').filter((line) => line !== '' && line !== '// example');
    assert.equal(lines.length, 15);
    assert.ok(opening.split('\n').length <= screen);
  });

  it('that login does what it says, as it stands', async () => {
    const file = join(folder, 'login.ts');
    writeFileSync(file, code);
    // Proof: what the block exports is looked at by the walk, at once.
    const { answer } = (await import(file)) as { answer: (request: Request) => Promise<Response> };
    await walkThroughReadme(answer);
  });

  it('its line for each framework compiles, and the framework takes it', async () => {
    const rows = [...readme.matchAll(/^\| (?<name>Hono|Express|Fastify)[ 5]* \| `(?<line>.+)` \|$/gm)];
    assert.equal(rows.length, 3);
    for (const { groups } of rows) writeAdapter(code, groups?.name ?? '', groups?.line ?? '');
    const config = { extends: '../../tsconfig.json', include: ['*.ts'], exclude: [] };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    const said = await run(process.execPath, [tsc, '-p', folder]).catch((error: { stdout: string }) => error);
    assert.equal(said.stdout, '');
    for (const name of ['Hono', 'Express', 'Fastify'])
      await run(process.execPath, ['--conditions=latchkey-source', join(folder, `${name}.ts`)]);
  });
});

/** The same login, and an application of that framework with the line of the README in it. */
function writeAdapter(login: string, name: string, line: string): void {
  const adapter = name.toLowerCase();
  const named = name === 'Hono' ? '{ Hono }' : name;
  const imports = `import ${named} from '${adapter}';\nimport { ${adapter}Login } from '@latchkey/session/${adapter}';\n`;
  const made = name === 'Hono' ? 'new Hono()' : `${name}()`;
  writeFileSync(join(folder, `${name}.ts`), `${imports}${login}\nconst app = ${made};\n${line};\n`);
}
