import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';

/**
 * The key beside the database, made once. A new one at each start would make every code of an authenticator app wrong, for their
 * seeds are sealed with it. In production give it as SECRET_KEY, and keep it where the backups of the database are not.
 */
export function secretKeyIn(folder: string): string {
  const path = `${folder}/secret.key`;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (!existsSync(path)) writeFileSync(path, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx' });
  return readFileSync(path, 'utf8');
}
