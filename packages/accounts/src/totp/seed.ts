import { Secret as Key } from 'otpauth';
import type { Accounts } from '../accounts.ts';
import { Secret } from '../tokens/secret.ts';

/** 160 bits, the length that RFC 4226 §4 recommends, in base32. */
export function newSeed({ random }: Pick<Accounts, 'random'>): Secret {
  // A copy: a buffer of Node may be a piece of a larger one.
  const { buffer } = Uint8Array.from(random(20));
  return new Secret(new Key({ buffer }).base32);
}

/** What is stored of a seed: it is needed in clear again, so it is encrypted and not hashed. */
export function sealSeed(
  { keyring }: Pick<Accounts, 'keyring'>,
  { userId, seed }: { readonly userId: string; readonly seed: Secret },
): string {
  return keyring.seal(purpose, `${userId} ${seed.reveal()}`);
}

/**
 * The seed in a row of this account. The attack: whoever can write into the database, but has no key, puts the row of an
 * account of his own in the place of somebody else's. So the account is sealed in with the seed, and one of another account
 * is none.
 */
export function openSeed(
  { keyring }: Pick<Accounts, 'keyring'>,
  { userId, sealed }: { readonly userId: string; readonly sealed: string },
): Secret | undefined {
  const text = keyring.unseal(purpose, sealed) ?? '';
  const gap = text.lastIndexOf(' ');
  return gap !== -1 && text.slice(0, gap) === userId ? new Secret(text.slice(gap + 1)) : undefined;
}

const purpose = 'totp-seed';
