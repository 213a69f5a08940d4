import { type Fault, findReset, resetPassword, type User } from '@latchkey/accounts';
import type { Visit } from '@latchkey/session';
import { errorAnswer } from '../error/error-answer.ts';
import { forgetMailedToken } from '../layout/mailed-link.ts';
import { seeOther, showPage } from '../layout/page.ts';
import { openView, userOf } from '../layout/view.ts';
import { deadLinkAnswer, mailedPage, type OpenedLink, type SentLink } from '../mailed-page.ts';
import { clientOf, type Site, type WebApp } from '../site.ts';

/** `/reset`: where the link leads, mailed or handed over by the operator; so it is there without mail too. */
export function resetRoutes(app: WebApp, site: Site): void {
  mailedPage(app, site, { path: '/reset', fields: ['password', 'confirm_password'], show, answer });
}

function show(site: Site, visit: Visit<User>, { mailedToken }: OpenedLink): Promise<Response> {
  return showForm(site, visit, { status: 200, mailedToken });
}

async function answer(site: Site, visit: Visit<User>, { mailedToken, form }: SentLink): Promise<Response> {
  const reset = {
    token: mailedToken,
    password: form.get('password') ?? '',
    confirmPassword: form.get('confirm_password') ?? '',
  };
  const outcome = await resetPassword(site.accounts, reset, clientOf(site, visit));
  if (outcome.ok) return await goOnToLogIn(site, visit, outcome.user);
  if (outcome.reason === 'over') return await isOver(site, visit);
  if (outcome.reason === 'faults') {
    return await showForm(site, visit, { status: 422, mailedToken, faults: outcome.faults });
  }
  const { retryAfterSeconds } = outcome;
  return errorAnswer(site, visit, { status: 503, retryAfterSeconds, openAgain: site.link('/reset') });
}

/** Nobody is logged in by a link to a new password: whoever reads the mail has proven no second factor by it. */
async function goOnToLogIn(site: Site, visit: Visit<User>, { id }: User): Promise<Response> {
  // The session ended with the old password; its cookies go too.
  if (userOf(await visit.visitor())?.id === id) {
    await visit.logOut();
    site.protection.forget(visit);
  }
  forgetMailedToken(site, visit);
  visit.flash('flash.password-reset', 'success');
  return seeOther(site.link('/login'));
}

interface Shown {
  readonly status: number;
  readonly mailedToken: string;
  readonly faults?: readonly Fault[];
}

async function showForm(
  site: Site,
  visit: Visit<User>,
  { status, mailedToken, faults = [] }: Shown,
): Promise<Response> {
  const found = await findReset(site.accounts, { token: mailedToken });
  if (found === undefined) return isOver(site, visit);
  const view = await openView(site, visit, { hasForm: true });
  const page = site.pages.reset(view, { user: found.user, mailedToken, faults });
  return showPage(site, view, { status, page });
}

function isOver(site: Site, visit: Visit<User>): Promise<Response> {
  const way = { path: '/forgot', labelId: 'reset.ask-again' } as const;
  return deadLinkAnswer(site, visit, site.accounts.mail && way);
}
