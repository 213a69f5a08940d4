import { findPendingLogIn, logInWithPassword, type User } from '@latchkey/accounts';
import type { Visit } from '@latchkey/session';
import type { MiddlewareHandler } from 'hono';
import { checkedForm, sameOrigin } from '../checks/form.ts';
import { guestsOnly } from '../checks/guests.ts';
import { otherMethods, readAndPost } from '../checks/methods.ts';
import type { Form } from '../forms/decode-form.ts';
import { seeOther } from '../layout/page.ts';
import { nextOf } from '../next.ts';
import { askForRest, pageFor, pendingIn } from '../second-factor/pending-cookie.ts';
import { clientOf, knownBrowserIn, type Site, type VisitEnv, type WebApp } from '../site.ts';
import { logInAndGoOn } from './log-in-and-go-on.ts';
import { passkeyRoutes } from './passkey-route.ts';
import { showLogIn, waitingAnswer } from './show-log-in.ts';

export function logInRoutes(app: WebApp, site: Site): void {
  app.get('/login', guestsOnly(site), straightOn(site), (c) => {
    // Only to clear a damaged one: the page itself is the same for every browser.
    knownBrowserIn(c.var.visit);
    return showLogIn(site, c.var.visit, { status: 200 });
  });
  app.post(
    '/login',
    sameOrigin(site),
    guestsOnly(site),
    checkedForm(site, {
      fields: ['email', 'password', 'remember'],
      onStale: (visit, { form, judgement }) =>
        showLogIn(site, visit, { status: 403, typed: form, refused: judgement }),
    }),
    (c) => answerLogIn(site, c.var.visit, c.var.form),
  );
  otherMethods(app, site, { path: '/login', allow: readAndPost });
  passkeyRoutes(app, site);
}

/** Who comes back by remember token has nothing to do with this page: what is missing is the second factor. */
function straightOn(site: Site): MiddlewareHandler<VisitEnv> {
  return async (c, next) => {
    const { visit } = c.var;
    const kept = pendingIn(visit);
    const pending = kept?.isRestored ? await findPendingLogIn(site.accounts, kept.token) : undefined;
    if (pending === undefined) return void (await next());
    return seeOther(site.link(pageFor(pending.missing), { next: nextOf(visit) }));
  };
}

/**
 * One answer for an unknown account, a wrong password and a disabled account: whoever asks learns nothing about who has
 * an account here (account enumeration; ASVS 6.3.8).
 */
async function answerLogIn(site: Site, visit: Visit<User>, form: Form): Promise<Response> {
  const remember = (form.get('remember') ?? '') !== '';
  const typed = { identifier: form.get('email') ?? '', password: form.get('password') ?? '', remember };
  const outcome = await logInWithPassword(site.accounts, typed, clientOf(site, visit));
  const next = nextOf(visit);
  const wrong = () => showLogIn(site, visit, { status: 422, typed: form, refused: 'wrong' });
  if (outcome.ok) return (await logInAndGoOn(site, visit, { ...outcome, remember, next })) ?? (await wrong());
  if (outcome.reason === 'factor-missing') return askForRest(site, visit, { pending: outcome.pending, next });
  return outcome.reason === 'wrong' ? await wrong() : await waitingAnswer(site, visit, outcome);
}
