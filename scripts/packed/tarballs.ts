import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';

/**
 * What the two judges of published packages are not asked about, and why:
 * - `node10`, the resolution of TypeScript before `exports` existed: the packages name their files by `exports` alone.
 * - `cjs-resolves-to-esm`: they are ES modules alone. Every Node that they run on takes one by `require`, too.
 */
const attwOptions = ['--profile', 'node16', '--ignore-rules', 'cjs-resolves-to-esm', '--format', 'ascii'];

/** @throws where publint or attw finds anything in one of them, suggestions included */
export async function judge(tarballs: readonly string[]): Promise<void> {
  for (const tarball of tarballs) {
    const faults = [...(await askPublint(tarball)), ...askAttw(tarball)];
    if (faults.length > 0) throw new Error(`${basename(tarball)}\n${faults.join('\n')}`);
  }
  console.log(`publint and attw find nothing in ${tarballs.length} tarballs`);
}

async function askPublint(path: string): Promise<string[]> {
  const tarball = Uint8Array.from(readFileSync(path)).buffer;
  const { messages, pkg } = await publint({ pack: { tarball }, level: 'suggestion', strict: true });
  return messages.map(
    (message) => `publint: ${formatMessage(message, pkg, { color: false }) ?? message.code}`,
  );
}

function askAttw(path: string): string[] {
  const { status, stdout, stderr } = spawnSync(
    resolve('node_modules/.bin/attw'),
    [path, ...attwOptions, '--no-color', '--no-emoji'],
    { encoding: 'utf8' },
  );
  return status === 0 ? [] : [`attw:\n${stdout}${stderr}`];
}
