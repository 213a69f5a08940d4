import { exportData, type User } from '@latchkey/accounts';
import type { HonoLogin } from '@latchkey/session/hono';
import { checkedForm, sameOrigin } from '../checks/form.ts';
import { otherMethods, readAndPost } from '../checks/methods.ts';
import { errorAnswer } from '../error/error-answer.ts';
import { showPage } from '../layout/page.ts';
import { openView } from '../layout/view.ts';
import { clientOf, type Proven, type Site, type WebApp } from '../site.ts';

/**
 * `/account/data`: everything about oneself in a file. For whoever proved it just now, and by a POST: it says where somebody
 * has been, and a browser left open should not hand it out.
 */
export function dataRoutes(app: WebApp, site: Site, guards: HonoLogin<User>): void {
  app.get('/account/data', guards.requireFreshLogin(), async (c) => {
    const view = await openView(site, c.var.visit, { hasForm: true });
    return showPage(site, view, { page: site.pages.data(view) });
  });
  app.post(
    '/account/data',
    sameOrigin(site),
    guards.requireFreshLogin(),
    checkedForm(site, { fields: [] }),
    (c) => answerDownload(site, c.var),
  );
  otherMethods(app, site, { path: '/account/data', allow: readAndPost });
}

async function answerDownload(site: Site, { visit, visitor }: Proven): Promise<Response> {
  const outcome = await exportData(site.accounts, visitor.user, clientOf(site, visit));
  if (!outcome.ok) {
    const { retryAfterSeconds } = outcome;
    return errorAnswer(site, visit, {
      status: 429,
      retryAfterSeconds,
      openAgain: site.link('/account/data'),
    });
  }
  const { data } = outcome;
  const day = data.exportedAt.slice(0, 10);
  return new Response(`${JSON.stringify(data, null, 2)}\n`, {
    headers: {
      'Content-Type': 'application/json; charset=UTF-8',
      'Content-Disposition': `attachment; filename="account-data-${day}.json"`,
      'Cache-Control': 'no-store',
    },
  });
}
