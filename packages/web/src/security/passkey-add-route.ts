import { addPasskey, askForNewPasskey, refusalToAdd } from '@latchkey/accounts';
import { checkedForm, sameOrigin } from '../checks/form.ts';
import { otherMethods, readAndPost } from '../checks/methods.ts';
import type { Form } from '../forms/decode-form.ts';
import { seeOther, showPage } from '../layout/page.ts';
import { openView } from '../layout/view.ts';
import { nextOf } from '../next.ts';
import { passkeyAsk } from '../passkeys/relying-party.ts';
import { clientOf, type Proven, type Site, type WebApp } from '../site.ts';
import { requireOwner } from '../step-up/owner.ts';
import { goOnWithFactor } from './go-on.ts';
import type { PasskeyAddPage } from './passkey-add-page.ts';
import { unprovenPage } from './unproven-page.ts';

const path = '/account/security/passkeys/add';

/** `/account/security/passkeys/add`: one more passkey or security key. */
export function passkeyAddRoutes(app: WebApp, site: Site): void {
  app.get(path, requireOwner(site), (c) => showForm(site, c.var, { status: 200 }));
  app.post(
    path,
    sameOrigin(site),
    requireOwner(site),
    checkedForm(site, { fields: ['name', 'response'] }),
    (c) => answer(site, c.var),
  );
  otherMethods(app, site, { path, allow: readAndPost });
}

async function answer(site: Site, sent: Proven & { readonly form: Form }): Promise<Response> {
  const { form, visit, visitor } = sent;
  const { user, session } = visitor;
  const name = form.get('name') ?? '';
  const answered = { ...(await passkeyAsk(site, visit)), response: form.get('response') ?? '' };
  const enrolling = { user, sessionIdHash: session.idHash };
  const outcome = await addPasskey(
    site.accounts,
    { enrolling, name, answer: answered },
    clientOf(site, visit),
  );
  if (outcome.ok) return goOnWithFactor(site, sent, outcome);
  const { reason } = outcome;
  const next = nextOf(visit);
  if (reason === 'unproven-address') return seeOther(site.link(path, { next }));
  if (reason === 'gone') return seeOther(site.link('/account/security', { next }));
  return showForm(site, sent, { status: 422, name, fault: reason });
}

interface Shown {
  readonly status: number;
  readonly name?: string;
  readonly fault?: PasskeyAddPage['fault'];
}

async function showForm(
  site: Site,
  { visit, visitor }: Proven,
  { status, name, fault }: Shown,
): Promise<Response> {
  const { accounts, pages } = site;
  const { user } = visitor;
  const next = nextOf(visit);
  const view = await openView(site, visit, { hasForm: true });
  if (refusalToAdd(accounts, { user }) !== undefined) {
    const page = unprovenPage(view, { title: view.text['passkey-add.title'], at: path, next });
    return showPage(site, view, { page });
  }
  const options = await askForNewPasskey(accounts, { ...(await passkeyAsk(site, visit)), user });
  return showPage(site, view, { status, page: pages.passkeyAdd(view, { options, name, fault, next }) });
}
