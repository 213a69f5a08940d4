/**
 * What people chose themselves, as a mail may show it. The attack: a user name such as `win-at.evil.test/now`, which the mail
 * program of the reader makes a link of, in a mail that we vouch for. So nothing is left that a link could be made of.
 */

const mostOfName = 60;

/** Letters, digits and spaces; a run of anything else is `·`. `undefined`: there is nothing to show, or the name is an address. */
export function tameName(name: string): string | undefined {
  if (name.includes('@')) return undefined;
  const tame = onOneLine(name).replaceAll(/[^\p{L}\p{M}\p{N} _'’-]+/gu, '·');
  const signs = [...tame];
  if (!/[\p{L}\p{N}]/u.test(tame)) return undefined;
  return signs.length > mostOfName ? `${signs.slice(0, mostOfName).join('')}…` : tame;
}

/** No slash and no colon: at most a link to write to it. */
export function tameEmail(email: string): string {
  return [...onOneLine(email).replaceAll(/[^\p{L}\p{M}\p{N}.@_+'-]+/gu, '·')].slice(0, 254).join('');
}

/** An address of a visitor comes from a header where a proxy is trusted. */
export function tameAddress(address: string): string {
  return address.slice(0, 64).replaceAll(/[^\w.:%-]+/g, '·');
}

/** No line breaks, and none of the signs that nobody sees or that turn text around. */
export function onOneLine(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .replaceAll(/\p{Zs}+/gu, ' ')
    .trim();
}
