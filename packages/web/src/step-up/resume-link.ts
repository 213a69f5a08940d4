import type { KeptRequest, User } from '@latchkey/accounts';
import type { Keyring, Visit } from '@latchkey/session';
import type { Link } from '../links.ts';

const purpose = 'resume';

/**
 * The page that sends this one form again. The attack: whoever has copied the session's cookie puts a form of their own in its
 * place, and its owner, asked for a proof, sends that one.
 */
export function resumeLink(link: Link, keyring: Keyring, kept: KeptRequest): string {
  return `${link('/confirm/resume')}?of=${keyring.mac(purpose, textOf(kept))}`;
}

/** Whether this is the form that the page was opened for. */
export function isMeant(keyring: Keyring, kept: KeptRequest, of: string): boolean {
  return keyring.verify(purpose, textOf(kept), of);
}

/** A form goes there, with a token: nowhere but to a path of ours, as a browser reads it. */
export function isOwnPath(visit: Visit<User>, path: string): boolean {
  return path.startsWith('/') && visit.safeNext(path) === path;
}

function textOf({ path, action, fields }: KeptRequest): string {
  return JSON.stringify([path, action, ...fields]);
}
