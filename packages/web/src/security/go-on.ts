import { listFactors, type Proof, type User } from '@latchkey/accounts';
import { seeOther } from '../layout/page.ts';
import { rememberBrowser } from '../login/known-browser.ts';
import { nextOf } from '../next.ts';
import type { Proven, Site } from '../site.ts';
import { flashOfAdded } from './factor-added.ts';

/** What a change of the factors has brought. */
export interface ChangedFactors {
  /** As the account is now. */
  readonly user: User;
  /** Of the factor that was added. */
  readonly proof?: Proof;
}

/**
 * This browser goes on under an id that nobody has seen (ASVS 7.2.4), the other sessions have ended. Those that knew the
 * account may have been forgotten: this one is known again. Where the account has ended meanwhile, the guard of the next page
 * says so.
 */
export async function renewSession(
  site: Site,
  { visit }: Proven,
  { user, proof }: ChangedFactors,
): Promise<void> {
  if (await visit.confirm(proof, { user })) rememberBrowser(site, visit, { user });
}

/** A factor was added: who has no recovery codes yet gets them next, and all go on to where they came from. */
export async function goOnWithFactor(
  site: Site,
  sent: Proven,
  added: Required<ChangedFactors>,
): Promise<Response> {
  await renewSession(site, sent, added);
  const { visit, visitor } = sent;
  const flash = flashOfAdded(added.proof);
  if (flash !== undefined) visit.flash(flash.message, flash.category);
  const next = nextOf(visit);
  const { codes } = await listFactors(site.accounts, visitor.user);
  if (codes === undefined) return seeOther(site.link('/account/security/recovery-codes', { next }));
  return seeOther(next ?? site.link('/account/security'));
}
