import {
  type FoundPending,
  isTokenShape,
  type PendingLogIn,
  pendingForMs,
  type User,
} from '@latchkey/accounts';
import type { Visit } from '@latchkey/session';
import { seeOther } from '../layout/page.ts';
import type { Site } from '../site.ts';

/** A log-in whose first factor is proven, as the browser keeps it. */
export interface KeptPending {
  readonly token: string;
  /** It began by itself, from a remembered browser: whoever is sent to the log-in page goes on from there at once. */
  readonly isRestored: boolean;
}

const keptForSeconds = pendingForMs / 1000;
const restored = '.restored';

/** Sends the visitor on to what is missing. Nobody is logged in, and nothing opens but the page that asks for the rest. */
export function askForRest(
  site: Site,
  visit: Visit<User>,
  { pending, next }: { readonly pending: PendingLogIn; readonly next: string | undefined },
): Response {
  visit.setCookie(site.login.cookies.set('pending', pending.token, keptForSeconds));
  return seeOther(site.link(pageFor(pending.missing), { next }));
}

/** Where the rest of a log-in is proven. */
export function pageFor(missing: FoundPending['missing']): '/login/factor' | '/login/set-up' {
  return missing === 'second-factor' ? '/login/factor' : '/login/set-up';
}

export function pendingIn(visit: Visit<User>): KeptPending | undefined {
  return visit.readCookie('pending', (value) => {
    const isRestored = value.endsWith(restored);
    const token = isRestored ? value.slice(0, -restored.length) : value;
    return isTokenShape(token) ? { token, isRestored } : undefined;
  });
}

export function forgetPending(site: Site, visit: Visit<User>): void {
  if (pendingIn(visit) !== undefined) visit.setCookie(site.login.cookies.clear('pending'));
}

/** For whoever comes back by remember token, and lacks the second factor: the next log-in page goes on with it. */
export function keepRestored(visit: Visit<User>, { token }: PendingLogIn): void {
  visit.setCookie(visit.cookies.set('pending', token + restored, keptForSeconds));
}
