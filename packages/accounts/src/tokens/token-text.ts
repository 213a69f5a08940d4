import { createHash } from 'node:crypto';

/** 32 random bytes, base64url: what a link or a cookie carries, and what nobody stores. */
export function newTokenText(random: (size: number) => Uint8Array): string {
  return Buffer.from(random(32)).toString('base64url');
}

/** Whether it may be one; whether it is worth anything, only the database knows. */
export function isTokenShape(text: string): boolean {
  return /^[\w-]{43}$/.test(text);
}

/** SHA-256, base64url: what is stored of it. */
export function hashOfToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
