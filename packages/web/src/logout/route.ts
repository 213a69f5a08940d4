import { recordAudit, type User } from '@latchkey/accounts';
import type { Visit } from '@latchkey/session';
import type { MiddlewareHandler } from 'hono';
import { checkedForm, sameOrigin } from '../checks/form.ts';
import { otherMethods, readAndPost } from '../checks/methods.ts';
import { seeOther, showPage } from '../layout/page.ts';
import { openView } from '../layout/view.ts';
import { nextOf } from '../next.ts';
import { type Site, type VisitEnv, type WebApp, whoAsks } from '../site.ts';

/** `/logout`: a GET only asks, because any page could make a browser send one. */
export function logOutRoutes(app: WebApp, site: Site): void {
  app.get('/logout', async (c) => {
    const view = await openView(site, c.var.visit, { hasForm: true });
    return showPage(site, view, { page: site.pages.logOut(view) });
  });
  app.post('/logout', sameOrigin(site), loggedInOnly(site), checkedForm(site, { fields: [] }), async (c) => {
    await logOut(site, c.var.visit);
    c.var.visit.flash('flash.logged-out', 'info');
    return seeOther(nextOf(c.var.visit) ?? site.link('/login'), { 'Clear-Site-Data': '"cache"' });
  });
  otherMethods(app, site, { path: '/logout', allow: readAndPost });
}

/** Whoever is logged out already has what they asked for. */
function loggedInOnly(site: Site): MiddlewareHandler<VisitEnv> {
  return async (c, next) => {
    const visitor = await c.var.visit.visitor();
    if (visitor.state === 'anonymous') return seeOther(nextOf(c.var.visit) ?? site.link('/login'));
    return void (await next());
  };
}

async function logOut(site: Site, visit: Visit<User>): Promise<void> {
  const visitor = await visit.visitor();
  await visit.logOut();
  site.protection.forget(visit);
  if (visitor.state === 'anonymous') return;
  const userId = visitor.user.id;
  await recordAudit(site.accounts, { event: 'log-out', result: 'success', userId, client: whoAsks(visit) });
}
