import type { Keyring } from './keyring.ts';

export type FlashCategory = 'danger' | 'success' | 'warning' | 'info';

/** A message shown once. `message` is a text, or the id of one: names are filled in when it is shown, never kept in the cookie. */
export interface Flash {
  readonly message: string;
  readonly category: FlashCategory;
}

export const flashMaxAgeSeconds = 300;
const atMost = 5;
const longestMessage = 300;
const categories: readonly string[] = ['danger', 'success', 'warning', 'info'];

/** The same message once; at most five, the oldest goes. */
export function addFlash(flashes: readonly Flash[], flash: Flash): readonly Flash[] {
  const message = flash.message.slice(0, longestMessage);
  const others = flashes.filter((other) => other.message !== message);
  return fitting([...others, { message, category: flash.category }].slice(-atMost));
}

/** A cookie holds 4096 bytes; letters that are not Latin take three each, and a third more in base64. */
function fitting(flashes: readonly Flash[]): readonly Flash[] {
  return encode(flashes).length <= 3800 ? flashes : fitting(flashes.slice(1));
}

/** The value of the flash cookie: signed, so that nobody else can put words into our mouth. */
export function sealFlashes(flashes: readonly Flash[], keyring: Keyring): string {
  return keyring.sign('latchkey:flash', encode(flashes));
}

function encode(flashes: readonly Flash[]): string {
  const rows = flashes.map(({ message, category }) => [category, message]);
  return Buffer.from(JSON.stringify(rows)).toString('base64url');
}

/** `undefined` when the cookie is not one of ours. */
export function openFlashes(sealed: string, keyring: Keyring): readonly Flash[] | undefined {
  const text = keyring.unsign('latchkey:flash', sealed);
  if (text === undefined) return undefined;
  const rows: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
  return Array.isArray(rows)
    ? rows.filter(isRow).map(([category, message]) => ({ category, message }))
    : undefined;
}

function isRow(row: unknown): row is [FlashCategory, string] {
  return Array.isArray(row) && categories.includes(row[0]) && typeof row[1] === 'string';
}
