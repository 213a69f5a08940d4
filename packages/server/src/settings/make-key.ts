import { randomBytes } from 'node:crypto';
import { parseSecretKeys } from './secret-key.ts';

/** A new key as `latchkey secret` prints it: 32 random bytes in base64url, 43 characters. */
export function makeKey(random: (size: number) => Buffer = randomBytes): string {
  for (;;) {
    const key = random(32).toString('base64url');
    if (parseSecretKeys(key).ok) return key;
  }
}
