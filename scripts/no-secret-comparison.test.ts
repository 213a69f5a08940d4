import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, test } from 'node:test';

const refused = [
  "session.token === 'abc'",
  'row.tokenHash !== presented',
  'presented === row?.previousHash',
  'password == other',
  'keyring.sign(purpose, text).digest === given',
  'csrfToken === other.value',
];
const allowed = [
  'password === undefined',
  "hash !== 'busy'",
  "password === ''",
  "typeof password === 'string'",
  "typeof form.password !== 'string'",
  'tokens.length === 3',
  "field === 'password'",
  'password !== form.confirmPassword',
  'sameHash(tokenHash, presented) === false',
];

const folder = mkdtempSync(join(tmpdir(), 'latchkey-lint-'));
after(() => rmSync(folder, { recursive: true }));
const complaints = lint([...refused, ...allowed]);

/** The linter's words over a file that holds one expression a line, with no rule but ours. */
function lint(expressions: readonly string[]): string {
  const config = {
    plugins: [resolve('scripts/no-secret-comparison.grit')],
    linter: { rules: { preset: 'none' } },
  };
  writeFileSync(join(folder, 'biome.json'), JSON.stringify(config));
  writeFileSync(join(folder, 'lines.ts'), expressions.map((expression) => `(${expression});\n`).join(''));
  const command = [resolve('node_modules/@biomejs/biome/bin/biome'), 'lint', '--reporter=github', 'lines.ts'];
  const { stdout, stderr } = spawnSync(process.execPath, command, { cwd: folder, encoding: 'utf8' });
  return stdout + stderr;
}

function isRefused(expression: string): boolean {
  const line = [...refused, ...allowed].indexOf(expression) + 1;
  return complaints.includes(`,line=${line},`);
}

for (const expression of refused) {
  test(`the linter refuses: ${expression}`, () => assert.ok(isRefused(expression), complaints));
}
for (const expression of allowed) {
  test(`the linter lets pass: ${expression}`, () => assert.ok(!isRefused(expression), complaints));
}
