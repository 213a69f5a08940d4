import { hash, randomBytes, timingSafeEqual } from 'node:crypto';

/** `length` unpredictable bytes; in tests a function of your own. */
export type Random = (length: number) => Uint8Array;

export const systemRandom: Random = (length) => randomBytes(length);

/** 32 random bytes as 43 characters of base64url: 256 bits, where ASVS 7.2.3 asks for 128. */
export function newToken(random: Random): string {
  return base64url(random(32));
}

/** The public half of a remember cookie: 16 random bytes as 22 characters. */
export function newSeriesId(random: Random): string {
  return base64url(random(16));
}

/** All that is ever stored of a token. A plain hash is enough for 256 random bits (ASVS 6.5.2). */
export function hashToken(token: string): string {
  return hash('sha256', token, 'base64url');
}

export function isToken(text: string): boolean {
  return tokenShape.test(text);
}

/** In constant time; false for different lengths. */
export function sameHash(one: string, other: string): boolean {
  return one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));
}

const tokenShape = /^[\w-]{43}$/;

function base64url(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64url');
}
