import { askToVerify, findSignUp, findVerification, type User, verifyEmail } from '@latchkey/accounts';
import type { Visit } from '@latchkey/session';
import type { HonoLogin } from '@latchkey/session/hono';
import { checkedForm, sameOrigin } from '../checks/form.ts';
import { otherMethods, readAndPost } from '../checks/methods.ts';
import { errorAnswer } from '../error/error-answer.ts';
import type { Form } from '../forms/decode-form.ts';
import { forgetMailedToken, mailedToken, takeMailedToken } from '../layout/mailed-link.ts';
import { seeOther, showPage } from '../layout/page.ts';
import { openView } from '../layout/view.ts';
import { nextOf } from '../next.ts';
import { signUpBrowser } from '../signup/sign-up-cookies.ts';
import { clientOf, type Site, type WebApp } from '../site.ts';
import { answerSignUpLink, type SentLink } from './complete.ts';
import type { VerifyAccount, VerifyPage } from './page.ts';

/** `/verify`, which the link in a mail opens, and `/verify/resend`, the button of the banner. Without mail there is neither. */
export function verifyRoutes(app: WebApp, site: Site, guards: HonoLogin<User>): void {
  if (site.accounts.mail === undefined) return;
  app.get('/verify', async (c) => {
    const { visit } = c.var;
    const moved = takeMailedToken(site, visit, '/verify');
    return moved ?? show(site, visit, await open(site, visit, mailedToken(visit, '/verify') ?? ''));
  });
  app.post(
    '/verify',
    sameOrigin(site),
    checkedForm(site, { fields: ['token', 'password', 'username'] }),
    (c) => answerLink(site, c.var.visit, c.var.form),
  );
  otherMethods(app, site, { path: '/verify', allow: readAndPost });

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

/** What a link is about. Looking changes nothing: mail programs open links by themselves. */
async function open(site: Site, visit: Visit<User>, token: string): Promise<VerifyPage> {
  const { accounts } = site;
  const signUp = await findSignUp(accounts, { token, browser: signUpBrowser(visit) });
  if (signUp !== undefined) return { kind: 'sign-up', mailedToken: token, ...signUp };
  const found = await findVerification(accounts, { token });
  if (found?.user.email === undefined) return { kind: 'over' };
  const isOwner = (await loggedIn(visit))?.id === found.user.id;
  return { kind: 'account', mailedToken: token, email: found.user.email, isOwner };
}

async function loggedIn(visit: Visit<User>): Promise<User | undefined> {
  const visitor = await visit.visitor();
  return visitor.state === 'anonymous' ? undefined : visitor.user;
}

async function show(site: Site, visit: Visit<User>, data: VerifyPage): Promise<Response> {
  const view = await openView(site, visit, { hasForm: data.kind !== 'over' });
  return showPage(site, view, site.pages.verify(view, data));
}

async function answerLink(site: Site, visit: Visit<User>, form: Form): Promise<Response> {
  const opened = await open(site, visit, form.get('token') ?? '');
  const answer = await answerOpened(site, visit, { opened, form });
  return answer instanceof Response ? answer : show(site, visit, answer);
}

async function answerOpened(
  site: Site,
  visit: Visit<User>,
  { opened, form }: SentLink<VerifyPage>,
): Promise<Response | VerifyPage> {
  if (opened.kind === 'over') return opened;
  return opened.kind === 'sign-up'
    ? answerSignUpLink(site, visit, { opened, form })
    : answerAccountLink(site, visit, { opened, form });
}

/** The button under a link to an account whose address is unproven. */
async function answerAccountLink(
  site: Site,
  visit: Visit<User>,
  { opened, form }: SentLink<VerifyAccount>,
): Promise<Response | VerifyPage> {
  const password = form.get('password') ?? '';
  if (!opened.isOwner && password === '') return { ...opened, passwordFault: 'empty' };
  const by = await loggedIn(visit);
  const asked = { token: opened.mailedToken, by, password };
  const outcome = await verifyEmail(site.accounts, asked, clientOf(site, visit));
  if (outcome.ok) {
    forgetMailedToken(site, visit);
    visit.flash('flash.address-confirmed', 'success');
    return seeOther(site.link(by === undefined ? '/login' : '/dashboard'));
  }
  if (outcome.reason === 'over') return { kind: 'over' };
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
