import { askToVerify, findSignUp, findVerification, type User, verifyEmail } from '@latchkey/accounts';
import type { Visit } from '@latchkey/session';
import type { HonoLogin } from '@latchkey/session/hono';
import { checkedForm, sameOrigin } from '../checks/form.ts';
import { otherMethods, readAndPost } from '../checks/methods.ts';
import { errorAnswer } from '../error/error-answer.ts';
import { forgetMailedToken } from '../layout/mailed-link.ts';
import { seeOther, showPage } from '../layout/page.ts';
import { openView, userOf } from '../layout/view.ts';
import { deadLinkAnswer, mailedPage, type OpenedLink, type SentLink } from '../mailed-page.ts';
import { nextOf } from '../next.ts';
import { signUpBrowser } from '../signup/sign-up-cookies.ts';
import { clientOf, type Site, type WebApp } from '../site.ts';
import { answerSignUpLink, type SentForm } from './complete.ts';
import type { VerifyAccount, VerifyPage } from './page.ts';

/** `/verify`, which the link in a mail opens, and `/verify/resend`, the button of the banner. Without mail there is neither. */
export function verifyRoutes(app: WebApp, site: Site, guards: HonoLogin<User>): void {
  if (site.accounts.mail === undefined) return;
  mailedPage(app, site, { path: '/verify', fields: ['password', 'username'], show, answer });

  // Whoever is sent back to it by "open the page again" or the log-in sees a page with the button.
  app.get('/verify/resend', (c) => seeOther(nextOf(c.var.visit) ?? site.link('/dashboard')));
  app.post(
    '/verify/resend',
    sameOrigin(site),
    guards.requireLogin(),
    checkedForm(site, { fields: [] }),
    (c) => answerResend(site, c.var.visit, c.var.visitor.user),
  );
  otherMethods(app, site, { path: '/verify/resend', allow: readAndPost });
}

async function show(site: Site, visit: Visit<User>, { mailedToken }: OpenedLink): Promise<Response> {
  const opened = await open(site, visit, mailedToken);
  return opened === undefined ? isOver(site, visit) : showOpened(site, visit, { opened, status: 200 });
}

async function answer(site: Site, visit: Visit<User>, { mailedToken, form }: SentLink): Promise<Response> {
  const opened = await open(site, visit, mailedToken);
  if (opened === undefined) return isOver(site, visit);
  const answered =
    opened.kind === 'sign-up'
      ? await answerSignUpLink(site, visit, { opened, form })
      : await answerAccountLink(site, visit, { opened, form });
  if (answered instanceof Response) return answered;
  return answered === 'over'
    ? isOver(site, visit)
    : showOpened(site, visit, { opened: answered, status: 422 });
}

/** What a link is about. `undefined`: used, too old, of an address that has an account by now, or none of ours. */
async function open(site: Site, visit: Visit<User>, mailedToken: string): Promise<VerifyPage | undefined> {
  const { accounts } = site;
  const token = mailedToken;
  const signUp = await findSignUp(accounts, { token, browser: signUpBrowser(visit) });
  if (signUp !== undefined) return { kind: 'sign-up', mailedToken, ...signUp };
  const found = await findVerification(accounts, { token });
  if (found?.user.email === undefined) return undefined;
  const isOwner = userOf(await visit.visitor())?.id === found.user.id;
  return { kind: 'account', mailedToken, email: found.user.email, isOwner };
}

/** Whoever has opened it before has an account now; whoever has not finds the sign-up from there. */
function isOver(site: Site, visit: Visit<User>): Promise<Response> {
  return deadLinkAnswer(site, visit, { path: '/login', labelId: 'nav.log-in' });
}

interface Shown {
  readonly opened: VerifyPage;
  readonly status: number;
}

async function showOpened(site: Site, visit: Visit<User>, { opened, status }: Shown): Promise<Response> {
  const view = await openView(site, visit, { hasForm: true });
  return showPage(site, view, { status, page: site.pages.verify(view, opened) });
}

/** The button under a link to an account whose address is unproven. */
async function answerAccountLink(
  site: Site,
  visit: Visit<User>,
  { opened, form }: SentForm<VerifyAccount>,
): Promise<Response | VerifyPage | 'over'> {
  const password = form.get('password') ?? '';
  if (!opened.isOwner && password === '') return { ...opened, passwordFault: 'empty' };
  const by = userOf(await visit.visitor());
  const asked = { token: opened.mailedToken, by, password };
  const outcome = await verifyEmail(site.accounts, asked, clientOf(site, visit));
  if (outcome.ok) {
    forgetMailedToken(site, visit);
    visit.flash('flash.address-confirmed', 'success');
    return seeOther(site.link(by === undefined ? '/login' : '/dashboard'));
  }
  if (outcome.reason === 'over') return 'over';
  if (outcome.reason === 'wrong') return { ...opened, passwordFault: 'wrong' };
  const { retryAfterSeconds } = outcome;
  return errorAnswer(site, visit, { status: 503, retryAfterSeconds, openAgain: site.link('/verify') });
}

async function answerResend(site: Site, visit: Visit<User>, user: User): Promise<Response> {
  const back = nextOf(visit) ?? site.link('/dashboard');
  const outcome = await askToVerify(site.accounts, user, clientOf(site, visit));
  if (outcome.ok) visit.flash('flash.verification-sent', 'success');
  else if (outcome.reason === 'waiting') visit.flash('flash.verification-waiting', 'warning');
  else if (outcome.reason === 'nothing-to-prove') visit.flash('flash.verification-nothing', 'info');
  else {
    const { retryAfterSeconds } = outcome;
    return errorAnswer(site, visit, { status: 429, retryAfterSeconds, openAgain: back });
  }
  return seeOther(back);
}
