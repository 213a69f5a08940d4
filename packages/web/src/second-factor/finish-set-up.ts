import { type FactorAdded, finishLogIn } from '@latchkey/accounts';
import { nextOf } from '../next.ts';
import { flashOfAdded } from '../security/factor-added.ts';
import { clientOf, type Site } from '../site.ts';
import { finishPending, logInOver, type PendingVisit } from './pending-visit.ts';

/** The account has its second factor: the visitor is logged in, and gets recovery codes on the way to where it wanted to go. */
export async function finishSetUp(
  site: Site,
  { visit }: PendingVisit,
  { pendingToken = '', proof }: FactorAdded,
): Promise<Response> {
  const outcome = await finishLogIn(site.accounts, pendingToken, clientOf(site, visit));
  if (!outcome.ok) return logInOver(site, visit);
  const next = site.link('/account/security/recovery-codes', { next: nextOf(visit) });
  return finishPending(site, visit, { outcome, next, flash: flashOfAdded(proof) });
}
