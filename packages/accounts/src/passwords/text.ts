/** Longest password, in bytes of UTF-8 after NFC. NIST SP 800-63B-4 asks for 64 characters or more; a limit stops megabytes. */
export const maximumBytes = 1024;

/**
 * The password as it is hashed: NFC, and not changed in any other way (NIST SP 800-63B-4 section 3.1.1.2). The same
 * word typed on a Mac and on a phone is the same password. Never trimmed, never cut: a blank at the end counts.
 */
export function normalise(password: string): string {
  return password.normalize('NFC');
}

export function isTooLong(password: string): boolean {
  return password.length > longestBeforeNfc || Buffer.byteLength(normalise(password)) > maximumBytes;
}

/**
 * Whether the password has a hash of its own. One with a lone surrogate has not: UTF-8 cannot write it, every such
 * character becomes U+FFFD, and different passwords would share a hash.
 */
export function isStorable(password: string): boolean {
  return password.isWellFormed() && !isTooLong(password);
}

/** NFC joins at most four UTF-16 units into one, so what is longer cannot become 1024 bytes, and need not be normalised to know. */
const longestBeforeNfc = 4 * maximumBytes;

/**
 * For hashes made elsewhere, most likely of the password as it came: compares it so, and where that differs, in NFC.
 */
export async function matchesAsTyped(
  password: string,
  matches: (typed: string) => Promise<boolean>,
): Promise<boolean> {
  for (const typed of new Set([password, normalise(password)])) if (await matches(typed)) return true;
  return false;
}
