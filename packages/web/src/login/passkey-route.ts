import { logInWithPasskey, type User } from '@latchkey/accounts';
import type { Visit } from '@latchkey/session';
import { checkedForm, sameOrigin } from '../checks/form.ts';
import { guestsOnly } from '../checks/guests.ts';
import { otherMethods, readAndPost } from '../checks/methods.ts';
import type { Form } from '../forms/decode-form.ts';
import { seeOther } from '../layout/page.ts';
import { nextOf } from '../next.ts';
import { passkeyAsk } from '../passkeys/relying-party.ts';
import { askForRest } from '../second-factor/pending-cookie.ts';
import { clientOf, type Site, type WebApp } from '../site.ts';
import { logInAndGoOn } from './log-in-and-go-on.ts';
import { showLogIn, waitingAnswer } from './show-log-in.ts';

/** `/login/passkey`: where the second form of the log-in page is sent to. */
export function passkeyRoutes(app: WebApp, site: Site): void {
  // Whoever is sent back to it by "open the page again" sees the page with the form.
  app.get('/login/passkey', (c) => seeOther(site.link('/login', { next: nextOf(c.var.visit) })));
  app.post(
    '/login/passkey',
    sameOrigin(site),
    guestsOnly(site),
    checkedForm(site, {
      fields: ['response', 'remember'],
      onStale: (visit, { judgement }) => showLogIn(site, visit, { status: 403, refused: judgement }),
    }),
    (c) => answerPasskey(site, c.var.visit, c.var.form),
  );
  otherMethods(app, site, { path: '/login/passkey', allow: readAndPost });
}

/** One answer for whatever is wrong with it: whose passkey it might be is nobody's business. */
async function answerPasskey(site: Site, visit: Visit<User>, form: Form): Promise<Response> {
  const remember = (form.get('remember') ?? '') !== '';
  const response = form.get('response') ?? '';
  const answer = { ...(await passkeyAsk(site, visit)), response, remember };
  const outcome = await logInWithPasskey(site.accounts, answer, clientOf(site, visit));
  const next = nextOf(visit);
  const wrong = () => showLogIn(site, visit, { status: 422, typed: form, refused: 'passkey' });
  if (outcome.ok) return (await logInAndGoOn(site, visit, { ...outcome, remember, next })) ?? (await wrong());
  if (outcome.reason === 'factor-missing') return askForRest(site, visit, { pending: outcome.pending, next });
  return outcome.reason === 'wrong' ? await wrong() : await waitingAnswer(site, visit, outcome);
}
