import {
  cancelEmailChange,
  confirmEmailChange,
  findEmailChange,
  findEmailChangeCancel,
  type User,
} from '@latchkey/accounts';
import type { Visit } from '@latchkey/session';
import { errorAnswer } from '../error/error-answer.ts';
import { forgetMailedToken } from '../layout/mailed-link.ts';
import { seeOther, showPage } from '../layout/page.ts';
import { openView, userOf } from '../layout/view.ts';
import { deadLinkAnswer, mailedPage, type OpenedLink, type SentLink } from '../mailed-page.ts';
import { clientOf, type Site, type WebApp } from '../site.ts';

/** `/email/confirm` and `/email/cancel`, where the mailed links lead: in any browser, logged in or not. */
export function mailedChangeRoutes(app: WebApp, site: Site): void {
  if (site.accounts.mail === undefined) return;
  mailedPage(app, site, {
    path: '/email/confirm',
    fields: ['password'],
    show: showConfirm,
    answer: answerConfirm,
  });
  mailedPage(app, site, { path: '/email/cancel', fields: [], show: showCancel, answer: answerCancel });
}

async function showConfirm(
  site: Site,
  visit: Visit<User>,
  { mailedToken, passwordFault }: OpenedLink & { readonly passwordFault?: 'empty' | 'wrong' },
): Promise<Response> {
  const found = await findEmailChange(site.accounts, { token: mailedToken });
  if (found === undefined) return confirmIsOver(site, visit);
  const view = await openView(site, visit, { hasForm: true });
  const isOwner = view.user?.id === found.user.id;
  const page = site.pages.emailConfirm(view, { ...found, mailedToken, isOwner, passwordFault });
  return showPage(site, view, { status: passwordFault === undefined ? 200 : 422, page });
}

async function answerConfirm(
  site: Site,
  visit: Visit<User>,
  { mailedToken, form }: SentLink,
): Promise<Response> {
  const password = form.get('password') ?? '';
  const asked = { token: mailedToken, by: userOf(await visit.visitor()), password };
  const outcome = await confirmEmailChange(site.accounts, asked, clientOf(site, visit));
  if (outcome.ok) {
    forgetMailedToken(site, visit);
    return goOn(site, visit, outcome.user);
  }
  if (outcome.reason === 'over') return confirmIsOver(site, visit);
  if (outcome.reason === 'wrong') {
    return showConfirm(site, visit, { mailedToken, passwordFault: password === '' ? 'empty' : 'wrong' });
  }
  if (outcome.reason === 'busy') {
    const { retryAfterSeconds } = outcome;
    const openAgain = site.link('/email/confirm');
    return errorAnswer(site, visit, { status: 503, retryAfterSeconds, openAgain });
  }
  const view = await openView(site, visit);
  return showPage(site, view, { status: 409, page: site.pages.emailTaken(view) });
}

/** Nobody is logged in by it, and nobody logged out. */
async function goOn(site: Site, visit: Visit<User>, { id }: User): Promise<Response> {
  const user = userOf(await visit.visitor());
  const isOther = user !== undefined && user.id !== id;
  visit.flash(isOther ? 'flash.email-changed-of-other' : 'flash.email-changed', 'success');
  return seeOther(site.link(user === undefined ? '/login' : '/account'));
}

function confirmIsOver(site: Site, visit: Visit<User>): Promise<Response> {
  return deadLinkAnswer(site, visit, { path: '/account/email', labelId: 'email-confirm.ask-again' });
}

async function showCancel(site: Site, visit: Visit<User>, { mailedToken }: OpenedLink): Promise<Response> {
  const found = await findEmailChangeCancel(site.accounts, { token: mailedToken });
  if (found === undefined) return cancelIsOver(site, visit);
  const view = await openView(site, visit, { hasForm: true });
  return showPage(site, view, { page: site.pages.emailCancel(view, { ...found, mailedToken }) });
}

/** The one thing left to do stands on the next page: a new password, which ends every session; no log-in is needed for it. */
async function answerCancel(site: Site, visit: Visit<User>, { mailedToken }: SentLink): Promise<Response> {
  const outcome = await cancelEmailChange(site.accounts, { token: mailedToken }, clientOf(site, visit));
  if (!outcome.ok) return cancelIsOver(site, visit);
  forgetMailedToken(site, visit);
  visit.flash('flash.email-change-stopped', 'success');
  visit.flash('flash.email-change-stopped-next', 'warning');
  return seeOther(site.link('/forgot'));
}

function cancelIsOver(site: Site, visit: Visit<User>): Promise<Response> {
  return deadLinkAnswer(site, visit, { path: '/account', labelId: 'email-cancel.account-link' });
}
