import { hasCode, type User } from '@latchkey/accounts';
import type { Visit } from '@latchkey/session';
import type { Site } from '../site.ts';
import { errorAnswer } from './error-answer.ts';

const busyRetryAfterSeconds = 5;

/** The answer to what was thrown: the page shows a number, the log has the rest under it. */
export async function failed(site: Site, visit: Visit<User>, error: unknown): Promise<Response> {
  // The write queue gave up; nothing was written.
  if (hasCode(error, 'database-busy')) {
    return errorAnswer(site, visit, { status: 503, retryAfterSeconds: busyRetryAfterSeconds });
  }
  const id = Buffer.from(site.random(6)).toString('hex');
  site.onError(error, id);
  return errorAnswer(site, visit, { status: 500, id });
}
