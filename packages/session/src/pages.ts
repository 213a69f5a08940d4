import { codedError } from './errors.ts';

export interface LoginPage {
  readonly prefix: string;
  readonly page: string | undefined;
}

/** A path on this site, or the whole address of a page elsewhere, as it goes into a header: encoded. @throws `page-invalid` */
export function pageOf(page: string | undefined): string | undefined {
  if (page === undefined) return undefined;
  if (isPath(page)) return encoded(page);
  const parsed = /[\p{Cc}\s]/u.test(page) ? null : URL.parse(page);
  if (parsed !== null && /^https?:$/.test(parsed.protocol) && parsed.username + parsed.password === '') {
    return parsed.href;
  }
  throw codedError('page-invalid', `\`${page}\` is no path on this site and no http address.`);
}

/** The longest prefix first. @throws `page-invalid` */
export function loginPagesOf(pages: Readonly<Record<string, string | false>>): readonly LoginPage[] {
  const byPrefix = Object.entries(pages).map(([prefix, page]) => {
    if (!isPath(prefix)) throw codedError('page-invalid', `The prefix \`${prefix}\` is not a path.`);
    if (page !== false && typeof page !== 'string') {
      throw codedError('page-invalid', `The page of \`${prefix}\` must be a path or \`false\`.`);
    }
    return { prefix: encoded(prefix).replace(/\/+$/, ''), page: page === false ? undefined : pageOf(page) };
  });
  return byPrefix.sort((one, other) => other.prefix.length - one.prefix.length);
}

function isPath(text: string): boolean {
  return /^\/(?!\/)[^\\\p{Cc}\s]*$/u.test(text);
}

function encoded(path: string): string {
  const { pathname, search, hash } = new URL(path, 'http://here.invalid');
  if (pathname.startsWith('//')) throw codedError('page-invalid', `\`${path}\` is not a path on this site.`);
  return pathname + search + hash;
}

/** @throws `code` when it is no http address */
export function originOf(address: string, code: string): string {
  const parsed = URL.parse(address);
  if (parsed === null || !/^https?:$/.test(parsed.protocol)) {
    throw codedError(code, `\`${address}\` is not an http or https address.`);
  }
  return parsed.origin;
}
