import { addPasskey, askForNewPasskey } from '@latchkey/accounts';
import { checkedForm, sameOrigin } from '../checks/form.ts';
import { guestsOnly } from '../checks/guests.ts';
import { otherMethods, readAndPost, readOnly } from '../checks/methods.ts';
import { seeOther, showPage } from '../layout/page.ts';
import { openView } from '../layout/view.ts';
import { nextOf } from '../next.ts';
import { passkeyAsk } from '../passkeys/relying-party.ts';
import { clientOf, type Site, type WebApp } from '../site.ts';
import { finishSetUp } from './finish-set-up.ts';
import { logInOver, type PendingVisit, pendingOnly } from './pending-visit.ts';
import type { SetUpPage } from './set-up-page.ts';
import { setUpTotpRoutes } from './set-up-totp-route.ts';

/** `/login/set-up` and below: where everybody needs a second factor, who has none gets one before the log-in is whole. */
export function setUpRoutes(app: WebApp, site: Site): void {
  const pending = pendingOnly(site, '/login/set-up');
  const [page, passkey] = ['/login/set-up', '/login/set-up/passkey'] as const;
  const sent = [sameOrigin(site), guestsOnly(site), pending] as const;
  app.get(page, guestsOnly(site), pending, (c) => showChoice(site, c.var, { status: 200 }));
  otherMethods(app, site, { path: page, allow: readOnly });

  // Whoever is sent back to it by "open the page again" sees the page with its button.
  app.get(passkey, (c) => seeOther(site.link(page, { next: nextOf(c.var.visit) })));
  app.post(passkey, ...sent, checkedForm(site, { fields: ['response'] }), (c) =>
    answerPasskey(site, c.var, c.var.form.get('response') ?? ''),
  );
  otherMethods(app, site, { path: passkey, allow: readAndPost });
  setUpTotpRoutes(app, site);
}

async function answerPasskey(site: Site, sent: PendingVisit, response: string): Promise<Response> {
  const { visit, pending } = sent;
  const answer = { ...(await passkeyAsk(site, visit)), response };
  const enrolling = { user: pending.user, pendingToken: pending.token };
  const outcome = await addPasskey(site.accounts, { enrolling, answer }, clientOf(site, visit));
  if (outcome.ok) return finishSetUp(site, sent, outcome);
  const { reason } = outcome;
  if (reason === 'gone' || reason === 'unproven-address') return logInOver(site, visit);
  return showChoice(site, sent, { status: 422, fault: reason === 'name' ? 'wrong' : reason });
}

async function showChoice(
  site: Site,
  { visit, pending }: PendingVisit,
  { status, fault }: Pick<Partial<SetUpPage>, 'fault'> & { readonly status: number },
): Promise<Response> {
  const { user } = pending;
  const view = await openView(site, visit, { hasForm: true });
  const ask = { ...(await passkeyAsk(site, visit)), user };
  const passkeyOptions = await askForNewPasskey(site.accounts, ask);
  const page = site.pages.setUp(view, { user, next: nextOf(visit), passkeyOptions, fault });
  return showPage(site, view, { status, page });
}
