import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { openKeyFile } from './key-file.ts';
import { type Environment, parseEnvironment, type Settings } from './settings.ts';

export type LoadedSettings =
  | {
      readonly ok: true;
      readonly settings: Settings /** Sentences about what was made. */;
      readonly created: readonly string[];
    }
  | { readonly ok: false; readonly problems: readonly string[] };

/**
 * The settings of a process: its environment, then `.env` in `folder`, then the defaults. In development a missing
 * `SECRET_KEY` is made once, in `secret.key` beside the database.
 */
export function loadSettings({
  environment,
  folder,
}: {
  environment: Environment;
  folder: string;
}): LoadedSettings {
  const file = readEnvFile(join(folder, '.env'));
  if (!file.ok) return { ok: false, problems: [file.problem] };
  const parsed = parseEnvironment({ ...file.values, ...environment });
  if (!parsed.ok) return parsed;
  const path = resolve(folder, parsed.settings.databaseUrl.slice('sqlite:'.length));
  const settings = { ...parsed.settings, databaseUrl: `sqlite:${path}` };
  if (settings.keys) return { ok: true, settings: { ...settings, keys: settings.keys }, created: [] };
  const key = openKeyFile(join(dirname(path), 'secret.key'));
  if (!key.ok) return { ok: false, problems: [key.problem] };
  const created = key.created
    ? [`Created the secret key ${join(dirname(path), 'secret.key')} (for development only).`]
    : [];
  return { ok: true, settings: { ...settings, keys: key.keys }, created };
}

type EnvFile =
  | { readonly ok: true; readonly values: Environment }
  | { readonly ok: false; readonly problem: string };

function readEnvFile(path: string): EnvFile {
  try {
    return { ok: true, values: parseEnv(readFileSync(path, 'utf8').replace(/^\uFEFF/, '')) };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    return code === 'ENOENT'
      ? { ok: true, values: {} }
      : { ok: false, problem: `${path} cannot be read: ${code}.` };
  }
}
