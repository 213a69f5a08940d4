import { addTotp, listFactors, newTotp, openTotp, refusalToAdd } from '@latchkey/accounts';
import { checkedForm, sameOrigin } from '../checks/form.ts';
import { otherMethods, readAndPost } from '../checks/methods.ts';
import type { Form } from '../forms/decode-form.ts';
import { seeOther, showPage } from '../layout/page.ts';
import { openView } from '../layout/view.ts';
import { nextOf } from '../next.ts';
import { clientOf, type Proven, type Site, type WebApp } from '../site.ts';
import { requireOwner } from '../step-up/owner.ts';
import { goOnWithFactor } from './go-on.ts';
import type { TotpFault } from './totp-form.ts';
import { unprovenPage } from './unproven-page.ts';

/** `/account/security/totp`: an authenticator app, or another one in its place. */
export function totpRoutes(app: WebApp, site: Site): void {
  const path = '/account/security/totp';
  app.get(path, requireOwner(site), (c) => showForm(site, c.var, { status: 200 }));
  app.post(
    path,
    sameOrigin(site),
    requireOwner(site),
    checkedForm(site, { fields: ['sealed', 'code', 'replaces'] }),
    (c) => answer(site, c.var),
  );
  otherMethods(app, site, { path, allow: readAndPost });
}

async function answer(site: Site, sent: Proven & { readonly form: Form }): Promise<Response> {
  const { form, visit, visitor } = sent;
  const { user, session } = visitor;
  const [sealed, code] = [form.get('sealed') ?? '', form.get('code') ?? ''];
  if (code.trim() === '') return showForm(site, sent, { status: 422, fault: 'empty', sealed });
  const enrolling = { user, sessionIdHash: session.idHash };
  const asked = { enrolling, sealed, code, replaces: form.get('replaces') === '1' };
  const outcome = await addTotp(site.accounts, asked, clientOf(site, visit));
  if (outcome.ok) return goOnWithFactor(site, sent, outcome);
  const { reason } = outcome;
  if (reason === 'wrong' || reason === 'stale') {
    return showForm(site, sent, { status: 422, fault: reason, sealed });
  }
  if (reason === 'exists') visit.flash('flash.totp-exists', 'info');
  const page = reason === 'unproven-address' ? '/account/security/totp' : '/account/security';
  return seeOther(site.link(page, { next: nextOf(visit) }));
}

interface Shown {
  readonly status: number;
  readonly fault?: TotpFault;
  /** Of the form that was sent: its seed is in the app already. */
  readonly sealed?: string;
}

async function showForm(
  site: Site,
  { visit, visitor }: Proven,
  { status, fault, sealed = '' }: Shown,
): Promise<Response> {
  const { accounts, pages } = site;
  const { user } = visitor;
  const next = nextOf(visit);
  const view = await openView(site, visit, { hasForm: true });
  if (refusalToAdd(accounts, { user }) !== undefined) {
    const page = unprovenPage(view, { title: view.text['totp.title'], at: '/account/security/totp', next });
    return showPage(site, view, { page });
  }
  const { totp: present } = await listFactors(accounts, user);
  // One whose codes count no more is no loss.
  const isReplacing = present !== undefined && !present.isDisabled;
  const totp = openTotp(accounts, user, sealed) ?? newTotp(accounts, user);
  return showPage(site, view, { status, page: pages.totp(view, { totp, fault, isReplacing, next }) });
}
