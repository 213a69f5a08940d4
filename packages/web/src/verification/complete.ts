import { completeSignUp, type User } from '@latchkey/accounts';
import type { Visit } from '@latchkey/session';
import { errorAnswer } from '../error/error-answer.ts';
import type { Form } from '../forms/decode-form.ts';
import { forgetMailedToken } from '../layout/mailed-link.ts';
import { seeOther } from '../layout/page.ts';
import { logInAtOnce } from '../signup/log-in-at-once.ts';
import { forgetSignUp, signUpBrowser, signUpNext } from '../signup/sign-up-cookies.ts';
import { clientOf, type Site } from '../site.ts';
import type { VerifyPage, VerifySignUp } from './page.ts';

export interface SentForm<Opened> {
  readonly opened: Opened;
  readonly form: Form;
}

/** The button under a link to a sign-up: it becomes an account, or the page comes back with what is wrong. */
export async function answerSignUpLink(
  site: Site,
  visit: Visit<User>,
  { opened, form }: SentForm<VerifySignUp>,
): Promise<Response | VerifyPage | 'over'> {
  const { mailedToken: token, isHere } = opened;
  const password = form.get('password') ?? '';
  const username = form.get('username');
  if (!isHere && password === '') return { ...opened, passwordFault: 'empty', typedUsername: username };
  const asked = { token, browser: signUpBrowser(visit), password, username };
  const outcome = await completeSignUp(site.accounts, asked, clientOf(site, visit));
  if (outcome.ok) return welcome(site, visit, outcome);
  if (outcome.reason === 'over') return 'over';
  if (outcome.reason === 'wrong') return { ...opened, passwordFault: 'wrong', typedUsername: username };
  if (outcome.reason === 'faults') return { ...opened, faults: outcome.faults, typedUsername: username };
  return errorAnswer(site, visit, {
    status: outcome.reason === 'limited' ? 429 : 503,
    retryAfterSeconds: outcome.retryAfterSeconds,
    openAgain: site.link('/verify'),
  });
}

interface Completed {
  readonly user: User;
  readonly isHere: boolean;
}

/** Logged in at once only in the browser that signed up: elsewhere a link would be a password in a mailbox. */
async function welcome(site: Site, visit: Visit<User>, { user, isHere }: Completed): Promise<Response> {
  const next = isHere ? signUpNext(visit) : undefined;
  forgetMailedToken(site, visit);
  if (isHere) forgetSignUp(site, visit);
  const visitor = await visit.visitor();
  if (visitor.state !== 'anonymous') {
    visit.flash('flash.sign-up-completed-other', 'success');
    return seeOther(site.link('/dashboard'));
  }
  if (isHere && site.signUpLogsIn) {
    const flash = {
      loggedIn: 'flash.sign-up-completed-logged-in',
      created: 'flash.sign-up-completed',
    } as const;
    return logInAtOnce(site, visit, { user, factor: 'sign-up-link', next, flash });
  }
  visit.flash('flash.sign-up-completed', 'success');
  return seeOther(site.link('/login', { next }));
}
