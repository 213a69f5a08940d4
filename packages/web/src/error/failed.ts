import { hasCode, type User } from '@latchkey/accounts';
import { isUnavailable, type UnavailableError, type Visit } from '@latchkey/session';
import type { Site } from '../site.ts';
import { errorAnswer } from './error-answer.ts';

const busyRetryAfterSeconds = 5;

/**
 * The answer to what was thrown: the page shows a number, the log has the rest under it. Where the session store or a
 * loader did not answer nobody is logged out for it: trying again later helps.
 */
export async function failed(site: Site, visit: Visit<User>, error: unknown): Promise<Response> {
  const retryAfterSeconds = isUnavailable(error) ? retryAfterOf(error) : busyRetryAfterSeconds;
  if (isBusy(error)) return errorAnswer(site, visit, { status: 503, retryAfterSeconds });
  const id = Buffer.from(site.random(6)).toString('hex');
  site.onError(error, id);
  if (isUnavailable(error)) return errorAnswer(site, visit, { status: 503, retryAfterSeconds, id });
  return errorAnswer(site, visit, { status: 500, id });
}

/** The write queue gave up, and nothing was written: that happens, and is nothing to look into. */
function isBusy(error: unknown): boolean {
  return hasCode(isUnavailable(error) ? error.cause : error, 'database-busy');
}

function retryAfterOf({ headers }: UnavailableError): number {
  return Number(headers['Retry-After'] ?? busyRetryAfterSeconds);
}
