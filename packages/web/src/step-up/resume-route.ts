import { dropKeptRequest, type User } from '@latchkey/accounts';
import type { HonoLogin } from '@latchkey/session/hono';
import { checkedForm, sameOrigin } from '../checks/form.ts';
import { otherMethods, readAndPost, readOnly } from '../checks/methods.ts';
import type { Form } from '../forms/decode-form.ts';
import { seeOther, showPage } from '../layout/page.ts';
import { openView } from '../layout/view.ts';
import { addressOf } from '../next.ts';
import type { Guarded, Site, WebApp } from '../site.ts';
import { keptBehind } from './kept-behind.ts';

/**
 * `/confirm/resume`: the form that was sent before a proof, named, and one button that sends it again. To look at it changes
 * nothing; its own route asks for the proof once more, and ends it when it is done.
 */
export function resumeRoutes(app: WebApp, site: Site, guards: HonoLogin<User>): void {
  app.get('/confirm/resume', guards.requireLogin(), (c) => showKept(site, c.var));
  otherMethods(app, site, { path: '/confirm/resume', allow: readOnly });
  app.get('/confirm/resume/drop', () => seeOther(site.link('/dashboard')));
  app.post(
    '/confirm/resume/drop',
    sameOrigin(site),
    guards.requireLogin(),
    checkedForm(site, { fields: ['of'] }),
    (c) => answerDrop(site, c.var),
  );
  otherMethods(app, site, { path: '/confirm/resume/drop', allow: readAndPost });
}

async function showKept(site: Site, guarded: Guarded): Promise<Response> {
  const { visit } = guarded;
  const found = await keptBehind(site, guarded, addressOf(visit));
  if (found === undefined) {
    if (new URL(visit.request.url).searchParams.has('of')) visit.flash('flash.resume-over', 'info');
    return seeOther(site.link('/dashboard'));
  }
  const view = await openView(site, visit, { hasForm: true });
  return showPage(site, view, { page: site.pages.resume(view, found) });
}

async function answerDrop(site: Site, sent: Guarded & { readonly form: Form }): Promise<Response> {
  const { visit, visitor, form } = sent;
  const { session } = visitor;
  const asked = site.link('/confirm/resume', { of: form.get('of') ?? '' });
  const found = await keptBehind(site, sent, asked);
  if (session !== undefined && found !== undefined) {
    await dropKeptRequest(site.accounts, { sessionIdHash: session.idHash });
    visit.flash('flash.resume-dropped', 'info');
  } else visit.flash('flash.resume-over', 'info');
  return seeOther(site.link('/dashboard'));
}
