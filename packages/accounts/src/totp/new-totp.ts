import type { Accounts } from '../accounts.ts';
import type { Secret } from '../tokens/secret.ts';
import type { User } from '../users/user.ts';
import { uriOf } from './code.ts';
import { newSeed } from './seed.ts';
import { openSetUp, sealSetUp } from './set-up.ts';

/** What an authenticator app is given. It counts for nothing before `addTotp` has seen a code of it. */
export interface NewTotp {
  /** To be typed into the app: 160 random bits as 32 letters and digits (base32, RFC 4648 §6). */
  readonly seed: Secret;
  /** The same for a QR code, `otpauth://totp/Site:name?secret=…`; the site is `siteName`. */
  readonly uri: Secret;
  /** For a hidden field: the seed, readable by us alone, for this account as it is now, and for 30 min. */
  readonly sealed: string;
}

/** A seed for a new authenticator app. Nothing is written: until it is added it exists in its form alone. */
export function newTotp(accounts: Accounts, user: User): NewTotp {
  const seed = newSeed(accounts);
  return { seed, uri: uriOf(accounts, { user, seed }), sealed: sealSetUp(accounts, user, seed) };
}

/** The same once more, to show its form again. `undefined`: too old, of another account, or the account has changed since. */
export function openTotp(accounts: Accounts, user: User, sealed: string): NewTotp | undefined {
  const seed = openSetUp(accounts, user, sealed);
  return seed && { seed, uri: uriOf(accounts, { user, seed }), sealed };
}
