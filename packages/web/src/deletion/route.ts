import { askForDeletion, type Fault, listSessions } from '@latchkey/accounts';
import { checkedForm, sameOrigin } from '../checks/form.ts';
import { otherMethods, readAndPost } from '../checks/methods.ts';
import type { Form } from '../forms/decode-form.ts';
import { seeOther, showPage } from '../layout/page.ts';
import { openView } from '../layout/view.ts';
import { clientOf, type Proven, type Site, type WebApp } from '../site.ts';
import { requireOwner } from '../step-up/owner.ts';

/** `/account/delete`: for the owner, who typed whose account it is. */
export function deletionRoutes(app: WebApp, site: Site): void {
  app.get('/account/delete', requireOwner(site), (c) => showForm(site, c.var, { status: 200 }));
  app.post(
    '/account/delete',
    sameOrigin(site),
    requireOwner(site),
    checkedForm(site, { fields: ['confirmation'] }),
    (c) => answerDeletion(site, c.var),
  );
  otherMethods(app, site, { path: '/account/delete', allow: readAndPost });
}

async function answerDeletion(site: Site, sent: Proven & { readonly form: Form }): Promise<Response> {
  const { form, visit, visitor } = sent;
  const confirmation = form.get('confirmation') ?? '';
  const asked = { user: visitor.user, sessionIdHash: visitor.session.idHash, confirmation };
  const outcome = await askForDeletion(site.accounts, asked, clientOf(site, visit));
  if (!outcome.ok && outcome.reason === 'faults') {
    return showForm(site, sent, { status: 422, typed: confirmation, faults: outcome.faults });
  }
  // The log-in has ended meanwhile, or a second click: the guard of that page says how it stands.
  if (!outcome.ok) return seeOther(site.link('/account'));
  await visit.logOut();
  site.protection.forget(visit);
  visit.flash('flash.deletion-asked', 'warning');
  return seeOther(site.link('/'), { 'Clear-Site-Data': '"cache"' });
}

interface Shown {
  readonly status: number;
  readonly typed?: string;
  readonly faults?: readonly Fault[];
}

async function showForm(
  site: Site,
  { visit, visitor }: Proven,
  { status, typed = '', faults = [] }: Shown,
): Promise<Response> {
  const { user, session } = visitor;
  const view = await openView(site, visit, { hasForm: true });
  const sessions = await listSessions(site.accounts, user, { current: session.idHash });
  const page = site.pages.deletion(view, { user, sessionCount: sessions.length, typed, faults });
  return showPage(site, view, { status, page });
}
