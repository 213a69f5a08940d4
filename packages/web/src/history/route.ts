import { listHistory, type User } from '@latchkey/accounts';
import type { HonoLogin } from '@latchkey/session/hono';
import { otherMethods, readOnly } from '../checks/methods.ts';
import { showPage } from '../layout/page.ts';
import { openView } from '../layout/view.ts';
import type { Site, WebApp } from '../site.ts';

/** `/account/history`: what happened to one's own account, from page to page by `?before=`. */
export function historyRoutes(app: WebApp, site: Site, guards: HonoLogin<User>): void {
  app.get('/account/history', guards.requireLogin(), async (c) => {
    const { visit, visitor } = c.var;
    const before = new URL(visit.request.url).searchParams.get('before') ?? undefined;
    const lines = await listHistory(site.accounts, visitor.user, { before });
    const view = await openView(site, visit);
    return showPage(site, view, {
      page: site.pages.history(view, { ...lines, isNewest: before === undefined }),
    });
  });
  otherMethods(app, site, { path: '/account/history', allow: readOnly });
}
