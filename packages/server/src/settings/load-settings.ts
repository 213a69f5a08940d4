import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { codeOf } from '../error-code.ts';
import { startRefused } from '../start-refused.ts';
import { openKeyFile } from './key-file.ts';
import { type Environment, type ParsedEnvironment, parseEnvironment, type Settings } from './settings.ts';

export type LoadedSettings =
  | {
      readonly ok: true;
      readonly settings: Settings;
      /** Sentences about what was made. */
      readonly created: readonly string[];
    }
  | { readonly ok: false; readonly problems: readonly string[] };

export interface LoadOptions {
  readonly environment: Environment;
  /** Where `.env` is looked for, and where relative paths start. */
  readonly folder: string;
  /** Whether a database that is not there may be made, and its key with it. Default true. */
  readonly mayCreate?: boolean;
}

/**
 * The settings of a process: its environment, then `.env` in `folder`, then the defaults. In development a missing
 * `SECRET_KEY` is made once, in `secret.key` beside the database.
 * @throws `start-refused` with a sentence, where `mayCreate` is false and there is no database
 */
export function loadSettings({ environment, folder, mayCreate = true }: LoadOptions): LoadedSettings {
  const parsed = readSettings({ environment, folder });
  if (!parsed.ok) return parsed;
  const path = resolve(folder, parsed.settings.databaseUrl.slice('sqlite:'.length));
  if (!mayCreate && !existsSync(path)) throw startRefused(noDatabase(path));
  const settings = { ...parsed.settings, databaseUrl: `sqlite:${path}` };
  if (settings.keys) return { ok: true, settings: { ...settings, keys: settings.keys }, created: [] };
  const key = openKeyFile(join(dirname(path), 'secret.key'));
  if (!key.ok) return { ok: false, problems: [key.problem] };
  const created = key.created
    ? [`Created the secret key ${join(dirname(path), 'secret.key')} (for development only).`]
    : [];
  return { ok: true, settings: { ...settings, keys: key.keys }, created };
}

/** The settings alone, for what needs neither database nor key: nothing is looked for, and nothing made. */
export function readSettings({
  environment,
  folder,
}: Pick<LoadOptions, 'environment' | 'folder'>): ParsedEnvironment {
  const file = readEnvFile(join(folder, '.env'));
  if (!file.ok) return { ok: false, problems: [file.problem] };
  return parseEnvironment({ ...file.values, ...environment });
}

function noDatabase(path: string): string {
  return `There is no database at ${path}; run this where the server runs, or set DATABASE_URL.`;
}

type EnvFile =
  | { readonly ok: true; readonly values: Environment }
  | { readonly ok: false; readonly problem: string };

function readEnvFile(path: string): EnvFile {
  try {
    return { ok: true, values: parseEnv(readFileSync(path, 'utf8').replace(/^\uFEFF/, '')) };
  } catch (error) {
    const code = codeOf(error) ?? String(error);
    return code === 'ENOENT'
      ? { ok: true, values: {} }
      : { ok: false, problem: `${path} cannot be read: ${code}.` };
  }
}
