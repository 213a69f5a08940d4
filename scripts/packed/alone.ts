import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { filesLoadedBy } from '../../packages/session/src/test-loaded.ts';
import { installedIn, type Runtime } from './npm.ts';

/** @throws where npm put anything beside `@latchkey/session` */
export function expectAlone(folder: string): void {
  const installed = installedIn(folder);
  if (installed.join(' ') !== 'node_modules/@latchkey/session')
    throw new Error(`@latchkey/session alone brought ${installed.join(' ')}.`);
}

/** @throws where an entry of it cannot be imported without its framework, or loads a file of another package */
export async function expectOwnFilesOnly(folder: string, { path: node }: Runtime): Promise<void> {
  const place = join(folder, 'node_modules/@latchkey/session');
  const ours = pathToFileURL(`${place}/`).href;
  const manifest = JSON.parse(readFileSync(join(place, 'package.json'), 'utf8')) as { exports: object }; // ours
  for (const entry of Object.keys(manifest.exports)) {
    const specifier = join('@latchkey/session', entry);
    const files = await filesLoadedBy(specifier, { cwd: folder, node });
    const foreign = files.filter((file) => !file.startsWith(ours));
    if (foreign.length > 0) throw new Error(`${specifier} loads ${foreign.join(' ')}.`);
  }
}
