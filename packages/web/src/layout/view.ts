import type { User } from '@latchkey/accounts';
import type { Visit, Visitor } from '@latchkey/session';
import type { Site } from '../site.ts';

/** Who looks at a page, and the token for the forms on it. */
export interface View {
  readonly visit: Visit<User>;
  readonly visitor: Visitor<User>;
  /** Empty on a page without a form. */
  readonly token: string;
  /** Nobody was asked who the visitor is, because something is out of order: the page shows no more than it must. */
  readonly isBare?: boolean;
}

export interface ViewOptions {
  /** The page has a form of its own, so a visitor without a session gets the form cookie. Default false. */
  readonly hasForm?: boolean;
}

export async function openView(
  site: Site,
  visit: Visit<User>,
  { hasForm = false }: ViewOptions = {},
): Promise<View> {
  const visitor = await visit.visitor();
  const needsToken = hasForm || hasSession(visitor);
  return { visit, visitor, token: needsToken ? await site.protection.token(visit) : '' };
}

/** Nothing is looked up: for pages that say what is out of order, which may be the database. */
export function bareView(visit: Visit<User>): View {
  return { visit, visitor: { state: 'anonymous', guest: undefined }, token: '', isBare: true };
}

/** A log-in remembered a moment ago, for another tab of the same browser, has no session of its own. */
export function hasSession(visitor: Visitor<User>): boolean {
  return visitor.state !== 'anonymous' && visitor.session !== undefined;
}
