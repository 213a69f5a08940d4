import { resendSignUp, type User } from '@latchkey/accounts';
import type { Visit } from '@latchkey/session';
import { checkedForm, sameOrigin } from '../checks/form.ts';
import { guestsOnly } from '../checks/guests.ts';
import { otherMethods, readAndPost, readOnly } from '../checks/methods.ts';
import { errorAnswer } from '../error/error-answer.ts';
import { seeOther, showPage } from '../layout/page.ts';
import { openView } from '../layout/view.ts';
import { nextOf } from '../next.ts';
import { clientOf, type Site, type WebApp } from '../site.ts';
import { signUpBrowser } from './sign-up-cookies.ts';

/** `/signup/sent`, where a sign-up waits for its mail, and the button there that sends it again. */
export function sentRoutes(app: WebApp, site: Site): void {
  app.get('/signup/sent', guestsOnly(site), async (c) => {
    const view = await openView(site, c.var.visit, { hasForm: true });
    return showPage(site, view, { page: site.pages.signUpSent(view, { next: nextOf(c.var.visit) }) });
  });
  otherMethods(app, site, { path: '/signup/sent', allow: readOnly });

  // Whoever is sent back to it by "open the page again" sees the page with the button.
  app.get('/signup/resend', (c) => seeOther(site.link('/signup/sent', { next: nextOf(c.var.visit) })));
  app.post('/signup/resend', sameOrigin(site), guestsOnly(site), checkedForm(site, { fields: [] }), (c) =>
    answerResend(site, c.var.visit),
  );
  otherMethods(app, site, { path: '/signup/resend', allow: readAndPost });
}

/** One answer, whether there was something to send, it was too early for it, or nobody signed up in this browser. */
async function answerResend(site: Site, visit: Visit<User>): Promise<Response> {
  const sent = site.link('/signup/sent', { next: nextOf(visit) });
  const outcome = await resendSignUp(site.accounts, signUpBrowser(visit), clientOf(site, visit));
  if (!outcome.ok) {
    const { retryAfterSeconds } = outcome;
    return errorAnswer(site, visit, { status: 429, retryAfterSeconds, openAgain: sent });
  }
  visit.flash('flash.sign-up-mail-again', 'info');
  return seeOther(sent);
}
