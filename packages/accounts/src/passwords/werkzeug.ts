import { pbkdf2, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import type { StoredHash } from './stored-hash.ts';
import { matchesAsTyped } from './text.ts';

/**
 * Reads what Werkzeug's `generate_password_hash` writes: `scrypt:N:r:p$salt$hex` (since 3.0) and
 * `pbkdf2:digest:iterations$salt$hex` (before, and by choice). The salt is used as text, as it stands there.
 */
export function readWerkzeug(stored: string): StoredHash | undefined {
  return readScrypt(stored) ?? readPbkdf2(stored);
}

function readScrypt(stored: string): StoredHash | undefined {
  const fields = scryptFormat.exec(stored)?.groups;
  if (!fields) return undefined;
  const { salt = '', hex = '' } = fields;
  const cost = { N: Number(fields.n), r: Number(fields.r), p: Number(fields.p) };
  if (!isPowerOfTwo(cost.N) || cost.N * cost.r * cost.p > maximumScryptWork) return undefined;
  const options = { ...cost, maxmem: scryptMemoryBytes };
  return foreign(hex, (password) => deriveScrypt(password, salt, 64, options));
}

function readPbkdf2(stored: string): StoredHash | undefined {
  const fields = pbkdf2Format.exec(stored)?.groups;
  if (!fields) return undefined;
  const { digest = '', salt = '', hex = '' } = fields;
  const iterations = Number(fields.iterations);
  const bytes = digestBytes.get(digest);
  if (bytes === undefined || hex.length !== 2 * bytes || iterations > maximumIterations) return undefined;
  return foreign(hex, (password) => derivePbkdf2(password, salt, iterations, bytes, digest));
}

function foreign(hex: string, derive: (password: string) => Promise<Buffer>): StoredHash {
  const expected = Buffer.from(hex, 'hex');
  return {
    matches: (password) =>
      matchesAsTyped(password, async (typed) => timingSafeEqual(await derive(typed), expected)),
    isCurrent: () => false,
  };
}

function isPowerOfTwo(n: number): boolean {
  return n > 1 && Number.isInteger(Math.log2(n));
}

const deriveScrypt = promisify<string, string, number, object, Buffer>(scrypt);
const derivePbkdf2 = promisify(pbkdf2);

/** Salts of other people's making are printable ASCII without `$`. A hash cut off in a column is not read. */
const scryptFormat =
  /^scrypt:(?<n>[1-9]\d{0,6}):(?<r>[1-9]\d?):(?<p>[1-9]\d?)\$(?<salt>[\x21-\x23\x25-\x7e]{1,128})\$(?<hex>[0-9a-f]{128})$/;
const pbkdf2Format =
  /^pbkdf2:(?<digest>sha\d{1,3}):(?<iterations>[1-9]\d{0,6})\$(?<salt>[\x21-\x23\x25-\x7e]{1,128})\$(?<hex>[0-9a-f]+)$/;

/** N × r × p. OWASP's strongest (N = 2^17, r = 8, p = 1: 128 MiB, about 0.3 s) is just within; Werkzeug's own is a quarter of it. */
const maximumScryptWork = 2 ** 20;
/** Above what scrypt needs at that work, so that only our own bound decides. */
const scryptMemoryBytes = 2 ** 28;
/** Werkzeug 3.1 makes a million. */
const maximumIterations = 2_000_000;
const digestBytes: ReadonlyMap<string, number> = new Map([
  ['sha1', 20],
  ['sha224', 28],
  ['sha256', 32],
  ['sha384', 48],
  ['sha512', 64],
]);
