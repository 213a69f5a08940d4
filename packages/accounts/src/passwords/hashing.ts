import { codedError } from '../errors.ts';
import { argon2Decoy, hashArgon2, readArgon2 } from './argon2.ts';
import { readBcrypt } from './bcrypt.ts';
import type { PasswordErrorCode } from './password-error.ts';
import type { Argon2Parameters, StoredHash } from './stored-hash.ts';
import { isStorable } from './text.ts';
import { readWerkzeug } from './werkzeug.ts';

/** What a comparison found. */
export interface Verification {
  readonly matches: boolean;
  /** Present when it matches. `true`: store a new hash of this password now, the old one is foreign or of other parameters. */
  readonly rehash?: boolean;
}

export interface Hashing {
  hash(password: string): Promise<string>;
  verify(password: string, stored: string | undefined): Promise<Verification>;
}

/** Argon2id with these parameters for what is new, and every format we can read for what is stored. */
export function createHashing(parameters: Argon2Parameters): Hashing {
  const decoy = readArgon2(argon2Decoy(parameters));

  async function hash(password: string): Promise<string> {
    if (isStorable(password)) return hashArgon2(password, parameters);
    throw codedError<PasswordErrorCode>(
      'password-not-storable',
      'This password cannot be stored; ask `faults` before `hash`.',
    );
  }

  async function verify(password: string, stored: string | undefined): Promise<Verification> {
    const found = isStorable(password) ? readStoredHash(stored) : undefined;
    if (!found) return spendDecoy();
    if (!(await found.matches(password))) return { matches: false };
    return { matches: true, rehash: !found.isCurrent(parameters) };
  }

  /** The attack: an answer that comes sooner tells that the account does not exist, or has no password. */
  async function spendDecoy(): Promise<Verification> {
    await decoy?.matches('decoy');
    return { matches: false };
  }

  return { hash, verify };
}

function readStoredHash(stored: string | undefined): StoredHash | undefined {
  if (stored === undefined || stored.length > longestStoredHash) return undefined;
  return readArgon2(stored) ?? readBcrypt(stored) ?? readWerkzeug(stored);
}

/** Characters. The longest hash that any format here can have is under 300; what is longer is not worth a look. */
const longestStoredHash = 512;
