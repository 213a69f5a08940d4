import type { KeptRequest, User } from '@latchkey/accounts';
import type { Keyring, Visit } from '@latchkey/session';
import type { Link } from '../links.ts';

const purpose = 'resume';

/** A form that waits, and whose it is. */
export interface KeptOf {
  readonly kept: KeptRequest;
  readonly user: Pick<User, 'id'>;
}

/**
 * The page that sends this one form again. The attack: whoever has copied the session's cookie puts a form of their own in its
 * place, and its owner, asked for a proof, sends that one. The account is in it: nobody can find out what waits for somebody
 * else by sending the same.
 */
export function resumeLink(link: Link, keyring: Keyring, waiting: KeptOf): string {
  return link('/confirm/resume', { of: keyring.mac(purpose, textOf(waiting)) });
}

/** Whether this is the form that the page was opened for. */
export function isMeant(keyring: Keyring, waiting: KeptOf, of: string): boolean {
  return keyring.verify(purpose, textOf(waiting), of);
}

/** A form goes there, with a token: nowhere but to a path of ours, as a browser reads it. */
export function isOwnPath(visit: Visit<User>, path: string): boolean {
  return path.startsWith('/') && visit.safeNext(path) === path;
}

function textOf({ user, kept: { path, action, fields } }: KeptOf): string {
  return JSON.stringify([user.id, path, action, ...fields]);
}
