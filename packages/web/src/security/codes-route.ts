import { confirmRecoveryCodes, listFactors, newRecoveryCodes } from '@latchkey/accounts';
import { checkedForm, sameOrigin } from '../checks/form.ts';
import { otherMethods, readAndPost } from '../checks/methods.ts';
import type { Form } from '../forms/decode-form.ts';
import { seeOther, showPage } from '../layout/page.ts';
import { openView } from '../layout/view.ts';
import { nextOf } from '../next.ts';
import { clientOf, type Proven, type Site, type WebApp } from '../site.ts';
import { requireOwner } from '../step-up/owner.ts';
import type { NewRecoveryCodesPage } from './codes-page.ts';

const path = '/account/security/recovery-codes';
const confirmPath = '/account/security/recovery-codes/confirm';

/** `/account/security/recovery-codes`: its button makes new ones and shows them once; they count when one of them was typed. */
export function codesRoutes(app: WebApp, site: Site): void {
  app.get(path, requireOwner(site), (c) => showForm(site, c.var));
  app.post(path, sameOrigin(site), requireOwner(site), checkedForm(site, { fields: [] }), (c) =>
    answerNew(site, c.var),
  );
  otherMethods(app, site, { path, allow: readAndPost });

  // Whoever is sent back to it, by "open the page again" or a proof, begins with new ones: the codes are not shown again.
  app.get(confirmPath, (c) => seeOther(site.link(path, { next: nextOf(c.var.visit) })));
  app.post(confirmPath, sameOrigin(site), requireOwner(site), checkedForm(site, { fields: ['code'] }), (c) =>
    answerConfirm(site, c.var),
  );
  otherMethods(app, site, { path: confirmPath, allow: readAndPost });
}

async function showForm(site: Site, { visit, visitor }: Proven): Promise<Response> {
  const { user } = visitor;
  if (user.secondFactorSinceMs === undefined) return needsFactor(site, { visit, visitor });
  const view = await openView(site, visit, { hasForm: true });
  const { codes } = await listFactors(site.accounts, user);
  const page = site.pages.recoveryCodes(view, { codes, next: nextOf(visit) });
  return showPage(site, view, { page });
}

async function answerNew(site: Site, sent: Proven): Promise<Response> {
  const { visitor } = sent;
  const asked = { user: visitor.user, sessionIdHash: visitor.session.idHash };
  const outcome = await newRecoveryCodes(site.accounts, asked);
  if (outcome.ok) return showNew(site, sent, { codes: outcome.codes });
  return outcome.reason === 'gone'
    ? seeOther(site.link('/account/security', { next: nextOf(sent.visit) }))
    : needsFactor(site, sent);
}

async function answerConfirm(site: Site, sent: Proven & { readonly form: Form }): Promise<Response> {
  const { form, visit, visitor } = sent;
  const code = form.get('code') ?? '';
  if (code.trim() === '') return showNew(site, sent, { fault: 'empty' });
  const { user, session } = visitor;
  const { codes: before } = await listFactors(site.accounts, user);
  const asked = { user, sessionIdHash: session.idHash, code };
  const outcome = await confirmRecoveryCodes(site.accounts, asked, clientOf(site, visit));
  const next = nextOf(visit);
  if (outcome.ok) {
    visit.flash(before === undefined ? 'flash.recovery-codes-first' : 'flash.recovery-codes-made', 'success');
    return seeOther(next ?? site.link('/account/security'));
  }
  if (outcome.reason === 'wrong') return showNew(site, sent, { fault: 'wrong' });
  // Confirmed already, by a first click; or a day has gone by.
  return seeOther(site.link('/account/security', { next }));
}

/** The answer to a form, and no page of its own to come back to: nothing that can be read is kept of the codes. */
async function showNew(
  site: Site,
  { visit }: Proven,
  { codes, fault }: Partial<NewRecoveryCodesPage>,
): Promise<Response> {
  const view = await openView(site, visit, { hasForm: true });
  const page = site.pages.newRecoveryCodes(view, { codes, fault, next: nextOf(visit) });
  return showPage(site, view, { status: fault === undefined ? 200 : 422, page });
}

function needsFactor(site: Site, { visit }: Proven): Response {
  visit.flash('flash.recovery-codes-need-factor', 'info');
  return seeOther(site.link('/account/security', { next: nextOf(visit) }));
}
