import { createHash } from 'node:crypto';
import type { Accounts } from '../accounts.ts';

/** 24 of 32 letters and digits, 120 random bits: `k7qm-3xhp-…`, six groups of four. */
export function newCode({ random }: Pick<Accounts, 'random'>): string {
  const bits = Array.from(random(15), (byte) => byte.toString(2).padStart(8, '0')).join('');
  const signs = bits.match(/.{5}/g)?.map((five) => alphabet.charAt(Number.parseInt(five, 2))) ?? [];
  return signs.join('').match(/.{4}/g)?.join('-') ?? '';
}

/** Crockford's: what a hand writes and an eye takes for another is not in it: no i, l, o, and no u. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

export interface CodeOfUser {
  readonly userId: string;
  /** As typed. */
  readonly code: string;
}

/**
 * What is stored of a code, and `undefined` for what cannot be one. A plain SHA-256, because nobody guesses 120 bits
 * (ASVS 6.5.2: from 112 on). The account is part of it, so that the row of a code moved to another account is worth nothing.
 */
export function hashOfCode({ userId, code }: CodeOfUser): string | undefined {
  const plain = plainCode(code);
  return plain && createHash('sha256').update(`${userId}:${plain}`).digest('base64url');
}

/** Case, dashes and blanks are forgiven, and the signs that are taken for another. */
function plainCode(typed: string): string | undefined {
  if (typed.length > mostTyped) return undefined;
  const plain = typed
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\p{Dash}]/gu, '')
    .replaceAll('o', '0')
    .replace(/[il]/g, '1');
  return /^[0-9a-hjkmnp-tv-z]{24}$/.test(plain) ? plain : undefined;
}

const mostTyped = 64;
