import { askForMagicLink, codeFor, type User } from '@latchkey/accounts';
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
import { askingBrowser, keepAskingBrowser } from './asking-browser.ts';

/** `/login/link`: asks for a link that logs in; there only where the site has it on. */
export function magicLinkRoutes(app: WebApp, site: Site): void {
  if (!site.common.hasMagicLink) return;
  app.get('/login/link', guestsOnly(site), (c) =>
    showForm(site, c.var.visit, { status: 200, isEmpty: false }),
  );
  app.post('/login/link', sameOrigin(site), guestsOnly(site), checkedForm(site, { fields: ['email'] }), (c) =>
    answerAsked(site, c.var.visit, c.var.form),
  );
  otherMethods(app, site, { path: '/login/link', allow: readAndPost });

  app.get('/login/link/sent', guestsOnly(site), (c) => showSent(site, c.var.visit));
  otherMethods(app, site, { path: '/login/link/sent', allow: readOnly });
}

/** Known or not, proven or not, disabled or not: the same answer, and a code (account enumeration; ASVS 6.3.8). */
async function answerAsked(site: Site, visit: Visit<User>, form: Form): Promise<Response> {
  const identifier = form.get('email') ?? '';
  const outcome = await askForMagicLink(site.accounts, { identifier }, clientOf(site, visit));
  if (outcome.ok) {
    keepAskingBrowser(site, visit, { browser: outcome.browser, next: nextOf(visit) });
    return seeOther(site.link('/login/link/sent'));
  }
  if (outcome.reason === 'faults') return showForm(site, visit, { status: 422, isEmpty: true });
  const { retryAfterSeconds } = outcome;
  const openAgain = site.link('/login/link', { next: nextOf(visit) });
  return errorAnswer(site, visit, { status: 429, retryAfterSeconds, openAgain });
}

async function showSent(site: Site, visit: Visit<User>): Promise<Response> {
  const asking = askingBrowser(visit);
  if (asking === undefined) return seeOther(site.link('/login/link'));
  const { browser, next } = asking;
  const view = await openView(site, visit);
  const page = site.pages.magicLinkSent(view, { next, code: codeFor(site.accounts, browser) });
  return showPage(site, view, { page });
}

async function showForm(
  site: Site,
  visit: Visit<User>,
  { status, isEmpty }: { readonly status: number; readonly isEmpty: boolean },
): Promise<Response> {
  const view = await openView(site, visit, { hasForm: true });
  const page = site.pages.magicLink(view, { next: nextOf(visit), isEmpty });
  return showPage(site, view, { status, page });
}
