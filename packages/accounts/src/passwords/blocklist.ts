import { dictionary } from '@zxcvbn-ts/language-common';

/**
 * Whether everyone's first guesses hold this password: compared whole (NIST SP 800-63B-4 section 3.1.1.2), case and
 * width of its letters aside. The list has about 49,000 entries in the order of how often they were seen, 18,000 of
 * them of 8 characters or more (ASVS 6.2.4 asks for 3000).
 */
export function isCommon(password: string): boolean {
  blocklist ??= new Set(dictionary['passwords-common'].filter(isLongEnough).map(fold));
  return blocklist.has(fold(password));
}

/** Made when the first new password is judged, in about 10 ms, not at every start. */
let blocklist: ReadonlySet<string> | undefined;

/** Shorter ones are refused for their length. */
function isLongEnough(password: string): boolean {
  return password.length >= 8;
}

function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}
