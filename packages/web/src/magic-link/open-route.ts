import {
  findMagicLink,
  type LogInWithMagicLinkOutcome,
  logInWithMagicLink,
  type User,
} from '@latchkey/accounts';
import type { Visit } from '@latchkey/session';
import { forgetMailedToken } from '../layout/mailed-link.ts';
import { showPage } from '../layout/page.ts';
import { openView } from '../layout/view.ts';
import { logInAndGoOn } from '../login/log-in-and-go-on.ts';
import { deadLinkAnswer, mailedPage, type OpenedLink, type SentLink } from '../mailed-page.ts';
import { askForRest } from '../second-factor/pending-cookie.ts';
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
  if (outcome.reason === 'factor-missing') {
    const next = spendLink(site, visit);
    return askForRest(site, visit, { pending: outcome.pending, next });
  }
  if (outcome.reason === 'over') return await isOver(site, visit);
  const fault = outcome.reason === 'no-code' ? 'empty' : 'wrong';
  return await showForm(site, visit, { status: 422, mailedToken, fault });
}

type Good = Extract<LogInWithMagicLinkOutcome, { readonly ok: true }>;

async function logIn(site: Site, visit: Visit<User>, outcome: Good): Promise<Response> {
  const next = askingBrowser(visit)?.next;
  const flash = outcome.isTakenOver
    ? ({ message: 'flash.logged-in-address-proven', category: 'info' } as const)
    : undefined;
  const answer = await logInAndGoOn(site, visit, { ...outcome, next, flash });
  // Disabled between the check and now: the same answer as ever.
  if (answer === undefined) return isOver(site, visit);
  spendLink(site, visit);
  return answer;
}

/** The browser forgets the link, and hands over where its visitor wanted to go. */
function spendLink(site: Site, visit: Visit<User>): string | undefined {
  const next = askingBrowser(visit)?.next;
  forgetMailedToken(site, visit);
  forgetAskingBrowser(site, visit);
  return next;
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
