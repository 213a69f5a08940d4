import { browserAfterLogIn, type User } from '@latchkey/accounts';
import type { Visit } from '@latchkey/session';
import { knownBrowserIn, type Site } from '../site.ts';

const knownForSeconds = 180 * 24 * 60 * 60;

/**
 * Notes in the browser that this account has logged in there: strangers' wrong tries will not keep its owner out.
 * @param value what `logInWithPassword` handed over; without it one is made
 */
export function rememberBrowser(site: Site, visit: Visit<User>, known: { user: User; value?: string }): void {
  const { accounts, login } = site;
  const value = known.value ?? browserAfterLogIn(accounts, knownBrowserIn(visit), known.user);
  visit.setCookie(login.cookies.set('browser', value, knownForSeconds));
}
