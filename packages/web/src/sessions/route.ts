import { endOtherSessions, endSessionOf, listSessions, type User } from '@latchkey/accounts';
import type { HonoLogin } from '@latchkey/session/hono';
import { checkedForm, sameOrigin } from '../checks/form.ts';
import { otherMethods, readAndPost, readOnly } from '../checks/methods.ts';
import type { Form } from '../forms/decode-form.ts';
import { seeOther, showPage } from '../layout/page.ts';
import { openView } from '../layout/view.ts';
import { clientOf, type Guarded, type Proven, type Site, type WebApp } from '../site.ts';
import { stepUpOf } from '../step-up/owner.ts';
import { resumeEnd, resumeEndOthers } from './resumes.ts';

/**
 * `/account/sessions`: where one is logged in. To end something takes a fresh log-in (ASVS 7.5.2): whoever has stolen a
 * session must not throw its owner out.
 */
export function sessionsRoutes(app: WebApp, site: Site, guards: HonoLogin<User>): void {
  const { requireFreshLogin } = stepUpOf(site);
  app.get('/account/sessions', guards.requireLogin(), (c) => showSessions(site, c.var));
  app.post(
    '/account/sessions/end',
    sameOrigin(site),
    requireFreshLogin({ resumes: resumeEnd(site) }),
    checkedForm(site, { fields: ['session'] }),
    (c) => answerEnd(site, c.var),
  );
  app.post(
    '/account/sessions/end-others',
    sameOrigin(site),
    requireFreshLogin({ resumes: resumeEndOthers(site) }),
    checkedForm(site, { fields: [] }),
    (c) => answerEndOthers(site, c.var),
  );
  otherMethods(app, site, { path: '/account/sessions', allow: readOnly });
  for (const path of ['/account/sessions/end', '/account/sessions/end-others'] as const) {
    // Whoever logs in on the way to one of them comes back with a GET.
    app.get(path, () => seeOther(site.link('/account/sessions')));
    otherMethods(app, site, { path, allow: readAndPost });
  }
}

async function showSessions(site: Site, { visit, visitor }: Guarded): Promise<Response> {
  const view = await openView(site, visit, { hasForm: true });
  const current = visitor.session?.idHash;
  const sessions = await listSessions(site.accounts, visitor.user, { current });
  return showPage(site, view, { page: site.pages.sessions(view, { sessions }) });
}

async function answerEnd(
  site: Site,
  { visit, visitor, form }: Proven & { readonly form: Form },
): Promise<Response> {
  const { user, session } = visitor;
  const asked = { user, handle: form.get('session') ?? '', current: session.idHash };
  const outcome = await endSessionOf(site.accounts, asked, clientOf(site, visit));
  if (outcome.ok && outcome.isCurrent) {
    await visit.logOut();
    site.protection.forget(visit);
    visit.flash('flash.logged-out', 'info');
    return seeOther(site.link('/login'), { 'Clear-Site-Data': '"cache"' });
  }
  if (outcome.ok) visit.flash('flash.session-ended', 'success');
  else visit.flash('flash.session-gone', 'info');
  return seeOther(site.link('/account/sessions'));
}

async function answerEndOthers(site: Site, { visit, visitor }: Proven): Promise<Response> {
  const { user, session } = visitor;
  const others = { user, keep: session.idHash };
  const outcome = await endOtherSessions(site.accounts, others, clientOf(site, visit));
  if (!outcome.ok) return seeOther(site.link('/account'));
  visit.flash('flash.sessions-ended', 'success');
  return seeOther(site.link('/account/sessions'));
}
