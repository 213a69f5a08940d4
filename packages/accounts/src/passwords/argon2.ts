import { hash, verify } from '@node-rs/argon2';
import type { Argon2Parameters, StoredHash } from './stored-hash.ts';
import { normalise } from './text.ts';

/**
 * The most that a hash may cost, ours or a stored one. The attack: whoever can write one row writes `m=4194304` and
 * each log-in to that account takes 4 GiB. At `maximumWorkKiB` a hash takes about 0.3 s. The usual parameters of
 * argon2-cffi, Django, PHP, libsodium (interactive and moderate) and RFC 9106's second choice are within.
 */
export const argon2Limits = {
  maximumMemoryKiB: 262_144,
  maximumPasses: 64,
  maximumLanes: 16,
  /** Memory × passes. */
  maximumWorkKiB: 1_048_576,
} as const;

/** Argon2id, 16 bytes of salt, 32 bytes of hash, as a PHC string. */
export function hashArgon2(
  password: string,
  { memoryKiB, passes, lanes }: Argon2Parameters,
): Promise<string> {
  return hash(normalise(password), { memoryCost: memoryKiB, timeCost: passes, parallelism: lanes });
}

/** Reads a PHC string of any argon2; `undefined` when it is none, or beyond the limits. */
export function readArgon2(stored: string): StoredHash | undefined {
  const fields = phc.exec(stored)?.groups;
  if (!fields) return undefined;
  const { memory, passes, lanes, salt = '', output = '' } = fields;
  const cost = { memoryKiB: Number(memory), passes: Number(passes), lanes: Number(lanes) };
  if (!isWithinLimits(cost) || !isCanonicalBase64(salt) || !isCanonicalBase64(output)) return undefined;
  return {
    matches: (password) => verify(stored, normalise(password)),
    isCurrent: (parameters) =>
      stored.startsWith(prefix(parameters)) && salt.length === 22 && output.length === 43,
  };
}

/** A hash that costs what a real one costs, and that nobody has a password for: its salt and output are all zeros. */
export function argon2Decoy(parameters: Argon2Parameters): string {
  return `${prefix(parameters)}${'A'.repeat(22)}$${'A'.repeat(43)}`;
}

function prefix({ memoryKiB, passes, lanes }: Argon2Parameters): string {
  return `$argon2id$v=19$m=${memoryKiB},t=${passes},p=${lanes}$`;
}

function isWithinLimits({ memoryKiB, passes, lanes }: Argon2Parameters): boolean {
  return (
    lanes >= 1 &&
    lanes <= argon2Limits.maximumLanes &&
    memoryKiB >= 8 * lanes &&
    memoryKiB <= argon2Limits.maximumMemoryKiB &&
    passes >= 1 &&
    passes <= argon2Limits.maximumPasses &&
    memoryKiB * passes <= argon2Limits.maximumWorkKiB
  );
}

/** The library throws on base64 with stray bits at its end; we ask before. */
function isCanonicalBase64(text: string): boolean {
  return Buffer.from(text, 'base64').toString('base64').replace(/=+$/, '') === text;
}

/** Salt from 8 to 48 bytes, output from 16 to 64: a hash that was cut off in a column must not become easy to match. */
const phc =
  /^\$argon2(?:id|i|d)\$(?:v=(?:16|19)\$)?m=(?<memory>[1-9]\d{0,6}),t=(?<passes>[1-9]\d?),p=(?<lanes>[1-9]\d?)\$(?<salt>[A-Za-z0-9+/]{11,64})\$(?<output>[A-Za-z0-9+/]{22,86})$/;
