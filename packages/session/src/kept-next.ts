import type { Keyring } from './keyring.ts';

export const keptNextSeconds = 600;
const purpose = 'latchkey:next';

/** Where to go on to after the log-in, signed, with its end: nobody else can plant one, and an old one leads nowhere. */
export function sealNext(next: string, keyring: Keyring, now: number): string {
  const row = JSON.stringify([now + keptNextSeconds * 1000, next]);
  return keyring.sign(purpose, Buffer.from(row).toString('base64url'));
}

/** `undefined` when it is too old, or not ours. */
export function openNext(sealed: string, keyring: Keyring, now: number): string | undefined {
  const text = keyring.unsign(purpose, sealed);
  if (text === undefined) return undefined;
  // Proof: `sealNext` alone signs for this purpose.
  const [endsAtMs, next] = JSON.parse(Buffer.from(text, 'base64url').toString()) as [number, string];
  return now <= endsAtMs ? next : undefined;
}
