import type { Proof, User } from '@latchkey/accounts';
import type { FlashCategory, Visit } from '@latchkey/session';
import { seeOther } from '../layout/page.ts';
import { forgetPending } from '../second-factor/pending-cookie.ts';
import type { Site } from '../site.ts';
import { rememberBrowser } from './known-browser.ts';

/** A log-in that is whole. */
export interface WholeLogIn {
  readonly user: User;
  readonly proofs: readonly Proof[];
  /** The value of the known-browser cookie. */
  readonly browser: string;
  /** Its deletion had been asked for; by this log-in the account stays. */
  readonly isKept: boolean;
}

export interface GoingOn {
  /** Also hand out a remember token. Default false. */
  readonly remember?: boolean;
  /** Default the dashboard. */
  readonly next: string | undefined;
  /** Said in place of "Welcome back". */
  readonly flash?: { readonly message: string; readonly category: FlashCategory } | undefined;
}

/** The session begins, and the visitor goes on. `undefined`: the account was disabled or has changed between the check and now. */
export async function logInAndGoOn(
  site: Site,
  visit: Visit<User>,
  { user, proofs, browser, isKept, remember = false, next, flash }: WholeLogIn & GoingOn,
): Promise<Response | undefined> {
  const loggedIn = await visit.logIn(user, { remember, proofs });
  if (!loggedIn.ok) return undefined;
  rememberBrowser(site, visit, { user, value: browser });
  forgetPending(site, visit);
  site.protection.forget(visit);
  const welcome = {
    message: isKept ? 'flash.account-kept' : 'flash.welcome-back',
    category: 'success',
  } as const;
  const { message, category } = flash ?? welcome;
  visit.flash(message, category);
  return seeOther(next ?? site.link('/dashboard'));
}
