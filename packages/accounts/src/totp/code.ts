import { HOTP, Secret as Key, TOTP } from 'otpauth';
import type { Accounts } from '../accounts.ts';
import { Secret } from '../tokens/secret.ts';
import type { User } from '../users/user.ts';

export interface TypedCode {
  readonly seed: Secret;
  /** As typed. */
  readonly code: string;
}

/**
 * The step whose code this is (RFC 6238 §4.2: the 30 s since 1970), or `undefined`: it is wrong. By the clock of the server the
 * present step counts and `totpStepsBack` before it (§5.2), for whoever types slowly or has a phone that is late. None ahead: every
 * code would live longer, and whose phone is fast has only to wait a moment.
 */
export function stepOfCode(
  { clock, factors }: Pick<Accounts, 'clock' | 'factors'>,
  { seed, code }: TypedCode,
): number | undefined {
  const digits = digitsOf(code);
  if (digits === undefined) return undefined;
  const key = Key.fromBase32(seed.reveal());
  const present = TOTP.counter({ timestamp: clock() });
  for (let back = 0; back <= factors.totpStepsBack; back++) {
    const step = present - back;
    // Compared in constant time; a window of 0 is this step alone.
    const delta = HOTP.validate({ token: digits, secret: key, counter: step, window: 0, ...format });
    if (delta !== null) return step;
  }
  return undefined;
}

export interface AppEntry {
  readonly user: User;
  readonly seed: Secret;
}

/** For a QR code: what every authenticator app reads, Google's "Key URI Format". */
export function uriOf({ siteName }: Pick<Accounts, 'siteName'>, { user, seed }: AppEntry): Secret {
  const [issuer, label] = [inUri(siteName), inUri(user.name)];
  const totp = new TOTP({ issuer, label, secret: Key.fromBase32(seed.reveal()), ...format });
  return new Secret(totp.toString());
}

/** Of the three hashes the only one that every app knows; HMAC does not ask it to resist collisions. */
const format = { algorithm: 'SHA1', digits: 6 } as const;

/** `undefined`: no code can be meant. Blanks, dashes and wide digits are forgiven. */
function digitsOf(typed: string): string | undefined {
  if (typed.length > mostTyped) return undefined;
  const plain = typed.normalize('NFKC').replace(/[\s\p{Dash}]/gu, '');
  return /^[0-9]{6}$/.test(plain) ? plain : undefined;
}

const mostTyped = 32;

/** The colon is what stands between site and name there. Of a long name the beginning: its QR code would be too fine for a camera. */
function inUri(name: string): string {
  const signs = [...name.toWellFormed().replaceAll(':', ' ').trim()];
  while (encodeURIComponent(signs.join('')).length > 240) signs.pop();
  return signs.join('');
}
