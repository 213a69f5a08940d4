import type { VisitRequest } from '@latchkey/session';

export interface OwnOrigins {
  /** Ours: that of the base URL, without one the request's own host. */
  readonly origin: string;
  readonly trustedOrigins: readonly string[];
}

/**
 * Whether a page of somebody else's site sent this request, as far as its headers tell. `same-site` is foreign too: whoever
 * holds another name under our domain is not us. Without both headers (curl, old browsers) the token alone decides.
 */
export function isForeign(headers: VisitRequest['headers'], { origin, trustedOrigins }: OwnOrigins): boolean {
  const site = headers.get('sec-fetch-site');
  if (site !== null && site !== 'same-origin' && site !== 'none') return true;
  const sender = headers.get('origin');
  return sender !== null && sender !== origin && !trustedOrigins.includes(sender);
}
