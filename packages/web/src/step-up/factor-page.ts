import { provesFirst, provesSecond, type User } from '@latchkey/accounts';
import { type MissingFactors, type Visit, wantsJson } from '@latchkey/session';
import type { Link, LinkOptions } from '../links.ts';

/** For the setting `factorPage` of a login: where to prove the factor that is missing, and a message that says so there. */
export function factorPage(link: Link): (missing: MissingFactors<User>, visit: Visit<User>) => string {
  return (missing, visit) => {
    const hasSecond = missing.user.secondFactorSinceMs !== undefined;
    const canProve = hasSecond || missing.factors < 2;
    if (!wantsJson(visit.request)) {
      visit.flash(canProve ? 'flash.confirmation-needed' : 'flash.second-factor-needed', 'warning');
    }
    return canProve ? pageOf(link, missing) : link('/account/security');
  };
}

/** Where both are missing, one after the other. */
function pageOf(link: Link, { proofs, factors }: MissingFactors<User>): string {
  if (factors < 2 || provesSecond(proofs)) return link('/confirm');
  return provesFirst(proofs) ? link('/confirm/factor') : confirmBoth(link);
}

/** `/confirm`, and `/confirm/factor` after it. */
export function confirmBoth(link: Link, options: LinkOptions = {}): string {
  return link('/confirm', { ...options, afterwards: 'factor' });
}
