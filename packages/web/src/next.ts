import type { User } from '@latchkey/accounts';
import type { Visit } from '@latchkey/session';

/** Where the visitor wants to go on to, out of the query, when it is safe to go there. */
export function nextOf(visit: Visit<User>): string | undefined {
  return visit.safeNext(new URL(visit.request.url).searchParams.get('next'));
}

/** Browsers drop a cookie of more than 4,096 bytes with its name and attributes, and with it all that it says. */
const mostKept = 2000;

/** As it is kept in a cookie, while its visitor waits for a mail. `undefined`: it is too long for that. */
export function nextToKeep(next: string): string | undefined {
  const kept = Buffer.from(next).toString('base64url');
  return kept.length > mostKept ? undefined : kept;
}

/** Judged once more: whoever can write a cookie here, as a sibling host can, must not lead people away after a log-in. */
export function keptNext(visit: Visit<User>, kept: string): string | undefined {
  return visit.safeNext(Buffer.from(kept, 'base64url').toString());
}

/** The page that was asked for; a form is sent to the address that shows it. */
export function addressOf(visit: Visit<User>): string {
  const { pathname, search } = new URL(visit.request.url);
  return pathname + search;
}
