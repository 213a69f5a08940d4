import { inspect } from 'node:util';

/** The keys of `SECRET_KEY`, newest first. A type of its own so that no log line, JSON or error shows them. */
export class SecretKeys {
  readonly #keys: readonly string[];

  constructor(keys: readonly string[]) {
    this.#keys = keys;
  }

  /** The only way to the text of the keys. */
  reveal(): readonly string[] {
    return this.#keys;
  }

  toString(): string {
    return '[secret]';
  }

  toJSON(): string {
    return '[secret]';
  }

  [inspect.custom](): string {
    return '[secret]';
  }
}

export type ParsedSecretKeys =
  | { readonly ok: true; readonly keys: SecretKeys }
  | { readonly ok: false; readonly problem: string };

/**
 * Reads comma-separated keys, newest first: each at least 32 bytes, in unpadded base64url or in hexadecimal.
 * The problem is a sentence that never repeats the key.
 */
export function parseSecretKeys(text: string, name = 'SECRET_KEY'): ParsedSecretKeys {
  const keys = text.split(',').map((entry) => entry.trim());
  for (const [index, key] of keys.entries()) {
    const problem = problemOf(key);
    const which = keys.length === 1 ? name : `Entry ${index + 1} of ${name}`;
    if (problem) return { ok: false, problem: `${which} ${problem}` };
  }
  if (new Set(keys).size < keys.length) return { ok: false, problem: `${name} holds the same key twice.` };
  return { ok: true, keys: new SecretKeys(keys) };
}

const howToMakeOne = 'Make one with "latchkey secret".';

function problemOf(key: string): string | undefined {
  if (key === '') return `is empty: a comma stands between two keys. ${howToMakeOne}`;
  if (exampleWords.test(key)) return `is an example or a phrase, which anyone can guess. ${howToMakeOne}`;
  const bytes = decode(key);
  if (!bytes) return `is not written as base64url or hexadecimal. ${howToMakeOne}`;
  if (bytes.length < 32) return `has ${bytes.length} bytes and needs at least 32. ${howToMakeOne}`;
  if (isWeak(bytes, key)) return `is too easy to guess: it does not look random. ${howToMakeOne}`;
  return undefined;
}

/** Six letters or more: 43 random characters hold one of these less than once in ten million keys. */
const exampleWords = /example|change|secret|password|latchkey|insecure|default|replace/i;

function decode(key: string): Buffer | undefined {
  if (/^(?:[0-9a-f]{2})+$/i.test(key)) return Buffer.from(key, 'hex');
  const bytes = Buffer.from(key, 'base64url');
  return bytes.toString('base64url') === key ? bytes : undefined;
}

/** What random bytes do less than once in a thousand million keys, and people's placeholders do every time. */
function isWeak(bytes: Buffer, key: string): boolean {
  const isHex = /^[0-9a-f]+$/i.test(key);
  const oneCase = !isHex && (key === key.toLowerCase() || key === key.toUpperCase());
  return oneCase || new Set(bytes).size < 16 || repeats(bytes) || counts(bytes);
}

function repeats(bytes: Buffer): boolean {
  for (let period = 1; period <= bytes.length / 2; period += 1) {
    if (bytes.subarray(period).equals(bytes.subarray(0, bytes.length - period))) return true;
  }
  return false;
}

/** 00 01 02 03 …, and any other row with a constant step. */
function counts(bytes: Buffer): boolean {
  const steps = new Set<number>();
  for (let index = 1; index < bytes.length; index += 1) {
    steps.add((bytes.readUInt8(index) - bytes.readUInt8(index - 1)) & 0xff);
  }
  return steps.size === 1;
}
