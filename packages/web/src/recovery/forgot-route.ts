import { askForReset, type User } from '@latchkey/accounts';
import type { Visit } from '@latchkey/session';
import { checkedForm, sameOrigin } from '../checks/form.ts';
import { otherMethods, readAndPost, readOnly } from '../checks/methods.ts';
import { errorAnswer } from '../error/error-answer.ts';
import type { Form } from '../forms/decode-form.ts';
import { seeOther, showPage } from '../layout/page.ts';
import { openView } from '../layout/view.ts';
import { clientOf, type Site, type WebApp } from '../site.ts';

/** `/forgot`: asks for a link to a new password. Also for whoever is logged in, and has forgotten it all the same. */
export function forgotRoutes(app: WebApp, site: Site): void {
  if (site.accounts.mail === undefined) return;
  app.get('/forgot', (c) => showForm(site, c.var.visit, { status: 200, isEmpty: false }));
  app.post('/forgot', sameOrigin(site), checkedForm(site, { fields: ['email'] }), (c) =>
    answerForgot(site, c.var.visit, c.var.form),
  );
  otherMethods(app, site, { path: '/forgot', allow: readAndPost });

  app.get('/forgot/sent', async (c) => {
    const view = await openView(site, c.var.visit);
    return showPage(site, view, { page: site.pages.forgotSent(view) });
  });
  otherMethods(app, site, { path: '/forgot/sent', allow: readOnly });
}

/** Known or not, proven or not, disabled or not: the same answer (account enumeration; ASVS 6.3.8). */
async function answerForgot(site: Site, visit: Visit<User>, form: Form): Promise<Response> {
  const identifier = form.get('email') ?? '';
  const outcome = await askForReset(site.accounts, { identifier }, clientOf(site, visit));
  if (outcome.ok) return seeOther(site.link('/forgot/sent'));
  if (outcome.reason === 'faults') return showForm(site, visit, { status: 422, isEmpty: true });
  const { retryAfterSeconds } = outcome;
  return errorAnswer(site, visit, { status: 429, retryAfterSeconds, openAgain: site.link('/forgot') });
}

async function showForm(
  site: Site,
  visit: Visit<User>,
  { status, isEmpty }: { readonly status: number; readonly isEmpty: boolean },
): Promise<Response> {
  const view = await openView(site, visit, { hasForm: true });
  return showPage(site, view, { status, page: site.pages.forgot(view, { isEmpty }) });
}
