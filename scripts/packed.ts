import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expectAlone, expectOwnFilesOnly } from './packed/alone.ts';
import { install, installRuntimes, pack, type Runtime } from './packed/npm.ts';
import { checkTypes, runFirstExample, runLogin, writeLogin } from './packed/readme.ts';
import { tryServer } from './packed/server.ts';
import { judge } from './packed/tarballs.ts';
import { ceilingBytes, describeSizes, sizesOf } from './size.ts';

/** The oldest Node the packages promise to run on, and the newest they are tried on. */
const nodes = ['24', '26'];

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'latchkey-packed-')));
/** Two empty projects: one for the session core and nothing beside it, one for all four packages. */
const alone = join(folder, 'alone');
const together = join(folder, 'together');
try {
  const tarballs = pack(join(folder, 'tarballs'));
  await judge(tarballs);
  await prepare(tarballs);
  for (const runtime of installRuntimes(join(folder, 'nodes'), nodes)) await tryOn(runtime);
  console.log(`test:packed: all passed in ${Math.round(process.uptime())} s`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function prepare(tarballs: readonly string[]): Promise<void> {
  const core = tarballs.filter((path) => /latchkey-session-[^/]+$/.test(path));
  install(alone, core);
  install(together, tarballs);
  expectAlone(alone);
  console.log('@latchkey/session is installed alone, with nothing beside it');
  for (const project of [alone, together]) writeLogin(project);
  checkTypes(alone);
  console.log("the README's login compiles there, strictly");
  await weigh();
}

async function weigh(): Promise<void> {
  const sizes = await sizesOf(join(alone, 'node_modules/@latchkey/session'), 'default');
  console.log(describeSizes('@latchkey/session', sizes));
  const bytes = sizes[0]?.gzippedBytes ?? Number.POSITIVE_INFINITY;
  if (bytes > ceilingBytes) throw new Error(`@latchkey/session weighs ${bytes} bytes, over ${ceilingBytes}.`);
}

async function tryOn(runtime: Runtime): Promise<void> {
  console.log(`on Node ${runtime.version}`);
  await expectOwnFilesOnly(alone, runtime);
  console.log('no entry of @latchkey/session loads a file of another package');
  runLogin(alone, runtime);
  runLogin(together, runtime);
  console.log("the README's login runs, alone and beside the other packages");
  runFirstExample(together, runtime);
  await tryServer(together, runtime);
  console.log('the server starts, signs up, logs in and stops');
}
