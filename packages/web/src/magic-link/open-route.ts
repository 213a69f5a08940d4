import {
  findMagicLink,
  type LogInWithMagicLinkOutcome,
  logInWithMagicLink,
  type User,
} from '@latchkey/accounts';
import type { Visit } from '@latchkey/session';
import type { MiddlewareHandler } from 'hono';
import { checkedForm, sameOrigin } from '../checks/form.ts';
import { guestsOnly } from '../checks/guests.ts';
import { otherMethods, readAndPost } from '../checks/methods.ts';
import type { Form } from '../forms/decode-form.ts';
import { forgetMailedToken, mailedToken, takeMailedToken } from '../layout/mailed-link.ts';
import { seeOther, showPage } from '../layout/page.ts';
import { openView } from '../layout/view.ts';
import { rememberBrowser } from '../login/known-browser.ts';
import { clientOf, type Site, type VisitEnv, type WebApp } from '../site.ts';
import { askingBrowser, forgetAskingBrowser } from './asking-browser.ts';
import type { MagicLinkOpenPage } from './open-page.ts';

/** `/login/link/open`: where the mailed link leads. Opening it changes nothing; its button logs in. */
export function openLinkRoutes(app: WebApp, site: Site): void {
  if (!site.common.hasMagicLink) return;
  app.get('/login/link/open', tokenTaken(site), guestsOnly(site), (c) => {
    const { visit } = c.var;
    const linkToken = mailedToken(visit, '/login/link/open') ?? '';
    return showForm(site, visit, { status: 200, linkToken, fault: undefined });
  });
  app.post(
    '/login/link/open',
    sameOrigin(site),
    guestsOnly(site),
    checkedForm(site, { fields: ['token', 'code'] }),
    (c) => answerOpened(site, c.var.visit, c.var.form),
  );
  otherMethods(app, site, { path: '/login/link/open', allow: readAndPost });
}

/** Before anything else, so that the token leaves the address also of whoever is logged in already. */
function tokenTaken(site: Site): MiddlewareHandler<VisitEnv> {
  return async (c, next) => takeMailedToken(site, c.var.visit, '/login/link/open') ?? (await next());
}

async function answerOpened(site: Site, visit: Visit<User>, form: Form): Promise<Response> {
  const [token, code] = [form.get('token') ?? '', form.get('code') ?? ''];
  const browser = askingBrowser(visit)?.browser;
  const outcome = await logInWithMagicLink(site.accounts, { token, browser, code }, clientOf(site, visit));
  if (outcome.ok) return await logIn(site, visit, outcome);
  if (outcome.reason === 'over') return await linkIsOver(site, visit);
  const fault = code.trim() === '' ? 'empty' : 'wrong';
  return await showForm(site, visit, { status: 422, linkToken: token, fault });
}

type Good = Extract<LogInWithMagicLinkOutcome, { readonly ok: true }>;

async function logIn(site: Site, visit: Visit<User>, outcome: Good): Promise<Response> {
  const { user, proofs, browser, isKept, isTakenOver } = outcome;
  const loggedIn = await visit.logIn(user, { proofs });
  // Disabled between the check and now: the same answer as ever.
  if (!loggedIn.ok) return linkIsOver(site, visit);
  const next = askingBrowser(visit)?.next;
  rememberBrowser(site, visit, { user, value: browser });
  forgetMailedToken(site, visit);
  forgetAskingBrowser(site, visit);
  site.protection.forget(visit);
  if (isTakenOver) visit.flash('flash.logged-in-address-proven', 'info');
  else visit.flash(isKept ? 'flash.account-kept' : 'flash.welcome-back', 'success');
  return seeOther(next ?? site.link('/dashboard'));
}

type Shown = Omit<MagicLinkOpenPage, 'isHere'> & { readonly status: number };

async function showForm(
  site: Site,
  visit: Visit<User>,
  { status, linkToken, fault }: Shown,
): Promise<Response> {
  const browser = askingBrowser(visit)?.browser;
  const found = await findMagicLink(site.accounts, { token: linkToken, browser });
  if (found === undefined) return linkIsOver(site, visit);
  const view = await openView(site, visit, { hasForm: true });
  const page = site.pages.magicLinkOpen(view, { linkToken, isHere: found.isHere, fault });
  return showPage(site, view, { status, ...page });
}

async function linkIsOver(site: Site, visit: Visit<User>): Promise<Response> {
  const view = await openView(site, visit);
  const label = view.text['magic-link-open.ask-again'];
  return showPage(site, view, site.pages.deadLink(view, { way: '/login/link', label }));
}
