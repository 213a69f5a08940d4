import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import { codedError } from './errors.ts';
import { sealWith, unsealWith } from './seal.ts';
import { type Random, sameHash, systemRandom } from './tokens.ts';

/**
 * Keyed hashes (HMAC-SHA256) and encryption (AES-256-GCM), one derived key for each purpose, so that a value made for one is
 * worth nothing for another. Purposes that begin with `latchkey:` are ours.
 */
export interface Keyring {
  /** 43 characters of base64url, made with the newest secret. */
  mac(purpose: string, text: string): string;
  /** Whether any of the secrets made this `mac`; in constant time. */
  verify(purpose: string, text: string, mac: string): boolean;
  /** `text` and its mac in one string: `text.mac`. */
  sign(purpose: string, text: string): string;
  /** The text that was signed, or `undefined` when the signature is not ours for this purpose. */
  unsign(purpose: string, signed: string): string | undefined;
  /** `text`, readable and changeable by nobody without the secrets: base64url, a third longer and 38 characters more. */
  seal(purpose: string, text: string): string;
  /** The text that was sealed, or `undefined` when it was not sealed by us for this purpose, or was changed since. */
  unseal(purpose: string, sealed: string): string | undefined;
}

/**
 * @param secrets newest first; each at least 32 bytes, in base64url or hex. The first signs, all of them verify.
 * @throws `secret-missing` without any, `secret-weak` for a short or unreadable one.
 */
export function createKeyring(secrets: readonly string[], random: Random = systemRandom): Keyring {
  if (secrets.length === 0) {
    throw codedError('secret-missing', 'A login needs a secret. `openssl rand -hex 32` prints one.');
  }
  const keysFor = deriveOncePerPurpose(secrets.map(decodeSecret));

  function mac(purpose: string, text: string): string {
    const [newest] = keysFor(purpose);
    return hmac(newest, text);
  }

  function verify(purpose: string, text: string, mac: string): boolean {
    return keysFor(purpose).some((key) => sameHash(hmac(key, text), mac));
  }

  return {
    mac,
    verify,
    sign: (purpose, text) => `${text}.${mac(purpose, text)}`,
    unsign(purpose, signed) {
      const dot = signed.lastIndexOf('.');
      if (dot === -1) return undefined;
      const text = signed.slice(0, dot);
      return verify(purpose, text, signed.slice(dot + 1)) ? text : undefined;
    },
    seal(purpose, text) {
      const [newest] = keysFor(purpose, 'latchkey-seal');
      return sealWith(newest, text, random);
    },
    unseal(purpose, sealed) {
      for (const key of keysFor(purpose, 'latchkey-seal')) {
        const text = unsealWith(key, sealed);
        if (text !== undefined) return text;
      }
      return undefined;
    },
  };
}

type Keys = readonly [KeyObject, ...KeyObject[]];

type Label = 'latchkey' | 'latchkey-seal';

/** Purposes are constants of the code, so this map stays small. KeyObjects: an HMAC with a raw Buffer costs four times as much. */
function deriveOncePerPurpose(secrets: readonly Uint8Array[]): (purpose: string, label?: Label) => Keys {
  const derived = new Map<string, Keys>();
  return (purpose, label = 'latchkey') => {
    const info = `${label}/${purpose}`;
    const known = derived.get(info);
    if (known !== undefined) return known;
    const keys = secrets.map((secret) => derive(secret, info)) as unknown as Keys; // createKeyring refuses an empty list
    derived.set(info, keys);
    return keys;
  };
}

function derive(secret: Uint8Array, info: string): KeyObject {
  return createSecretKey(createHmac('sha256', secret).update(info).digest());
}

function hmac(key: KeyObject, text: string): string {
  return createHmac('sha256', key).update(text).digest('base64url');
}

function decodeSecret(secret: string): Uint8Array {
  const isText = typeof secret === 'string' && /^[\w-]+$/.test(secret); // an unset variable is `undefined`
  const bytes = isText
    ? Buffer.from(secret, /^[0-9a-f]+$/i.test(secret) ? 'hex' : 'base64url')
    : Buffer.alloc(0);
  if (bytes.length < 32) {
    throw codedError(
      'secret-weak',
      `A secret must be 32 bytes or more, in base64url or hex, not ${isText ? `${bytes.length} bytes` : typeof secret}. \`openssl rand -hex 32\` prints one.`,
    );
  }
  return bytes;
}
