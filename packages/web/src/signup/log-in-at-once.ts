import { completeLogIn, type User } from '@latchkey/accounts';
import type { Visit } from '@latchkey/session';
import { seeOther } from '../layout/page.ts';
import { rememberBrowser } from '../login/known-browser.ts';
import { askForRest } from '../second-factor/pending-cookie.ts';
import { clientOf, type Site } from '../site.ts';

export interface FirstLogIn {
  readonly user: User;
  /** What has just been proven. */
  readonly factor: 'password' | 'sign-up-link';
  readonly next: string | undefined;
  readonly flash: {
    readonly loggedIn: 'flash.account-created-logged-in' | 'flash.sign-up-completed-logged-in';
    /** Where the log-in came to nothing. */
    readonly created: 'flash.account-created' | 'flash.sign-up-completed';
  };
}

/** A new account is logged in without another form. */
export async function logInAtOnce(site: Site, visit: Visit<User>, first: FirstLogIn): Promise<Response> {
  const { user, factor, next, flash } = first;
  const proofs = [{ factor, atMs: site.accounts.clock() }];
  const completed = await completeLogIn(site.accounts, user, { proofs, client: clientOf(site, visit) });
  if (!completed.ok && completed.reason === 'factor-missing') {
    visit.flash('flash.account-created-set-up', 'success');
    return askForRest(site, visit, { pending: completed.pending, next });
  }
  const loggedIn = completed.ok && (await visit.logIn(completed.user, { proofs: completed.proofs }));
  if (!loggedIn || !loggedIn.ok) {
    visit.flash(flash.created, 'success');
    return seeOther(site.link('/login', { next }));
  }
  rememberBrowser(site, visit, { user });
  site.protection.forget(visit);
  visit.flash(flash.loggedIn, 'success');
  return seeOther(next ?? site.link('/dashboard'));
}
