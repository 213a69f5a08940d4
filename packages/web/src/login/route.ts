import { type LogInOutcome, logInWithPassword, type User } from '@latchkey/accounts';
import type { Visit } from '@latchkey/session';
import { checkedForm, sameOrigin } from '../checks/form.ts';
import { guestsOnly } from '../checks/guests.ts';
import { otherMethods, readAndPost } from '../checks/methods.ts';
import { errorAnswer } from '../error/error-answer.ts';
import type { Form } from '../forms/decode-form.ts';
import { seeOther, showPage } from '../layout/page.ts';
import { openView } from '../layout/view.ts';
import { nextOf } from '../next.ts';
import { clientOf, knownBrowserIn, type Site, type WebApp } from '../site.ts';
import { rememberBrowser } from './known-browser.ts';
import type { LogInPage } from './page.ts';

export function logInRoutes(app: WebApp, site: Site): void {
  app.get('/login', guestsOnly(site), (c) => {
    // Only to clear a damaged one: the page itself is the same for every browser.
    knownBrowserIn(c.var.visit);
    return showForm(site, c.var.visit, { status: 200 });
  });
  app.post(
    '/login',
    sameOrigin(site),
    guestsOnly(site),
    checkedForm(site, {
      fields: ['email', 'password', 'remember'],
      onStale: (visit, { form, judgement }) =>
        showForm(site, visit, { status: 403, typed: form, refused: judgement }),
    }),
    (c) => answerLogIn(site, c.var.visit, c.var.form),
  );
  otherMethods(app, site, { path: '/login', allow: readAndPost });
}

async function answerLogIn(site: Site, visit: Visit<User>, form: Form): Promise<Response> {
  const typed = { identifier: form.get('email') ?? '', password: form.get('password') ?? '' };
  const outcome = await logInWithPassword(site.accounts, typed, clientOf(site, visit));
  if (!outcome.ok) return refused(site, visit, { form, outcome });
  const remember = (form.get('remember') ?? '') !== '';
  const loggedIn = await visit.logIn(outcome.user, { remember, proofs: outcome.proofs });
  // Disabled, or its password changed, between the check and now: the same answer as ever.
  if (!loggedIn.ok) return refused(site, visit, { form, outcome: { ok: false, reason: 'wrong' } });
  rememberBrowser(site, visit, { user: outcome.user, value: outcome.browser });
  site.protection.forget(visit);
  visit.flash(outcome.isKept ? 'flash.account-kept' : 'flash.welcome-back', 'success');
  return seeOther(nextOf(visit) ?? site.link('/dashboard'));
}

interface Refusal {
  readonly form: Form;
  readonly outcome: Exclude<LogInOutcome, { ok: true }>;
}

/**
 * One answer for an unknown account, a wrong password and a disabled account: whoever asks learns nothing about who has
 * an account here (account enumeration; ASVS 6.3.8).
 */
function refused(site: Site, visit: Visit<User>, { form, outcome }: Refusal): Promise<Response> {
  if (outcome.reason === 'wrong') {
    return showForm(site, visit, { status: 422, typed: form, refused: 'wrong' });
  }
  const isClosed = outcome.reason === 'waiting' && outcome.closed;
  return errorAnswer(site, visit, {
    status: outcome.reason === 'waiting' ? 429 : 503,
    ...(isClosed && { textId: closedText(site) }),
    retryAfterSeconds: outcome.retryAfterSeconds,
    openAgain: site.link('/login', { next: nextOf(visit) }),
  });
}

/** A new password by mail opens the log-in again. */
function closedText({ accounts }: Site) {
  return accounts.mail === undefined ? 'error.429.closed' : 'error.429.closed-until-reset';
}

async function showForm(
  site: Site,
  visit: Visit<User>,
  { status, ...parts }: Omit<LogInPage, 'next'> & { readonly status: number },
): Promise<Response> {
  const view = await openView(site, visit, { hasForm: true });
  return showPage(site, view, { status, page: site.pages.logIn(view, { ...parts, next: nextOf(visit) }) });
}
