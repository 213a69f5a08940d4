import { listFactors, type PasskeyInfo } from '@latchkey/accounts';
import { seeOther } from '../layout/page.ts';
import type { Proven, Site } from '../site.ts';

/** The passkey that a page or a form names; somebody else's is as one that never was. */
export async function ownPasskey(
  { accounts }: Site,
  { visitor }: Proven,
  id: string,
): Promise<PasskeyInfo | undefined> {
  const { passkeys } = await listFactors(accounts, visitor.user);
  return passkeys.find((passkey) => passkey.id === id);
}

/** In the address of a page that is about one of them. */
export function askedPasskey({ visit }: Proven): string {
  return new URL(visit.request.url).searchParams.get('passkey') ?? '';
}

export function passkeyGone(site: Site, { visit }: Proven): Response {
  visit.flash('flash.passkey-gone', 'info');
  return seeOther(site.link('/account/security'));
}
