import { findKeptRequest, type KeptRequest } from '@latchkey/accounts';
import type { Guarded, Site } from '../site.ts';
import { isMeant, isOwnPath } from './resume-link.ts';

export interface KeptBehind {
  readonly kept: KeptRequest;
  /** Which form it is, as the address says. */
  readonly of: string;
}

/** The form that the page at this address sends again: where it is that page, and the form still waits. */
export async function keptBehind(
  site: Site,
  { visit, visitor: { user, session } }: Guarded,
  address: string | undefined,
): Promise<KeptBehind | undefined> {
  const url = address === undefined ? null : URL.parse(address, visit.origin);
  const of = url?.searchParams.get('of');
  if (session === undefined || url?.pathname !== site.link('/confirm/resume') || !of) return undefined;
  const kept = await findKeptRequest(site.accounts, { user, sessionIdHash: session.idHash });
  if (kept === undefined || !isOwnPath(visit, kept.path)) return undefined;
  return isMeant(site.login.keyring, { kept, user }, of) ? { kept, of } : undefined;
}
