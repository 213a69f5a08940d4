import { askForPasskey, findPendingLogIn, type LogInWaiting, type User } from '@latchkey/accounts';
import type { Visit } from '@latchkey/session';
import { errorAnswer } from '../error/error-answer.ts';
import { showPage } from '../layout/page.ts';
import { openView } from '../layout/view.ts';
import { nextOf } from '../next.ts';
import { passkeyAsk } from '../passkeys/relying-party.ts';
import { pendingIn } from '../second-factor/pending-cookie.ts';
import type { Site } from '../site.ts';
import type { LogInPage } from './page.ts';

type Shown = Pick<LogInPage, 'typed' | 'refused'> & { readonly status: number };

/** The log-in page. */
export async function showLogIn(
  site: Site,
  visit: Visit<User>,
  { status, ...parts }: Shown,
): Promise<Response> {
  const { accounts, pages } = site;
  const view = await openView(site, visit, { hasForm: true });
  const passkeyOptions = askForPasskey(accounts, await passkeyAsk(site, visit));
  const begun = await begunLogIn(site, visit);
  const page = pages.logIn(view, { ...parts, next: nextOf(visit), passkeyOptions, begun });
  return showPage(site, view, { status, page });
}

async function begunLogIn({ accounts }: Site, visit: Visit<User>): Promise<LogInPage['begun']> {
  const kept = pendingIn(visit);
  const pending = kept && (await findPendingLogIn(accounts, kept.token));
  return pending && { name: pending.user.name };
}

/** What is counted was tried too often, or nobody has time for it. */
export function waitingAnswer(
  site: Site,
  visit: Visit<User>,
  outcome: LogInWaiting | { readonly reason: 'busy'; readonly retryAfterSeconds: number },
): Promise<Response> {
  const isClosed = outcome.reason === 'waiting' && outcome.closed;
  return errorAnswer(site, visit, {
    status: outcome.reason === 'waiting' ? 429 : 503,
    ...(isClosed && { textId: closedText(site) }),
    retryAfterSeconds: outcome.retryAfterSeconds,
    openAgain: site.link('/login', { next: nextOf(visit) }),
  });
}

/** A new password by mail opens the log-in again. */
function closedText({ accounts }: Site) {
  return accounts.mail === undefined ? 'error.429.closed' : 'error.429.closed-until-reset';
}
