import { endTrustedBrowser, listFactors, refusalToAdd, type User } from '@latchkey/accounts';
import type { HonoLogin } from '@latchkey/session/hono';
import { checkedForm, sameOrigin } from '../checks/form.ts';
import { otherMethods, readAndPost, readOnly } from '../checks/methods.ts';
import type { Form } from '../forms/decode-form.ts';
import { seeOther, showPage } from '../layout/page.ts';
import { openView } from '../layout/view.ts';
import { nextOf } from '../next.ts';
import { clientOf, type Guarded, type Proven, type Site, type WebApp } from '../site.ts';
import { requireOwner } from '../step-up/owner.ts';
import { codesRoutes } from './codes-route.ts';
import { passkeyAddRoutes } from './passkey-add-route.ts';
import { passkeyRenameRoutes } from './passkey-rename-route.ts';
import { removalRoutes } from './removal-route.ts';
import { totpRoutes } from './totp-route.ts';

/**
 * `/account/security`: how one logs in. To look at it takes a log-in; whatever changes something asks for everything that its
 * owner has (ASVS 7.5.1): whoever has stolen a session must not get a factor of his own.
 */
export function securityRoutes(app: WebApp, site: Site, guards: HonoLogin<User>): void {
  app.get('/account/security', guards.requireLogin(), (c) => showSecurity(site, c.var));
  otherMethods(app, site, { path: '/account/security', allow: readOnly });
  totpRoutes(app, site);
  passkeyAddRoutes(app, site);
  passkeyRenameRoutes(app, site);
  removalRoutes(app, site);
  codesRoutes(app, site);

  const endPath = '/account/security/browsers/end';
  // Whoever is sent back to it, by "open the page again" or a proof, sees the page with the button.
  app.get(endPath, () => seeOther(site.link('/account/security')));
  app.post(endPath, sameOrigin(site), requireOwner(site), checkedForm(site, { fields: ['browser'] }), (c) =>
    answerEnd(site, c.var),
  );
  otherMethods(app, site, { path: endPath, allow: readAndPost });
}

async function showSecurity(site: Site, { visit, visitor }: Guarded): Promise<Response> {
  const { accounts, pages } = site;
  const { user } = visitor;
  const view = await openView(site, visit, { hasForm: true });
  const page = pages.security(view, {
    user,
    factors: await listFactors(accounts, user),
    isRequired: accounts.factors.second === 'required',
    mayAdd: refusalToAdd(accounts, { user }) === undefined,
    next: nextOf(visit),
  });
  return showPage(site, view, { page });
}

async function answerEnd(
  site: Site,
  { visit, visitor, form }: Proven & { readonly form: Form },
): Promise<Response> {
  const { user, session } = visitor;
  const ended = { user, sessionIdHash: session.idHash, handle: form.get('browser') ?? '' };
  const outcome = await endTrustedBrowser(site.accounts, ended, clientOf(site, visit));
  if (outcome.ok) visit.flash('flash.browser-not-trusted', 'success');
  else visit.flash('flash.browser-gone', 'info');
  return seeOther(site.link('/account/security'));
}
