import { confirmPassword, type User } from '@latchkey/accounts';
import type { HonoLogin } from '@latchkey/session/hono';
import { checkedForm, sameOrigin } from '../checks/form.ts';
import { otherMethods, readAndPost } from '../checks/methods.ts';
import { errorAnswer } from '../error/error-answer.ts';
import type { Form } from '../forms/decode-form.ts';
import { seeOther, showPage } from '../layout/page.ts';
import { openView } from '../layout/view.ts';
import { logInEnded } from '../login/ended.ts';
import { nextOf } from '../next.ts';
import { clientOf, type Guarded, type Site, type WebApp } from '../site.ts';

/** `/confirm`: the password once more. Fresh visitors see its form too: a page may ask for less than 15 minutes. */
export function confirmRoutes(app: WebApp, site: Site, guards: HonoLogin<User>): void {
  app.get('/confirm', guards.requireLogin(), (c) => showForm(site, c.var, { status: 200 }));
  app.post(
    '/confirm',
    sameOrigin(site),
    guards.requireLogin(),
    checkedForm(site, { fields: ['password'] }),
    (c) => answerConfirm(site, c.var),
  );
  otherMethods(app, site, { path: '/confirm', allow: readAndPost });
}

async function answerConfirm(site: Site, sent: Guarded & { readonly form: Form }): Promise<Response> {
  const { form, visit, visitor } = sent;
  const { session, user } = visitor;
  const next = nextOf(visit);
  // A log-in restored for another tab a moment ago: by now this browser has that tab's session.
  if (session === undefined) return seeOther(site.link('/confirm', { next }));
  const password = form.get('password') ?? '';
  if (password === '') return showForm(site, sent, { status: 422, fault: 'empty' });
  const asked = { user, sessionIdHash: session.idHash, password };
  const outcome = await confirmPassword(site.accounts, asked, clientOf(site, visit));
  if (outcome.ok) {
    // Where the session went meanwhile nothing is confirmed, and the guard of the next page says so.
    await visit.confirm(outcome.proof);
    return seeOther(next ?? site.link('/dashboard'));
  }
  if (outcome.reason === 'wrong') return showForm(site, sent, { status: 422, fault: 'wrong' });
  if (outcome.reason === 'ended') return logInEnded(site, visit);
  if (outcome.reason === 'gone') return seeOther(next ?? site.link('/dashboard'));
  const openAgain = site.link('/confirm', { next });
  return errorAnswer(site, visit, { status: 503, retryAfterSeconds: outcome.retryAfterSeconds, openAgain });
}

async function showForm(
  site: Site,
  { visit, visitor }: Guarded,
  { status, fault }: { readonly status: number; readonly fault?: 'empty' | 'wrong' },
): Promise<Response> {
  const view = await openView(site, visit, { hasForm: true });
  const page = site.pages.confirm(view, { next: nextOf(visit), user: visitor.user, fault });
  return showPage(site, view, { status, page });
}
