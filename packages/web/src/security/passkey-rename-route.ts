import { renamePasskey } from '@latchkey/accounts';
import { checkedForm, sameOrigin } from '../checks/form.ts';
import { otherMethods, readAndPost } from '../checks/methods.ts';
import type { Form } from '../forms/decode-form.ts';
import { seeOther, showPage } from '../layout/page.ts';
import { openView } from '../layout/view.ts';
import { clientOf, type Proven, type Site, type WebApp } from '../site.ts';
import { requireOwner } from '../step-up/owner.ts';
import { askedPasskey, ownPasskey, passkeyGone } from './own-passkey.ts';

const path = '/account/security/passkeys/rename';

/** `/account/security/passkeys/rename?passkey=…` */
export function passkeyRenameRoutes(app: WebApp, site: Site): void {
  app.get(path, requireOwner(site), (c) => showForm(site, c.var, { id: askedPasskey(c.var) }));
  app.post(
    path,
    sameOrigin(site),
    requireOwner(site),
    checkedForm(site, { fields: ['passkey', 'name'] }),
    (c) => answer(site, c.var),
  );
  otherMethods(app, site, { path, allow: readAndPost });
}

async function answer(site: Site, sent: Proven & { readonly form: Form }): Promise<Response> {
  const { form, visit, visitor } = sent;
  const { user, session } = visitor;
  const [id, name] = [form.get('passkey') ?? '', form.get('name') ?? ''];
  const renamed = { user, sessionIdHash: session.idHash, id, name };
  const outcome = await renamePasskey(site.accounts, renamed, clientOf(site, visit));
  if (outcome.ok) {
    visit.flash('flash.passkey-renamed', 'success');
    return seeOther(site.link('/account/security'));
  }
  if (outcome.reason === 'gone') return passkeyGone(site, sent);
  return showForm(site, sent, { id, name, fault: outcome.reason });
}

interface Shown {
  readonly id: string;
  readonly name?: string;
  readonly fault?: 'name';
}

async function showForm(site: Site, asked: Proven, { id, name, fault }: Shown): Promise<Response> {
  const passkey = await ownPasskey(site, asked, id);
  if (passkey === undefined) return passkeyGone(site, asked);
  const view = await openView(site, asked.visit, { hasForm: true });
  const page = site.pages.passkeyRename(view, { passkey, name, fault });
  return showPage(site, view, { status: fault === undefined ? 200 : 422, page });
}
