import { finishLogIn, type Proof } from '@latchkey/accounts';
import { nextOf } from '../next.ts';
import { clientOf, type Site } from '../site.ts';
import { finishPending, logInOver, type PendingVisit } from './pending-visit.ts';

/** The account has its second factor: the visitor is logged in, and gets recovery codes on the way to where it wanted to go. */
export async function finishSetUp(
  site: Site,
  { visit, pending }: PendingVisit,
  proof?: Proof,
): Promise<Response> {
  const outcome = await finishLogIn(site.accounts, pending.token, clientOf(site, visit));
  if (!outcome.ok) return logInOver(site, visit);
  const next = site.link('/account/security/recovery-codes', { next: nextOf(visit) });
  const message = proof && added[proof.factor];
  const flash = message === undefined ? undefined : ({ message, category: 'success' } as const);
  return finishPending(site, visit, { outcome, next, flash });
}

const added: Readonly<Record<string, string>> = {
  totp: 'flash.totp-added',
  passkey: 'flash.passkey-added',
  'security-key': 'flash.security-key-added',
};
