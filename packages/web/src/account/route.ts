import { changeLanguage, pendingEmailChange, type User } from '@latchkey/accounts';
import type { HonoLogin } from '@latchkey/session/hono';
import { checkedForm, sameOrigin } from '../checks/form.ts';
import { otherMethods, readAndPost, readOnly } from '../checks/methods.ts';
import { errorAnswer } from '../error/error-answer.ts';
import type { Form } from '../forms/decode-form.ts';
import { seeOther, showPage } from '../layout/page.ts';
import { openView } from '../layout/view.ts';
import { clientOf, type Guarded, type Site, type WebApp } from '../site.ts';

/** `/account`, the profile, and `/account/language`, the form on it. */
export function accountRoutes(app: WebApp, site: Site, guards: HonoLogin<User>): void {
  app.get('/account', guards.requireLogin(), async (c) => {
    const { accounts, pages } = site;
    const { user } = c.var.visitor;
    const view = await openView(site, c.var.visit);
    const pending = accounts.mail && (await pendingEmailChange(accounts, user));
    return showPage(site, view, { page: pages.account(view, { user, pending }) });
  });
  otherMethods(app, site, { path: '/account', allow: readOnly });

  // Whoever is sent back to it, by "open the page again" or the log-in, sees the page with the form.
  app.get('/account/language', () => seeOther(site.link('/account')));
  app.post(
    '/account/language',
    sameOrigin(site),
    guards.requireLogin(),
    checkedForm(site, { fields: ['language'] }),
    (c) => answerLanguage(site, c.var),
  );
  otherMethods(app, site, { path: '/account/language', allow: readAndPost });
}

async function answerLanguage(
  site: Site,
  { visit, visitor, form }: Guarded & { readonly form: Form },
): Promise<Response> {
  const chosen = form.get('language') ?? '';
  // The form offers no other.
  if (chosen !== '' && !site.languages.includes(chosen)) {
    return errorAnswer(site, visit, { status: 400, openAgain: site.link('/account') });
  }
  const language = chosen === '' ? undefined : chosen;
  const outcome = await changeLanguage(
    site.accounts,
    { user: visitor.user, language },
    clientOf(site, visit),
  );
  if (!outcome.ok && outcome.reason === 'limited') {
    const { retryAfterSeconds } = outcome;
    return errorAnswer(site, visit, { status: 429, retryAfterSeconds, openAgain: site.link('/account') });
  }
  // Shown by the next page, hence in the new language.
  visit.flash(language === undefined ? 'flash.language-of-browser' : 'flash.language-changed', 'success');
  return seeOther(site.link('/account'));
}
