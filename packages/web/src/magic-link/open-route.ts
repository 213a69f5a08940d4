import {
  findMagicLink,
  type LogInWithMagicLinkOutcome,
  logInWithMagicLink,
  type User,
} from '@latchkey/accounts';
import type { Visit } from '@latchkey/session';
import { forgetMailedToken } from '../layout/mailed-link.ts';
import { seeOther, showPage } from '../layout/page.ts';
import { openView } from '../layout/view.ts';
import { rememberBrowser } from '../login/known-browser.ts';
import { deadLinkAnswer, mailedPage, type OpenedLink, type SentLink } from '../mailed-page.ts';
import { clientOf, type Site, type WebApp } from '../site.ts';
import { askingBrowser, forgetAskingBrowser } from './asking-browser.ts';
import type { MagicLinkOpenPage } from './open-page.ts';

/** `/login/link/open`: where the mailed link leads. Opening it changes nothing; its button logs in. */
export function openLinkRoutes(app: WebApp, site: Site): void {
  if (!site.common.hasMagicLink) return;
  mailedPage(app, site, { path: '/login/link/open', fields: ['code'], isForGuests: true, show, answer });
}

function show(site: Site, visit: Visit<User>, { mailedToken }: OpenedLink): Promise<Response> {
  return showForm(site, visit, { status: 200, mailedToken, fault: undefined });
}

async function answer(site: Site, visit: Visit<User>, { mailedToken, form }: SentLink): Promise<Response> {
  const browser = askingBrowser(visit)?.browser;
  const link = { token: mailedToken, browser, code: form.get('code') ?? '' };
  const outcome = await logInWithMagicLink(site.accounts, link, clientOf(site, visit));
  if (outcome.ok) return await logIn(site, visit, outcome);
  if (outcome.reason === 'over') return await isOver(site, visit);
  const fault = outcome.reason === 'no-code' ? 'empty' : 'wrong';
  return await showForm(site, visit, { status: 422, mailedToken, fault });
}

type Good = Extract<LogInWithMagicLinkOutcome, { readonly ok: true }>;

async function logIn(site: Site, visit: Visit<User>, outcome: Good): Promise<Response> {
  const { user, proofs, browser, isKept, isTakenOver } = outcome;
  const loggedIn = await visit.logIn(user, { proofs });
  // Disabled between the check and now: the same answer as ever.
  if (!loggedIn.ok) return isOver(site, visit);
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
  { status, mailedToken, fault }: Shown,
): Promise<Response> {
  const browser = askingBrowser(visit)?.browser;
  const found = await findMagicLink(site.accounts, { token: mailedToken, browser });
  if (found === undefined) return isOver(site, visit);
  const view = await openView(site, visit, { hasForm: true });
  const page = site.pages.magicLinkOpen(view, { mailedToken, isHere: found.isHere, fault });
  return showPage(site, view, { status, page });
}

function isOver(site: Site, visit: Visit<User>): Promise<Response> {
  return deadLinkAnswer(site, visit, { path: '/login/link', labelId: 'magic-link-open.ask-again' });
}
