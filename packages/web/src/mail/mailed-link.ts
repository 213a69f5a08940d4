import type { Secret } from '@latchkey/accounts';
import { codedError } from '../coded-error.ts';
import type { MailedPath } from '../layout/mailed-link.ts';
import { createLink, type PagePath } from '../links.ts';

export interface LinkPlace {
  /** Scheme, host and port. Never from a request: a forged Host would lead people to the forger. */
  readonly baseUrl: string;
  /** The one that `createWeb` is given. Default none. */
  readonly prefix?: string;
}

/**
 * The link to a page with the token that opens it, as it stands in a mail; for links that the operator hands over.
 * @throws `base-url-invalid`, `prefix-invalid`
 */
export function mailedLink({ baseUrl, prefix = '' }: LinkPlace, path: MailedPath, token: Secret): string {
  return withToken(pageAddress(baseUrl, createLink(prefix)(path)), token);
}

export function withToken(page: URL, token: Secret): string {
  const address = new URL(page);
  address.searchParams.set('token', token.reveal());
  return address.href;
}

export function pagesOf(
  baseUrl: string | (() => string),
  { prefix }: { readonly prefix: string },
): (path: PagePath) => URL {
  const link = createLink(prefix);
  if (typeof baseUrl === 'string') checkedBase(baseUrl);
  return (path) => pageAddress(typeof baseUrl === 'string' ? baseUrl : baseUrl(), link(path));
}

function pageAddress(baseUrl: string, page: string): URL {
  return new URL(page, checkedBase(baseUrl));
}

function checkedBase(baseUrl: string): URL {
  const url = URL.parse(baseUrl);
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:') {
    throw codedError('base-url-invalid', `\`baseUrl\` must be an http or https address, not \`${baseUrl}\`.`);
  }
  if (url.href !== `${url.origin}/`) {
    throw codedError(
      'base-url-invalid',
      '`baseUrl` is scheme, host and port alone: for a path in front of the pages, use `prefix`.',
    );
  }
  return url;
}
