import { type Proof, provesFirst, provesSecond } from '@latchkey/accounts';
import { seeOther } from '../layout/page.ts';
import { nextOf } from '../next.ts';
import type { Guarded, Site } from '../site.ts';

/** A factor that was proven on a page for that. */
export interface Confirmation {
  readonly proof: Proof;
  /** The second factor is asked for as well, by the page that the visitor has come from. */
  readonly wantsBoth: boolean;
}

/** The proof is noted, under a new session id, and the visitor goes on: to what is still missing, or to where it was asked for. */
export async function confirmAndGoOn(
  site: Site,
  { visit }: Guarded,
  { proof, wantsBoth }: Confirmation,
): Promise<Response> {
  // Where the session went meanwhile nothing is confirmed, and the guard of the next page says so.
  await visit.confirm(proof);
  const next = nextOf(visit);
  if (wantsBoth && !provesSecond([proof])) return seeOther(site.link('/confirm/factor', { next }));
  if (wantsBoth && !provesFirst([proof])) {
    visit.flash('flash.first-factor-needed', 'info');
    return seeOther(site.link('/confirm', { next }));
  }
  return seeOther(next ?? site.link('/dashboard'));
}
