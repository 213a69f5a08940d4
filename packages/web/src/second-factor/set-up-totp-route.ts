import { addTotp, newTotp, openTotp } from '@latchkey/accounts';
import { checkedForm, sameOrigin } from '../checks/form.ts';
import { guestsOnly } from '../checks/guests.ts';
import { otherMethods, readAndPost } from '../checks/methods.ts';
import type { Form } from '../forms/decode-form.ts';
import { showPage } from '../layout/page.ts';
import { openView } from '../layout/view.ts';
import { nextOf } from '../next.ts';
import type { TotpFault } from '../security/totp-form.ts';
import { clientOf, type Site, type WebApp } from '../site.ts';
import { finishSetUp } from './finish-set-up.ts';
import { logInOver, type PendingVisit, pendingOnly } from './pending-visit.ts';

/** `/login/set-up/totp`: an authenticator app. */
export function setUpTotpRoutes(app: WebApp, site: Site): void {
  const path = '/login/set-up/totp';
  const pending = pendingOnly(site, '/login/set-up');
  app.get(path, guestsOnly(site), pending, (c) => showForm(site, c.var, { status: 200 }));
  app.post(
    path,
    sameOrigin(site),
    guestsOnly(site),
    pending,
    checkedForm(site, { fields: ['sealed', 'code'] }),
    (c) => answerTotp(site, c.var, c.var.form),
  );
  otherMethods(app, site, { path, allow: readAndPost });
}

async function answerTotp(site: Site, sent: PendingVisit, form: Form): Promise<Response> {
  const { visit, pending } = sent;
  const [sealed, code] = [form.get('sealed') ?? '', form.get('code') ?? ''];
  if (code.trim() === '') return showForm(site, sent, { status: 422, fault: 'empty', sealed });
  const enrolling = { user: pending.user, pendingToken: pending.token };
  const outcome = await addTotp(site.accounts, { enrolling, sealed, code }, clientOf(site, visit));
  if (outcome.ok) return finishSetUp(site, sent, outcome);
  const { reason } = outcome;
  if (reason === 'wrong' || reason === 'stale') {
    return showForm(site, sent, { status: 422, fault: reason, sealed });
  }
  return logInOver(site, visit);
}

interface Shown {
  readonly status: number;
  readonly fault?: TotpFault;
  /** Of the form that was sent: its seed is in the app already. */
  readonly sealed?: string;
}

async function showForm(
  site: Site,
  { visit, pending }: PendingVisit,
  { status, fault, sealed = '' }: Shown,
): Promise<Response> {
  const { accounts, pages } = site;
  const { user } = pending;
  const view = await openView(site, visit, { hasForm: true });
  const totp = openTotp(accounts, user, sealed) ?? newTotp(accounts, user);
  const page = pages.setUpTotp(view, { user, totp, next: nextOf(visit), fault });
  return showPage(site, view, { status, page });
}
