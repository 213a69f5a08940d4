import type { Accounts } from '../accounts.ts';

/**
 * What the browser that asked for a link shows, `K7QM-3XHP`, to be typed where the link is opened in another one. Made of
 * what this browser holds: 40 bits, of which five guesses are allowed.
 */
export function codeFor({ keyring }: Pick<Accounts, 'keyring'>, browser: string): string {
  const bytes = Buffer.from(keyring.mac('log-in-code-of-browser', browser), 'base64url').subarray(0, 8);
  const code = Array.from(bytes, (byte) => alphabet.charAt(byte % alphabet.length)).join('');
  return `${code.slice(0, 4)}-${code.slice(4)}`;
}

/** 32 signs of which none is taken for another: no 0 and O, no 1 and I. */
const alphabet = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';

/** What is stored of it. */
export function macOfCode({ keyring }: Pick<Accounts, 'keyring'>, code: string): string {
  return keyring.mac(purpose, plain(code));
}

/** Whether this is the code, whatever became of its case, dash and blanks on the way. */
export function isCode({ keyring }: Pick<Accounts, 'keyring'>, typed: string, mac: string): boolean {
  return keyring.verify(purpose, plain(typed), mac);
}

/** Nothing was typed, so nothing is counted. */
export function isEmptyCode(typed: string): boolean {
  return plain(typed) === '';
}

const purpose = 'log-in-code';

function plain(code: string): string {
  return code
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\p{Dash}]/gu, '');
}
