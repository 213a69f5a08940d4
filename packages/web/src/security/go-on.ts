import { listFactors, type Proof, type User } from '@latchkey/accounts';
import type { PagePath } from '../links.ts';
import { rememberBrowser } from '../login/known-browser.ts';
import type { Proven, Site } from '../site.ts';

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
export async function goOn(site: Site, { visit }: Proven, { user, proof }: ChangedFactors): Promise<void> {
  if (await visit.confirm(proof, { user })) rememberBrowser(site, visit, { user });
}

/** Once a factor was added, who has no recovery codes yet gets them next. */
export async function placeAfterwards({ accounts }: Site, { visitor }: Proven): Promise<PagePath> {
  const { codes } = await listFactors(accounts, visitor.user);
  return codes === undefined ? '/account/security/recovery-codes' : '/account/security';
}
