import {
  cancelEmailChange,
  confirmEmailChange,
  findEmailChange,
  findEmailChangeCancel,
  type User,
} from '@latchkey/accounts';
import type { Visit } from '@latchkey/session';
import { checkedForm, sameOrigin } from '../checks/form.ts';
import { otherMethods, readAndPost } from '../checks/methods.ts';
import { errorAnswer } from '../error/error-answer.ts';
import type { Form } from '../forms/decode-form.ts';
import type { DeadLink } from '../layout/dead-link.ts';
import { forgetMailedToken, mailedToken, takeMailedToken } from '../layout/mailed-link.ts';
import { seeOther, showPage } from '../layout/page.ts';
import { openView, type View } from '../layout/view.ts';
import { clientOf, type Site, type WebApp } from '../site.ts';

/** `/email/confirm` and `/email/cancel`, where the mailed links lead: in any browser, logged in or not. */
export function mailedChangeRoutes(app: WebApp, site: Site): void {
  if (site.accounts.mail === undefined) return;
  for (const { path, show, answer } of [confirmLink, cancelLink]) {
    app.get(path, (c) => {
      const { visit } = c.var;
      const taken = takeMailedToken(site, visit, path);
      return taken ?? show(site, visit, { linkToken: mailedToken(visit, path) ?? '' });
    });
    app.post(path, sameOrigin(site), checkedForm(site, { fields: ['token', 'password'] }), (c) =>
      answer(site, c.var.visit, c.var.form),
    );
    otherMethods(app, site, { path, allow: readAndPost });
  }
}

const confirmLink = { path: '/email/confirm', show: showConfirm, answer: answerConfirm } as const;
const cancelLink = { path: '/email/cancel', show: showCancel, answer: answerCancel } as const;

interface Opened {
  readonly linkToken: string;
  readonly passwordFault?: 'empty' | 'wrong';
}

async function showConfirm(
  site: Site,
  visit: Visit<User>,
  { linkToken, passwordFault }: Opened,
): Promise<Response> {
  const found = await findEmailChange(site.accounts, { token: linkToken });
  if (found === undefined) return confirmIsOver(site, visit);
  const view = await openView(site, visit, { hasForm: true });
  const isOwner = view.user?.id === found.user.id;
  return showPage(site, view, site.pages.emailConfirm(view, { ...found, linkToken, isOwner, passwordFault }));
}

async function answerConfirm(site: Site, visit: Visit<User>, form: Form): Promise<Response> {
  const [token, password] = [form.get('token') ?? '', form.get('password') ?? ''];
  const visitor = await visit.visitor();
  const by = visitor.state === 'anonymous' ? undefined : visitor.user;
  const outcome = await confirmEmailChange(site.accounts, { token, by, password }, clientOf(site, visit));
  if (outcome.ok) {
    forgetMailedToken(site, visit);
    return goOn(site, visit, outcome.user);
  }
  if (outcome.reason === 'over') return confirmIsOver(site, visit);
  if (outcome.reason === 'wrong') {
    return showConfirm(site, visit, { linkToken: token, passwordFault: password === '' ? 'empty' : 'wrong' });
  }
  if (outcome.reason === 'busy') {
    const { retryAfterSeconds } = outcome;
    return errorAnswer(site, visit, {
      status: 503,
      retryAfterSeconds,
      openAgain: site.link('/email/confirm'),
    });
  }
  const view = await openView(site, visit);
  return showPage(site, view, site.pages.emailTaken(view));
}

/** Nobody is logged in by it, and nobody logged out. */
async function goOn(site: Site, visit: Visit<User>, { id }: User): Promise<Response> {
  const visitor = await visit.visitor();
  const isOther = visitor.state !== 'anonymous' && visitor.user.id !== id;
  visit.flash(isOther ? 'flash.email-changed-of-other' : 'flash.email-changed', 'success');
  return seeOther(site.link(visitor.state === 'anonymous' ? '/login' : '/account'));
}

function confirmIsOver(site: Site, visit: Visit<User>): Promise<Response> {
  return isOver(site, visit, ({ text }) => ({
    way: '/account/email',
    label: text['email-confirm.ask-again'],
  }));
}

async function showCancel(site: Site, visit: Visit<User>, { linkToken }: Opened): Promise<Response> {
  const found = await findEmailChangeCancel(site.accounts, { token: linkToken });
  if (found === undefined) return cancelIsOver(site, visit);
  const view = await openView(site, visit, { hasForm: true });
  return showPage(site, view, site.pages.emailCancel(view, { ...found, linkToken }));
}

/** The one thing left to do stands on the next page: a new password, which ends every session; no log-in is needed for it. */
async function answerCancel(site: Site, visit: Visit<User>, form: Form): Promise<Response> {
  const token = form.get('token') ?? '';
  const outcome = await cancelEmailChange(site.accounts, { token }, clientOf(site, visit));
  if (!outcome.ok) return cancelIsOver(site, visit);
  forgetMailedToken(site, visit);
  visit.flash('flash.email-change-stopped', 'success');
  visit.flash('flash.email-change-stopped-next', 'warning');
  return seeOther(site.link('/forgot'));
}

function cancelIsOver(site: Site, visit: Visit<User>): Promise<Response> {
  return isOver(site, visit, ({ text }) => ({
    way: '/account',
    label: text['email-cancel.account-link'],
  }));
}

async function isOver(
  site: Site,
  visit: Visit<User>,
  deadLinkIn: (view: View) => DeadLink,
): Promise<Response> {
  const view = await openView(site, visit);
  return showPage(site, view, site.pages.deadLink(view, deadLinkIn(view)));
}
