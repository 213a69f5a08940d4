import { isTokenShape, type User } from '@latchkey/accounts';
import type { Visit } from '@latchkey/session';
import { keptNext, nextToKeep } from '../next.ts';
import type { Site } from '../site.ts';

const keptForSeconds = 24 * 60 * 60;

/** What a sign-up that waits for its mail leaves in the browser. */
export interface WaitingSignUp {
  /** Out of `askToSignUp`: by it the link in the mail knows this browser. */
  readonly browser: string;
  /** Where the visitor wanted to go on to. */
  readonly next: string | undefined;
}

export function rememberSignUp(site: Site, visit: Visit<User>, { browser, next }: WaitingSignUp): void {
  const { cookies } = site.login;
  visit.setCookie(cookies.set('signup', browser, keptForSeconds));
  const kept = next === undefined ? undefined : nextToKeep(next);
  if (kept !== undefined) visit.setCookie(cookies.set('signup-next', kept, keptForSeconds));
  else if (signUpNext(visit) !== undefined) visit.setCookie(cookies.clear('signup-next'));
}

export function signUpBrowser(visit: Visit<User>): string | undefined {
  return visit.readCookie('signup', (value) => (isTokenShape(value) ? value : undefined));
}

export function signUpNext(visit: Visit<User>): string | undefined {
  return visit.readCookie('signup-next', (value) => keptNext(visit, value));
}

export function forgetSignUp(site: Site, visit: Visit<User>): void {
  for (const kind of ['signup', 'signup-next']) visit.setCookie(site.login.cookies.clear(kind));
}
