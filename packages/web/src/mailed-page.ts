import type { User } from '@latchkey/accounts';
import type { Visit } from '@latchkey/session';
import type { MiddlewareHandler } from 'hono';
import { checkedForm, sameOrigin } from './checks/form.ts';
import { guestsOnly } from './checks/guests.ts';
import { otherMethods, readAndPost } from './checks/methods.ts';
import type { Form } from './forms/decode-form.ts';
import { type MailedPath, mailedToken, takeMailedToken } from './layout/mailed-link.ts';
import { showPage } from './layout/page.ts';
import { openView } from './layout/view.ts';
import type { PagePath } from './links.ts';
import type { Site, VisitEnv, WebApp } from './site.ts';

export interface MailedPage {
  readonly path: MailedPath;
  /** Of its form, besides `token`. */
  readonly fields: readonly string[];
  /** Whoever is logged in goes on at once. Default false. */
  readonly isForGuests?: boolean;
  /** Changes nothing: mail programs open links by themselves. */
  readonly show: (site: Site, visit: Visit<User>, opened: OpenedLink) => Promise<Response>;
  readonly answer: (site: Site, visit: Visit<User>, sent: SentLink) => Promise<Response>;
}

export interface OpenedLink {
  /** Out of the link, as received; empty where there was none. */
  readonly mailedToken: string;
}

export interface SentLink extends OpenedLink {
  readonly form: Form;
}

/** A page that a link in a mail opens, and the button on it that acts. */
export function mailedPage(app: WebApp, site: Site, page: MailedPage): void {
  const { path, fields, isForGuests = false, show, answer } = page;
  const guard = isForGuests ? guestsOnly(site) : everybody;
  // The token first, so that it leaves the address also of whoever goes on at once.
  app.get(path, tokenTaken(site, path), guard, (c) => {
    const { visit } = c.var;
    return show(site, visit, { mailedToken: mailedToken(visit, path) ?? '' });
  });
  app.post(path, sameOrigin(site), guard, checkedForm(site, { fields: ['token', ...fields] }), (c) => {
    const { visit, form } = c.var;
    return answer(site, visit, { mailedToken: form.get('token') ?? '', form });
  });
  otherMethods(app, site, { path, allow: readAndPost });
}

const everybody: MiddlewareHandler<VisitEnv> = async (_c, next) => void (await next());

function tokenTaken(site: Site, path: MailedPath): MiddlewareHandler<VisitEnv> {
  return async (c, next) => takeMailedToken(site, c.var.visit, path) ?? void (await next());
}

export interface DeadLinkWay {
  readonly path: PagePath;
  readonly labelId:
    | 'nav.log-in'
    | 'reset.ask-again'
    | 'magic-link-open.ask-again'
    | 'email-confirm.ask-again'
    | 'email-cancel.account-link';
}

/** One answer for every mailed link that is worth nothing (any more): 410 Gone. */
export async function deadLinkAnswer(site: Site, visit: Visit<User>, way?: DeadLinkWay): Promise<Response> {
  const view = await openView(site, visit);
  const goOn = way && { path: way.path, label: view.text[way.labelId] };
  return showPage(site, view, { status: 410, page: site.pages.deadLink(view, goOn) });
}
