import type { User } from '@latchkey/accounts';
import type { Visit } from '@latchkey/session';

/** Where the visitor wants to go on to, out of the query, when it is safe to go there. */
export function nextOf(visit: Visit<User>): string | undefined {
  return visit.safeNext(new URL(visit.request.url).searchParams.get('next'));
}

/** The page that was asked for; a form is sent to the address that shows it. */
export function addressOf(visit: Visit<User>): string {
  const { pathname, search } = new URL(visit.request.url);
  return pathname + search;
}
