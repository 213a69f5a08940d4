import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { codeOf } from '../error-code.ts';
import { makeKey } from './make-key.ts';
import { parseSecretKeys, type SecretKeys } from './secret-key.ts';

export type KeyFile =
  | { readonly ok: true; readonly keys: SecretKeys; readonly created: boolean }
  | { readonly ok: false; readonly problem: string };

/**
 * The key of a development server: read from the file, or made there (file 0600, folder 0700). Two processes that
 * start at once agree on one key, and a process killed at any moment leaves a whole key or none.
 */
export function openKeyFile(path: string, key: string = makeKey()): KeyFile {
  try {
    const created = !exists(path) && create(path, key);
    return read(path, created);
  } catch (error) {
    return {
      ok: false,
      problem: `The key file ${path} cannot be read or made: ${codeOf(error) ?? String(error)}.`,
    };
  }
}

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** Written whole under a name of its own first; `link` then refuses where another process was quicker. */
function create(path: string, key: string): boolean {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${process.pid}.new`;
  rmSync(draft, { force: true });
  try {
    writeDraft(draft, key);
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function writeDraft(draft: string, key: string): void {
  const file = openSync(draft, 'wx', 0o600);
  try {
    writeSync(file, `${key}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function read(path: string, created: boolean): KeyFile {
  const mode = statSync(path).mode & 0o077;
  if (process.platform !== 'win32' && mode !== 0) {
    return {
      ok: false,
      problem: `The key file ${path} is open to other users of this machine: chmod 600 ${path}`,
    };
  }
  const parsed = parseSecretKeys(readFileSync(path, 'utf8').trim(), `The key in ${path}`);
  return parsed.ok ? { ok: true, keys: parsed.keys, created } : parsed;
}
