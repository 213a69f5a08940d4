import { changeUsername, type Fault, type User } from '@latchkey/accounts';
import type { HonoLogin } from '@latchkey/session/hono';
import { checkedForm, sameOrigin } from '../checks/form.ts';
import { otherMethods, readAndPost } from '../checks/methods.ts';
import { errorAnswer } from '../error/error-answer.ts';
import type { Form } from '../forms/decode-form.ts';
import { seeOther, showPage } from '../layout/page.ts';
import { openView } from '../layout/view.ts';
import { clientOf, type Proven, type Site, type WebApp } from '../site.ts';

/** `/account/username`: for whoever proved it just now. */
export function usernameRoutes(app: WebApp, site: Site, guards: HonoLogin<User>): void {
  app.get('/account/username', guards.requireFreshLogin(), (c) => showForm(site, c.var, { status: 200 }));
  app.post(
    '/account/username',
    sameOrigin(site),
    guards.requireFreshLogin(),
    checkedForm(site, { fields: ['username'] }),
    (c) => answerChange(site, c.var),
  );
  otherMethods(app, site, { path: '/account/username', allow: readAndPost });
}

async function answerChange(site: Site, sent: Proven & { readonly form: Form }): Promise<Response> {
  const { form, visit, visitor } = sent;
  const { user, session } = visitor;
  const change = { user, sessionIdHash: session.idHash, username: form.get('username') ?? '' };
  const outcome = await changeUsername(site.accounts, change, clientOf(site, visit));
  if (outcome.ok) {
    // The name is filled in when the message is shown, so it is the new one.
    if (outcome.isChanged) visit.flash('flash.username-changed', 'success');
    else visit.flash('flash.username-same', 'info');
    return seeOther(site.link('/account'));
  }
  if (outcome.reason === 'faults') {
    return showForm(site, sent, { status: 422, typed: form, faults: outcome.faults });
  }
  // The session or the account has ended meanwhile: the guard of that page says so.
  if (outcome.reason === 'gone') return seeOther(site.link('/account'));
  return errorAnswer(site, visit, {
    status: 429,
    retryAfterSeconds: outcome.retryAfterSeconds,
    openAgain: site.link('/account/username'),
  });
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
  const view = await openView(site, visit, { hasForm: true });
  return showPage(site, view, { status, page: site.pages.username(view, { ...parts, user: visitor.user }) });
}
