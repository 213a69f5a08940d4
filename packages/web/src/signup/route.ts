import { askToSignUp, type SignUpForm, type SignUpRefusal, signUp, type User } from '@latchkey/accounts';
import type { Visit } from '@latchkey/session';
import { checkedForm, sameOrigin } from '../checks/form.ts';
import { guestsOnly } from '../checks/guests.ts';
import { otherMethods, readAndPost, readOnly } from '../checks/methods.ts';
import { errorAnswer } from '../error/error-answer.ts';
import type { Form } from '../forms/decode-form.ts';
import { seeOther, showPage } from '../layout/page.ts';
import { openView } from '../layout/view.ts';
import { nextOf } from '../next.ts';
import { clientOf, type Site, type WebApp } from '../site.ts';
import { logInAtOnce } from './log-in-at-once.ts';
import type { SignUpPage } from './page.ts';
import { sentRoutes } from './sent-route.ts';
import { rememberSignUp, signUpBrowser } from './sign-up-cookies.ts';

/** `/signup`, and `/register`, as others call it. */
export function signUpRoutes(app: WebApp, site: Site): void {
  app.get('/register', (c) => seeOther(site.link('/signup', { next: nextOf(c.var.visit) })));
  otherMethods(app, site, { path: '/register', allow: readOnly });

  app.get('/signup', guestsOnly(site), (c) => showForm(site, c.var.visit, { status: 200 }));
  app.post(
    '/signup',
    sameOrigin(site),
    guestsOnly(site),
    checkedForm(site, {
      fields: ['username', 'email', 'password', 'confirm_password'],
      onStale: (visit, { form, judgement }) =>
        showForm(site, visit, { status: 403, typed: form, stale: judgement }),
    }),
    (c) => answerSignUp(site, c.var.visit, c.var.form),
  );
  otherMethods(app, site, { path: '/signup', allow: readAndPost });
  if (site.accounts.mail?.verification === 'required') sentRoutes(app, site);
}

async function answerSignUp(site: Site, visit: Visit<User>, form: Form): Promise<Response> {
  const asked = {
    username: form.get('username') ?? '',
    email: form.get('email') ?? '',
    password: form.get('password') ?? '',
    confirmPassword: form.get('confirm_password') ?? '',
  };
  if (site.accounts.mail?.verification === 'required') return answerAsking(site, visit, { form, asked });
  const outcome = await signUp(site.accounts, asked, clientOf(site, visit));
  if (!outcome.ok) return refused(site, visit, { form, outcome });
  const answer = await welcome(site, visit, outcome.user);
  // The account is there, and a link goes out for its address.
  if (site.accounts.mail?.verification === 'banner') visit.flash('flash.verification-mailed', 'info');
  return answer;
}

async function welcome(site: Site, visit: Visit<User>, user: User): Promise<Response> {
  if (site.signUpLogsIn) {
    const flash = { loggedIn: 'flash.account-created-logged-in', created: 'flash.account-created' } as const;
    return logInAtOnce(site, visit, { user, factor: 'password', next: nextOf(visit), flash });
  }
  visit.flash('flash.account-created', 'success');
  return seeOther(site.link('/login', { next: nextOf(visit) }));
}

interface Asking {
  readonly form: Form;
  readonly asked: SignUpForm;
}

/** The address is to be proven first: the same answer for one that is known and one that is not. */
async function answerAsking(site: Site, visit: Visit<User>, { form, asked }: Asking): Promise<Response> {
  const client = { ...clientOf(site, visit), signUpBrowser: signUpBrowser(visit) };
  const outcome = await askToSignUp(site.accounts, asked, client);
  if (!outcome.ok) return refused(site, visit, { form, outcome });
  const next = nextOf(visit);
  rememberSignUp(site, visit, { browser: outcome.browser, next });
  return seeOther(site.link('/signup/sent', { next }));
}

interface Refusal {
  readonly form: Form;
  readonly outcome: SignUpRefusal;
}

function refused(site: Site, visit: Visit<User>, { form, outcome }: Refusal): Promise<Response> {
  if (outcome.reason === 'faults') {
    return showForm(site, visit, { status: 422, typed: form, faults: outcome.faults });
  }
  return errorAnswer(site, visit, {
    status: outcome.reason === 'limited' ? 429 : 503,
    retryAfterSeconds: outcome.retryAfterSeconds,
    openAgain: site.link('/signup', { next: nextOf(visit) }),
  });
}

async function showForm(
  site: Site,
  visit: Visit<User>,
  { status, ...parts }: Omit<SignUpPage, 'next'> & { readonly status: number },
): Promise<Response> {
  const view = await openView(site, visit, { hasForm: true });
  return showPage(site, view, { status, page: site.pages.signUp(view, { ...parts, next: nextOf(visit) }) });
}
