import { type Fault, findReset, resetPassword, type User } from '@latchkey/accounts';
import type { Visit } from '@latchkey/session';
import { checkedForm, sameOrigin } from '../checks/form.ts';
import { otherMethods, readAndPost } from '../checks/methods.ts';
import { errorAnswer } from '../error/error-answer.ts';
import type { Form } from '../forms/decode-form.ts';
import { forgetMailedToken, mailedToken, takeMailedToken } from '../layout/mailed-link.ts';
import { seeOther, showPage } from '../layout/page.ts';
import { openView } from '../layout/view.ts';
import { clientOf, type Site, type WebApp } from '../site.ts';

/** `/reset`: where the link leads, mailed or handed over by the operator; so it is there without mail too. */
export function resetRoutes(app: WebApp, site: Site): void {
  app.get('/reset', (c) => {
    const { visit } = c.var;
    const taken = takeMailedToken(site, visit, '/reset');
    return taken ?? showForm(site, visit, { status: 200, linkToken: mailedToken(visit, '/reset') ?? '' });
  });
  app.post(
    '/reset',
    sameOrigin(site),
    checkedForm(site, { fields: ['token', 'password', 'confirm_password'] }),
    (c) => answerReset(site, c.var.visit, c.var.form),
  );
  otherMethods(app, site, { path: '/reset', allow: readAndPost });
}

async function answerReset(site: Site, visit: Visit<User>, form: Form): Promise<Response> {
  const token = form.get('token') ?? '';
  const reset = {
    token,
    password: form.get('password') ?? '',
    confirmPassword: form.get('confirm_password') ?? '',
  };
  const outcome = await resetPassword(site.accounts, reset, clientOf(site, visit));
  if (outcome.ok) return await goOnToLogIn(site, visit, outcome.user);
  if (outcome.reason === 'over') return await linkIsOver(site, visit);
  if (outcome.reason === 'faults') {
    return await showForm(site, visit, { status: 422, linkToken: token, faults: outcome.faults });
  }
  const { retryAfterSeconds } = outcome;
  return errorAnswer(site, visit, { status: 503, retryAfterSeconds, openAgain: site.link('/reset') });
}

/** Nobody is logged in by a link to a new password: whoever reads the mail has proven no second factor by it. */
async function goOnToLogIn(site: Site, visit: Visit<User>, { id }: User): Promise<Response> {
  const visitor = await visit.visitor();
  // The session ended with the old password; its cookies go too.
  if (visitor.state !== 'anonymous' && visitor.user.id === id) {
    await visit.logOut();
    site.protection.forget(visit);
  }
  forgetMailedToken(site, visit);
  visit.flash('flash.password-reset', 'success');
  return seeOther(site.link('/login'));
}

interface Shown {
  readonly status: number;
  readonly linkToken: string;
  readonly faults?: readonly Fault[];
}

async function showForm(
  site: Site,
  visit: Visit<User>,
  { status, linkToken, faults = [] }: Shown,
): Promise<Response> {
  const found = await findReset(site.accounts, { token: linkToken });
  if (found === undefined) return linkIsOver(site, visit);
  const view = await openView(site, visit, { hasForm: true });
  const page = site.pages.reset(view, { user: found.user, linkToken, faults });
  return showPage(site, view, { status, ...page });
}

async function linkIsOver(site: Site, visit: Visit<User>): Promise<Response> {
  const view = await openView(site, visit);
  const way = view.verification === undefined ? {} : { way: '/forgot' as const };
  return showPage(site, view, site.pages.deadLink(view, { ...way, label: view.text['reset.ask-again'] }));
}
