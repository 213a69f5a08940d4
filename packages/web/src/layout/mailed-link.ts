import { isTokenShape, type User } from '@latchkey/accounts';
import type { Visit } from '@latchkey/session';
import type { PagePath } from '../links.ts';
import type { Site } from '../site.ts';
import { seeOther } from './page.ts';

/** The pages that a link in a mail opens. */
export type MailedPath = Extract<
  PagePath,
  '/verify' | '/reset' | '/login/link/open' | '/email/confirm' | '/email/cancel'
>;

const keptForSeconds = 30 * 60;

/**
 * Takes the token of a mailed link out of the address, where the history, a referrer and whoever looks over a shoulder would
 * find it, into a cookie, and leads to the same page without it (OWASP Forgot Password). Nothing is spent and nothing
 * changes: mail programs open links by themselves. `undefined`: there is no token in the address.
 */
export function takeMailedToken(site: Site, visit: Visit<User>, path: MailedPath): Response | undefined {
  const token = new URL(visit.request.url).searchParams.get('token');
  if (token === null) return undefined;
  const value = isTokenShape(token) ? `${kinds[path]}.${token}` : `${kinds[path]}.`;
  visit.setCookie(site.login.cookies.set('link', value, keptForSeconds));
  return seeOther(site.link(path), { 'Referrer-Policy': 'no-referrer' });
}

/** The token of the link that led to this page. One link at a time: the last that was opened. */
export function mailedToken(visit: Visit<User>, path: MailedPath): string | undefined {
  const [kind, token] = visit.readCookie('link', partsOf) ?? [];
  return kind === kinds[path] ? token : undefined;
}

export function forgetMailedToken(site: Site, visit: Visit<User>): void {
  visit.setCookie(site.login.cookies.clear('link'));
}

function partsOf(value: string): readonly [kind: string, token: string] | undefined {
  const [kind = '', token, ...more] = value.split('.');
  if (token === undefined || more.length > 0) return undefined;
  return token === '' || isTokenShape(token) ? [kind, token] : undefined;
}

const kinds: Readonly<Record<MailedPath, string>> = {
  '/verify': 'verify',
  '/reset': 'reset',
  '/login/link/open': 'login',
  '/email/confirm': 'email',
  '/email/cancel': 'cancel',
};
