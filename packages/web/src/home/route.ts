import { otherMethods, readOnly } from '../checks/methods.ts';
import { showPage } from '../layout/page.ts';
import { openView } from '../layout/view.ts';
import type { Site, WebApp } from '../site.ts';

/** `/`: public. */
export function homeRoutes(app: WebApp, site: Site): void {
  app.get('/', async (c) => {
    const view = await openView(site, c.var.visit);
    return showPage(site, view, { page: site.pages.home(view) });
  });
  otherMethods(app, site, { path: '/', allow: readOnly });
}
