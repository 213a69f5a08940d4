import type { User } from '@latchkey/accounts';
import type { HonoLogin } from '@latchkey/session/hono';
import { otherMethods, readOnly } from '../checks/methods.ts';
import { showPage } from '../layout/page.ts';
import { openView } from '../layout/view.ts';
import type { Site, WebApp } from '../site.ts';

/** `/dashboard`: for whoever is logged in. */
export function dashboardRoutes(app: WebApp, site: Site, guards: HonoLogin<User>): void {
  app.get('/dashboard', guards.requireLogin(), async (c) => {
    const view = await openView(site, c.var.visit);
    return showPage(site, view, { page: site.pages.dashboard(view, { user: c.var.visitor.user }) });
  });
  otherMethods(app, site, { path: '/dashboard', allow: readOnly });
}
