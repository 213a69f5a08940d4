import type { User } from '@latchkey/accounts';
import type { Visit } from '@latchkey/session';
import type { Site } from '../site.ts';

/**
 * Where password managers find the pages for passkeys (W3C, "A Well-Known URL for Relying Party Passkey Endpoints"): an answer
 * of its own, because they follow no redirect.
 */
export function passkeyEndpoints({ link }: Site, { origin }: Visit<User>): Response {
  return Response.json({
    enroll: origin + link('/account/security/passkeys/add'),
    manage: origin + link('/account/security'),
  });
}
