import type { User } from '@latchkey/accounts';
import type { Visit } from '@latchkey/session';
import { languageFor } from '../layout/view.ts';
import type { Site } from '../site.ts';

export interface UsedCode {
  readonly user: User;
  /** After a recovery code; `undefined`: it was another factor. */
  readonly codesLeft?: number | undefined;
}

/** Whoever has used a recovery code sees on the next page how many are left. */
export function flashCodesLeft(site: Site, visit: Visit<User>, { user, codesLeft: count }: UsedCode): void {
  if (count === undefined) return;
  const text = site.textsIn(languageFor(site, visit, user));
  visit.flash(text['second-factor.codes-left']({ count }), 'warning');
}
