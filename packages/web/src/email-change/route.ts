import { askForEmailChange, type Fault, pendingEmailChange, withdrawEmailChange } from '@latchkey/accounts';
import { checkedForm, sameOrigin } from '../checks/form.ts';
import { otherMethods, readAndPost } from '../checks/methods.ts';
import { errorAnswer } from '../error/error-answer.ts';
import type { Form } from '../forms/decode-form.ts';
import { seeOther, showPage } from '../layout/page.ts';
import { openView } from '../layout/view.ts';
import { clientOf, type Proven, type Site, type WebApp } from '../site.ts';
import { requireOwner } from '../step-up/owner.ts';

/** `/account/email`: for the owner, who proved it just now. Without mail there is no such page. */
export function emailChangeRoutes(app: WebApp, site: Site): void {
  if (site.accounts.mail === undefined) return;
  app.get('/account/email', requireOwner(site), (c) => showForm(site, c.var, { status: 200 }));
  app.post(
    '/account/email',
    sameOrigin(site),
    requireOwner(site),
    checkedForm(site, { fields: ['email'] }),
    (c) => answerChange(site, c.var),
  );
  otherMethods(app, site, { path: '/account/email', allow: readAndPost });

  // Whoever is sent back to it, by "open the page again" or the log-in, sees the page with the button.
  app.get('/account/email/withdraw', () => seeOther(site.link('/account/email')));
  app.post(
    '/account/email/withdraw',
    sameOrigin(site),
    requireOwner(site),
    checkedForm(site, { fields: [] }),
    (c) => answerWithdrawal(site, c.var),
  );
  otherMethods(app, site, { path: '/account/email/withdraw', allow: readAndPost });
}

async function answerChange(site: Site, sent: Proven & { readonly form: Form }): Promise<Response> {
  const { form, visit, visitor } = sent;
  const { user, session } = visitor;
  const asked = { user, sessionIdHash: session.idHash, email: form.get('email') ?? '' };
  const outcome = await askForEmailChange(site.accounts, asked, clientOf(site, visit));
  const openAgain = site.link('/account/email');
  if (outcome.ok) {
    visit.flash('flash.email-change-asked', 'info');
    return seeOther(openAgain);
  }
  if (outcome.reason === 'faults') {
    return showForm(site, sent, { status: 422, typed: form, faults: outcome.faults });
  }
  // The session or the account has ended meanwhile: the guard of that page says so.
  if (outcome.reason === 'gone') return seeOther(site.link('/account'));
  return errorAnswer(site, visit, {
    status: 429,
    retryAfterSeconds: outcome.retryAfterSeconds,
    openAgain,
  });
}

async function answerWithdrawal(site: Site, { visit, visitor }: Proven): Promise<Response> {
  const { user, session } = visitor;
  const withdrawn = { user, sessionIdHash: session.idHash };
  const outcome = await withdrawEmailChange(site.accounts, withdrawn, clientOf(site, visit));
  if (!outcome.ok) return seeOther(site.link('/account'));
  // Also where it was over already: what is asked for is so.
  visit.flash('flash.email-change-withdrawn', 'info');
  return seeOther(site.link('/account/email'));
}

interface Shown {
  readonly status: number;
  readonly typed?: Form;
  readonly faults?: readonly Fault[];
}

async function showForm(
  site: Site,
  { visit, visitor }: Proven,
  { status, ...parts }: Shown,
): Promise<Response> {
  const { user } = visitor;
  const view = await openView(site, visit, { hasForm: true });
  const pending = await pendingEmailChange(site.accounts, user);
  return showPage(site, view, { status, page: site.pages.emailChange(view, { ...parts, user, pending }) });
}
