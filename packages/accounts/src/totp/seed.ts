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
  const sealed: Sealed = [userId, seed.reveal()];
  return keyring.seal(purpose, JSON.stringify(sealed));
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
  const text = keyring.unseal(purpose, sealed);
  if (text === undefined) return undefined;
  // Proof: `sealSeed` alone seals for this purpose.
  const [owner, seed] = JSON.parse(text) as Sealed;
  return owner === userId ? new Secret(seed) : undefined;
}

/** The account's id, and the seed. */
type Sealed = readonly [string, string];

const purpose = 'totp-seed';
