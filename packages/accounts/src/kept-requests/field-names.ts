/**
 * Whether a field of this name may wait in the database for a proof. What reads like a password, a code or a token may
 * not: it would be there after the answer that it was typed for. `code` and `pin` count as words of their own
 * (`totpCode`, `card-pin`), so that `postcode` and `shipping` may.
 */
export function mayKeepField(name: string): boolean {
  return !secretParts.test(name) && !wordsOf(name).some((word) => secretWords.has(word));
}

const secretParts = /passw|passphrase|passcode|kennwort|pwd|secret|token/i;
const secretWords = new Set(['code', 'codes', 'pin', 'pass', 'otp', 'totp', 'cvc', 'cvv', 'key', 'seed']);

/** `totpCode`, `totp_code`, `TOTP-CODE` and `TOTPCode` are the words `totp` and `code`. */
function wordsOf(name: string): string[] {
  return name
    .replaceAll(/(?<=[a-z\d])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, ' ')
    .toLowerCase()
    .split(/[^a-z]+/);
}
