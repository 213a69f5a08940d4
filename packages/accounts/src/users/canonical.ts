import { domainToASCII } from 'node:url';

/** The one form in which user names are compared: `ＡＤＡ`, `Ada` and ` ada` are one. */
export function canonicalUsername(text: string): string {
  return fold(text).trim();
}

/**
 * The one form in which mail addresses are compared; of the domain the form that DNS knows. For finding accounts
 * only: mail goes to the address as it was stored, or `mıke@` could have `mike@`'s mail.
 */
export function canonicalEmail(text: string): string {
  const folded = fold(text).trim();
  const at = folded.lastIndexOf('@');
  if (at < 0) return folded;
  return `${folded.slice(0, at)}@${canonicalDomain(folded.slice(at + 1))}`;
}

/** `domainToASCII` reads as URLs do: it stops at a slash and decodes `%61`. Such a domain stays as it is. */
function canonicalDomain(domain: string): string {
  return /^[\p{L}\p{M}\p{N}.。-]+$/u.test(domain) ? domainToASCII(domain) || domain : domain;
}

/** `@` makes a mail address of it, and no user name has one, so that nobody can be taken for somebody else. */
export function isEmail(identifier: string): boolean {
  return fold(identifier).includes('@');
}

/** Of a mail address or a user name, whichever was typed. */
export function canonicalIdentifier(identifier: string): string {
  return isEmail(identifier) ? canonicalEmail(identifier) : canonicalUsername(identifier);
}

/** What cannot be seen does not count, as in Unicode's NFKC_Casefold: or `alice` and an invisible sign would be a second alice. */
function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(unseen, '').normalize('NFC');
}

const unseen = /[\p{Default_Ignorable_Code_Point}\u2800]/gu;
