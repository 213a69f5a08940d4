import assert from 'node:assert/strict';
import { test } from 'node:test';
import { layerFaults, type Manifest } from './layers.ts';

const web: Manifest = {
  name: '@latchkey/web',
  dependencies: { '@latchkey/session': '0.1.0', hono: '4.0.0' },
};
const session: Manifest = {
  name: '@latchkey/session',
  peerDependencies: { hono: '^4.0.0' },
  peerDependenciesMeta: { hono: { optional: true } },
};
/** Not spelt out before a bracket, or the script would take this file's examples for imports. */
const dynamically = 'import';
const root: Manifest = { name: 'latchkey-house', devDependencies: { 'playwright-core': '1.0.0' } };

function faultsOf(
  text: string,
  manifest: Manifest = web,
  path = 'packages/web/src/login/route.ts',
): string[] {
  const folder = manifest === root ? '' : path.split('/').slice(0, 2).join('/');
  return layerFaults({ path, text, folder, manifest });
}

function refused(faults: string[], reason: RegExp): void {
  assert.equal(faults.length, 1, faults.join('\n'));
  assert.match(faults.join(''), reason);
}

test('an import of a lower package that is listed passes', () => {
  assert.deepEqual(
    faultsOf("import { createLogin } from '@latchkey/session';\nimport { x } from './x.ts';\n"),
    [],
  );
});

test('an import that points up is refused, with its line', () => {
  const faults = faultsOf(
    "\nimport { createWeb } from '@latchkey/web';\n",
    session,
    'packages/session/src/x.ts',
  );
  refused(faults, /^packages\/session\/src\/x\.ts:2 "@latchkey\/web" is not below @latchkey\/session/);
});

test('session and accounts do not know each other, in types and tests neither', () => {
  const text = "import type { Accounts } from '@latchkey/accounts';\n";
  refused(faultsOf(text, session, 'packages/session/src/x.test.ts'), /is not below/);
});

test('a package that the package.json does not list is refused', () => {
  refused(faultsOf("import { pino } from 'pino';\n"), /"pino" is not in the package\.json of @latchkey\/web/);
});

test('an import over several lines and a dynamic one are seen', () => {
  refused(faultsOf("import {\n  a,\n  b,\n} from 'pino';\n"), /not in the package\.json/);
  refused(faultsOf(`const pino = await ${dynamically}('pino');\n`), /not in the package\.json/);
  refused(faultsOf("import 'pino';\n"), /not in the package\.json/);
});

test('a re-export counts as an import', () => {
  refused(faultsOf("export { pino } from 'pino';\n"), /not in the package\.json/);
});

test('export * is refused', () => {
  refused(faultsOf("export * from './x.ts';\n"), /export \*/);
  refused(faultsOf("export * as x from './x.ts';\n"), /export \*/);
});

test('a path out of the package is refused', () => {
  refused(faultsOf("import { x } from '../../../accounts/src/x.ts';\n"), /leaves its package/);
});

test('node: modules are free, without the prefix they are not', () => {
  assert.deepEqual(faultsOf("import { test } from 'node:test';\n"), []);
  refused(faultsOf("import { join } from 'path';\n"), /write "node:path"/);
});

test('of an optional peer only the types, except in tests', () => {
  const value = "import { Hono } from 'hono';\n";
  refused(faultsOf(value, session, 'packages/session/src/hono.ts'), /types only/);
  assert.deepEqual(
    faultsOf("import type { Hono } from 'hono';\n", session, 'packages/session/src/hono.ts'),
    [],
  );
  assert.deepEqual(
    faultsOf("import { type Hono } from 'hono';\n", session, 'packages/session/src/hono.ts'),
    [],
  );
  assert.deepEqual(faultsOf(value, session, 'packages/session/src/hono.test.ts'), []);
});

test('tests, scripts and benches of the root may import every package of the house and what the root lists', () => {
  const path = 'test/browser/login.test.ts';
  assert.deepEqual(faultsOf("import { chromium } from 'playwright-core';\n", root, path), []);
  assert.deepEqual(faultsOf("import { createWeb } from '@latchkey/web';\n", root, path), []);
  refused(faultsOf("import { Kysely } from 'kysely';\n", root, path), /not in the package\.json/);
});

test('an import in a comment is none', () => {
  assert.deepEqual(faultsOf(`/**\n * import { pino } from 'pino';\n */\n// ${dynamically}('pino')\n`), []);
});
