import { changeLanguage, type User } from '@latchkey/accounts';
import type { LoggedInVisitor, Visit } from '@latchkey/session';
import type { HonoLogin } from '@latchkey/session/hono';
import { checkedForm, sameOrigin } from '../checks/form.ts';
import { otherMethods, readAndPost, readOnly } from '../checks/methods.ts';
import { errorAnswer } from '../error/error-answer.ts';
import type { Form } from '../forms/decode-form.ts';
import { seeOther, showPage } from '../layout/page.ts';
import { openView } from '../layout/view.ts';
import { clientOf, type Site, type WebApp } from '../site.ts';

/** `/account`, the profile, and `/account/language`, the form on it. */
export function accountRoutes(app: WebApp, site: Site, guards: HonoLogin<User>): void {
  app.get('/account', guards.requireLogin(), async (c) => {
    const view = await openView(site, c.var.visit);
    return showPage(site, view, site.pages.account(view, c.var.visitor.user));
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

interface Sent {
  readonly visit: Visit<User>;
  readonly visitor: LoggedInVisitor<User>;
  readonly form: Form;
}

async function answerLanguage(site: Site, { visit, visitor, form }: Sent): Promise<Response> {
  const chosen = form.get('language') ?? '';
  // The form offers no other.
  if (chosen !== '' && !site.languages.includes(chosen)) {
    return errorAnswer(site, visit, { status: 400, openAgain: site.link('/account') });
  }
  const language = chosen === '' ? undefined : chosen;
  await changeLanguage(site.accounts, { user: visitor.user, language }, clientOf(site, visit));
  // Shown by the next page, hence in the new language.
  visit.flash(language === undefined ? 'flash.language-of-browser' : 'flash.language-changed', 'success');
  return seeOther(site.link('/account'));
}
