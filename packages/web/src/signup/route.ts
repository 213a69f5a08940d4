import { completeLogIn, type SignUpOutcome, signUp, type User } from '@latchkey/accounts';
import type { Visit } from '@latchkey/session';
import { checkedForm, sameOrigin } from '../checks/form.ts';
import { guestsOnly } from '../checks/guests.ts';
import { otherMethods, readAndPost, readOnly } from '../checks/methods.ts';
import { errorAnswer } from '../error/error-answer.ts';
import type { Form } from '../forms/decode-form.ts';
import { seeOther, showPage } from '../layout/page.ts';
import { openView } from '../layout/view.ts';
import { rememberBrowser } from '../login/known-browser.ts';
import { nextOf } from '../next.ts';
import { clientOf, type Site, type WebApp } from '../site.ts';
import { type SignUpPage, signUpPage } from './page.ts';

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
}

async function answerSignUp(site: Site, visit: Visit<User>, form: Form): Promise<Response> {
  const asked = {
    username: form.get('username') ?? '',
    email: form.get('email') ?? '',
    password: form.get('password') ?? '',
    confirmPassword: form.get('confirm_password') ?? '',
  };
  const outcome = await signUp(site.accounts, asked, clientOf(visit));
  if (!outcome.ok) return refused(site, visit, { form, outcome });
  if (site.signUpLogsIn) return logInAtOnce(site, visit, outcome.user);
  visit.flash('flash.account-created', 'success');
  return seeOther(site.link('/login', { next: nextOf(visit) }));
}

interface Refusal {
  readonly form: Form;
  readonly outcome: Exclude<SignUpOutcome, { ok: true }>;
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
  return showPage(site, view, { status, ...signUpPage(site, view, { ...parts, next: nextOf(visit) }) });
}

async function logInAtOnce(site: Site, visit: Visit<User>, user: User): Promise<Response> {
  const proofs = [{ factor: 'password', atMs: site.accounts.clock() }];
  const completed = await completeLogIn(site.accounts, user, { proofs, client: clientOf(visit) });
  const loggedIn = completed.ok && (await visit.logIn(completed.user, { proofs: completed.proofs }));
  if (!loggedIn || !loggedIn.ok) {
    visit.flash('flash.account-created', 'success');
    return seeOther(site.link('/login', { next: nextOf(visit) }));
  }
  rememberBrowser(site, visit, { user });
  site.protection.forget(visit);
  visit.flash('flash.account-created-logged-in', 'success');
  return seeOther(nextOf(visit) ?? site.link('/dashboard'));
}
