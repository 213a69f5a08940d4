import { verify } from '@node-rs/bcrypt';
import type { StoredHash } from './stored-hash.ts';
import { matchesAsTyped } from './text.ts';

/**
 * Reads a bcrypt hash (`$2a$`, `$2b$`, `$2y$`) with a cost from 4 to 14; 14 takes about 0.7 s, each step doubles it.
 *
 * bcrypt sees the first 72 bytes only, here as in the system it comes from; the first log-in replaces it by a hash of
 * the whole password. It also repeats the password with NULs between, so that `pw` and `pw\0pw` are one to it: a
 * password with a NUL matches no bcrypt hash.
 */
export function readBcrypt(stored: string): StoredHash | undefined {
  if (!format.test(stored)) return undefined;
  return {
    matches: async (password) =>
      (await matchesAsTyped(password, (typed) => verify(typed, stored))) && !password.includes('\0'),
    isCurrent: () => false,
  };
}

const format = /^\$2[aby]\$(?:0[4-9]|1[0-4])\$[./A-Za-z0-9]{53}$/;
