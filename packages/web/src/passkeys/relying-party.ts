import type { PasskeyAsk, RelyingParty, User } from '@latchkey/accounts';
import type { Visit } from '@latchkey/session';
import type { Site } from '../site.ts';

/** For whatever asks for a passkey: the answer counts on this site and in this browser alone. */
export async function passkeyAsk(site: Site, visit: Visit<User>): Promise<PasskeyAsk> {
  return { relyingParty: relyingPartyOf(site, visit), binding: await site.protection.binding(visit) };
}

/** Whose passkeys they are: those of this host, under the origin that the visitor sees (WebAuthn Level 3 section 4). */
function relyingPartyOf({ siteName }: Site, { origin }: Visit<User>): RelyingParty {
  return { id: new URL(origin).hostname, origin, name: siteName };
}
