import type { Keyring, Random } from '@latchkey/session';

const purpose = 'csrf';

/**
 * A form's token: random bytes, and their HMAC together with what it is bound to. A new one for every form, so that no
 * two answers hold the same secret text (BREACH), and nothing to store.
 * @param binding what only this browser's requests carry: the hash of its session's id, before log-in its form cookie
 */
export function makeToken(keyring: Keyring, binding: string, random: Random): string {
  const nonce = Buffer.from(random(16)).toString('base64url');
  return `${nonce}.${keyring.mac(purpose, `${nonce}|${binding}`)}`;
}

/** In constant time. */
export function isTokenFor(keyring: Keyring, binding: string, token: string): boolean {
  const parts = /^([\w-]{22})\.([\w-]{43})$/.exec(token);
  if (parts === null) return false;
  const [, nonce = '', mac = ''] = parts;
  return keyring.verify(purpose, `${nonce}|${binding}`, mac);
}
