import type { User } from '@latchkey/accounts';
import type { Visit, Visitor } from '@latchkey/session';
import type { Link } from '../links.ts';
import { chooseLanguage } from '../messages/languages.ts';
import type { Messages } from '../messages/messages.ts';
import type { Site } from '../site.ts';

/** What every page is made from besides its own data: plain values, no request and no database. */
export interface View {
  readonly visitor: Visitor<User>;
  /** Who looks at it, when somebody is logged in. */
  readonly user: User | undefined;
  /** For the hidden field `csrf_token`. Empty on a page without a form. */
  readonly token: string;
  readonly text: Messages;
  /** Of `text`, for `<html lang>` (BCP 47). */
  readonly language: string;
  readonly languages: readonly string[];
  readonly link: Link;
  readonly siteName: string;
  /** Addresses of the style sheet and the icon. */
  readonly style: string;
  readonly icon: string;
  /** Of the script that a page with passkeys needs. */
  readonly script: string;
  /** Of the one that a page with a button to copy needs. */
  readonly copyScript: string;
  /** In code points. */
  readonly minimumPasswordLength: number;
  /** What an address is worth before it is proven; `undefined`: there is no mail, and no page that needs it. */
  readonly verification: 'off' | 'banner' | 'required' | undefined;
  /** People may log in by a link in a mail. */
  readonly hasMagicLink: boolean;
  /** Nobody was asked who the visitor is, because something is out of order: the page shows no more than it must. */
  readonly isBare: boolean;
}

/** A view and the visit that its answer belongs to; a page function is given the view alone. */
export interface OpenView extends View {
  readonly visit: Visit<User>;
}

export interface ViewOptions {
  /** The page has a form of its own, so a visitor without a session gets the form cookie. Default false. */
  readonly hasForm?: boolean;
}

export async function openView(
  site: Site,
  visit: Visit<User>,
  { hasForm = false }: ViewOptions = {},
): Promise<OpenView> {
  const visitor = await visit.visitor();
  const needsToken = hasForm || hasSession(visitor);
  const token = needsToken ? await site.protection.token(visit) : '';
  return viewOf(site, visit, { visitor, token, isBare: false });
}

/** Nothing is looked up: for pages that say what is out of order, which may be the database. */
export function bareView(site: Site, visit: Visit<User>): OpenView {
  return viewOf(site, visit, { visitor: { state: 'anonymous', guest: undefined }, token: '', isBare: true });
}

/** The language of this visitor's pages: the account's own, else what the browser asks for, else the site's. */
export function languageFor(site: Site, visit: Visit<User>, user?: User): string {
  const accept = visit.request.headers.get('accept-language');
  const { languages, language: fallback } = site;
  return chooseLanguage({ account: user?.language, accept }, { languages, fallback });
}

type Looking = Pick<View, 'visitor' | 'token' | 'isBare'>;

function viewOf(site: Site, visit: Visit<User>, looking: Looking): OpenView {
  const user = userOf(looking.visitor);
  const language = languageFor(site, visit, user);
  return { ...site.common, ...looking, visit, user, language, text: site.textsIn(language) };
}

export function userOf(visitor: Visitor<User>): User | undefined {
  return visitor.state === 'anonymous' ? undefined : visitor.user;
}

/** A log-in remembered a moment ago, for another tab of the same browser, has no session of its own. */
export function hasSession(visitor: Visitor<User>): boolean {
  return visitor.state !== 'anonymous' && visitor.session !== undefined;
}
