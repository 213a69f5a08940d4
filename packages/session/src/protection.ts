import { hash } from 'node:crypto';
import type { VisitRequest } from './visit-request.ts';

/**
 * What happens when the browser of a session looks different from the one that logged in. `basic`: it is known, not fresh.
 * `strong`: the session ends; one with a remember token, which outlives the browser, is treated as in `basic`. `off`: nothing.
 */
export type Protection = 'basic' | 'strong' | 'off';

/** The context of a request that comes from no place: a test that logs somebody in. */
export const nowhere = Symbol('nowhere');

/**
 * 22 characters of a hash over the User-Agent and the address; `undefined` where neither is known. No proof of anything, as both
 * can be copied: it only makes a stolen cookie less convenient.
 */
export function looksOf(request: VisitRequest, address: string | undefined): string | undefined {
  const agent = request.headers.get('user-agent');
  if (agent === null && address === undefined) return undefined;
  return hash('sha256', `${networkOf(address ?? '')}\n${agent ?? ''}`, 'base64url').slice(0, 22);
}

/** An IPv6 /64 is one address: within it, browsers take a new one every day (RFC 8981). */
function networkOf(address: string): string {
  const mapped = address.replace(/^::ffff:(?=[\d.]+$)/i, '');
  if (!mapped.includes(':')) return mapped;
  const [head = '', tail] = address.split('::', 2);
  const groups = head.split(':');
  const missing = tail === undefined ? 0 : 8 - groups.length - tail.split(':').length;
  return [...groups, ...Array<string>(Math.max(0, missing)).fill('0')].slice(0, 4).join(':');
}
