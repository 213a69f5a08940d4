import { cancelPendingLogIn, proveSecondFactor } from '@latchkey/accounts';
import { checkedForm, sameOrigin } from '../checks/form.ts';
import { guestsOnly } from '../checks/guests.ts';
import { otherMethods, readAndPost } from '../checks/methods.ts';
import type { Form } from '../forms/decode-form.ts';
import { seeOther, showPage } from '../layout/page.ts';
import { openView } from '../layout/view.ts';
import { nextOf } from '../next.ts';
import { clientOf, type Site, type WebApp } from '../site.ts';
import { askedFactor, factorFields, sentFactor } from './asked-factor.ts';
import { flashCodesLeft } from './codes-left.ts';
import type { FactorFault } from './factor-forms.ts';
import { forgetPending, pendingIn } from './pending-cookie.ts';
import { finishPending, logInOver, type PendingVisit, pendingOnly } from './pending-visit.ts';

/** `/login/factor`: the second step of a log-in, and the way to give it up. */
export function secondFactorRoutes(app: WebApp, site: Site): void {
  const pending = pendingOnly(site, '/login/factor');
  app.get('/login/factor', guestsOnly(site), pending, (c) => {
    const wanted = new URL(c.var.visit.request.url).searchParams.get('by') ?? undefined;
    return showForm(site, c.var, { status: 200, wanted });
  });
  app.post(
    '/login/factor',
    sameOrigin(site),
    guestsOnly(site),
    pending,
    checkedForm(site, { fields: [...factorFields, 'trust'] }),
    (c) => answerFactor(site, c.var, c.var.form),
  );
  otherMethods(app, site, { path: '/login/factor', allow: readAndPost });

  const cancel = '/login/factor/cancel';
  app.get(cancel, (c) => seeOther(site.link('/login/factor', { next: nextOf(c.var.visit) })));
  app.post(cancel, sameOrigin(site), guestsOnly(site), checkedForm(site, { fields: [] }), async (c) => {
    const { visit } = c.var;
    const kept = pendingIn(visit);
    if (kept !== undefined) await cancelPendingLogIn(site.accounts, kept.token);
    forgetPending(site, visit);
    visit.flash('flash.log-in-cancelled', 'info');
    return seeOther(site.link('/login', { next: nextOf(visit) }));
  });
  otherMethods(app, site, { path: cancel, allow: readAndPost });
}

async function answerFactor(site: Site, { visit, pending }: PendingVisit, form: Form): Promise<Response> {
  const sent = await sentFactor(site, visit, form);
  const { by } = sent;
  const again = (reason: FactorFault['reason']) =>
    showForm(site, { visit, pending }, { status: 422, wanted: by, fault: { by, reason } });
  if (!sent.ok) return again(sent.reason);
  // Whoever uses a recovery code has lost what a trusted browser would stand for.
  const trust = by !== 'recovery-code' && (form.get('trust') ?? '') !== '';
  const asked = { token: pending.token, answer: sent.answer, trust };
  const outcome = await proveSecondFactor(site.accounts, asked, clientOf(site, visit));
  if (!outcome.ok) return outcome.reason === 'over' ? logInOver(site, visit) : again(outcome.reason);
  const answer = await finishPending(site, visit, { outcome });
  flashCodesLeft(site, visit, outcome);
  return answer;
}

interface Shown {
  readonly status: number;
  /** The way that the visitor has chosen. */
  readonly wanted: string | undefined;
  readonly fault?: FactorFault;
}

async function showForm(
  site: Site,
  { visit, pending }: PendingVisit,
  { status, wanted, fault }: Shown,
): Promise<Response> {
  const { user } = pending;
  const view = await openView(site, visit, { hasForm: true });
  const asked = await askedFactor(site, visit, { user, wanted });
  const page = site.pages.secondFactor(view, { ...asked, name: user.name, next: nextOf(visit), fault });
  return showPage(site, view, { status, page });
}
