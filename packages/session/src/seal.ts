import { createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto';
import type { Random } from './tokens.ts';

const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

/**
 * AES-256-GCM under a random nonce of 96 bits: nonce, text, tag. One key may seal 2^32 texts (NIST SP 800-38D section 8.3);
 * whoever comes near that changes the secret, a thousand a second for 49 days.
 */
export function sealWith(key: KeyObject, text: string, random: Random): string {
  const nonce = random(nonceBytes);
  const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagBytes });
  const hidden = [cipher.update(text, 'utf8'), cipher.final()];
  return Buffer.concat([nonce, ...hidden, cipher.getAuthTag()]).toString('base64url');
}

/** `undefined` for whatever this key has not sealed. */
export function unsealWith(key: KeyObject, sealed: string): string | undefined {
  const bytes = Buffer.from(sealed, 'base64url');
  const end = bytes.length - tagBytes;
  // One text, one spelling: whoever notes which ones were used must not be asked again with another.
  if (end < nonceBytes || bytes.toString('base64url') !== sealed) return undefined;
  const nonce = bytes.subarray(0, nonceBytes);
  const decipher = createDecipheriv(algorithm, key, nonce, { authTagLength: tagBytes });
  decipher.setAuthTag(bytes.subarray(end));
  try {
    return decipher.update(bytes.subarray(nonceBytes, end), undefined, 'utf8') + decipher.final('utf8');
  } catch {
    return undefined; // the tag does not fit: changed, or sealed with another key
  }
}
