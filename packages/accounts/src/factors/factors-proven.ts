import type { Proof } from '../log-in/proof.ts';

/**
 * How many factors these proofs are: 0, 1 or 2. A password and a mailed link are both a first one, so that together they are
 * one (mail is no second factor; ASVS 6.3.6); a passkey that asked for a finger, a face or a PIN is both at once.
 */
export function factorsProven(proofs: readonly Proof[]): number {
  return Number(provesFirst(proofs)) + Number(provesSecond(proofs));
}

export function provesFirst(proofs: readonly Proof[]): boolean {
  return proofs.some(({ factor }) => factor === 'passkey' || !isSecond(factor));
}

export function provesSecond(proofs: readonly Proof[]): boolean {
  return proofs.some(({ factor }) => factor === 'passkey' || isSecond(factor));
}

/** What is not listed, as an application's own, is a first one. */
function isSecond(factor: string): boolean {
  return ['totp', 'recovery-code', 'security-key'].includes(factor);
}
