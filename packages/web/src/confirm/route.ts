import { askForOwnPasskey, confirmFactor, confirmPassword, listFactors, type User } from '@latchkey/accounts';
import type { SessionRecord } from '@latchkey/session';
import type { HonoLogin } from '@latchkey/session/hono';
import { checkedForm, sameOrigin } from '../checks/form.ts';
import { otherMethods, readAndPost } from '../checks/methods.ts';
import { errorAnswer } from '../error/error-answer.ts';
import type { Form } from '../forms/decode-form.ts';
import { seeOther, showPage } from '../layout/page.ts';
import { openView } from '../layout/view.ts';
import { logInEnded } from '../login/ended.ts';
import { nextOf } from '../next.ts';
import { passkeyAsk } from '../passkeys/relying-party.ts';
import { clientOf, type Guarded, type Site, type WebApp } from '../site.ts';
import { confirmBoth } from '../step-up/factor-page.ts';
import { keptBehind } from '../step-up/kept-behind.ts';
import { confirmAndGoOn } from './go-on.ts';
import type { ConfirmFault } from './page.ts';

/** `/confirm`: the first factor once more. Fresh visitors see its form too: a page may ask for less than 15 minutes. */
export function confirmRoutes(app: WebApp, site: Site, guards: HonoLogin<User>): void {
  app.get('/confirm', guards.requireLogin(), (c) => showForm(site, c.var));
  app.post(
    '/confirm',
    sameOrigin(site),
    guards.requireLogin(),
    checkedForm(site, { fields: ['password', 'response'] }),
    (c) => answerConfirm(site, c.var),
  );
  otherMethods(app, site, { path: '/confirm', allow: readAndPost });
}

type Sent = Guarded & { readonly form: Form };

async function answerConfirm(site: Site, sent: Sent): Promise<Response> {
  const { form, visit, visitor } = sent;
  const { session } = visitor;
  const next = nextOf(visit);
  // A log-in restored for another tab a moment ago: by now this browser has that tab's session.
  if (session === undefined) {
    return seeOther(wantsBoth(sent) ? confirmBoth(site.link, { next }) : site.link('/confirm', { next }));
  }
  const response = form.get('response') ?? '';
  return response === ''
    ? answerPassword(site, sent, session)
    : answerPasskey(site, sent, { session, response });
}

async function answerPassword(site: Site, sent: Sent, session: SessionRecord): Promise<Response> {
  const { form, visit, visitor } = sent;
  const { user } = visitor;
  const password = form.get('password') ?? '';
  if (password === '') return showForm(site, sent, { by: 'password', reason: 'empty' });
  const asked = { user, sessionIdHash: session.idHash, password };
  const outcome = await confirmPassword(site.accounts, asked, clientOf(site, visit));
  if (outcome.ok) return confirmAndGoOn(site, sent, { proof: outcome.proof, wantsBoth: wantsBoth(sent) });
  const next = nextOf(visit);
  if (outcome.reason === 'wrong') return showForm(site, sent, { by: 'password', reason: 'wrong' });
  if (outcome.reason === 'ended') return logInEnded(site, visit);
  if (outcome.reason === 'gone') return seeOther(next ?? site.link('/dashboard'));
  const openAgain = site.link('/confirm', { next });
  return errorAnswer(site, visit, { status: 503, retryAfterSeconds: outcome.retryAfterSeconds, openAgain });
}

async function answerPasskey(
  site: Site,
  sent: Sent,
  { session, response }: { readonly session: SessionRecord; readonly response: string },
): Promise<Response> {
  const { visit, visitor } = sent;
  const answer = { by: 'passkey', answer: { ...(await passkeyAsk(site, visit)), response } } as const;
  const asked = { user: visitor.user, sessionIdHash: session.idHash, answer };
  const outcome = await confirmFactor(site.accounts, asked, clientOf(site, visit));
  if (outcome.ok) return confirmAndGoOn(site, sent, { proof: outcome.proof, wantsBoth: wantsBoth(sent) });
  if (outcome.reason === 'ended') return logInEnded(site, visit);
  if (outcome.reason === 'gone') return seeOther(nextOf(visit) ?? site.link('/dashboard'));
  return showForm(site, sent, { by: 'passkey', reason: 'wrong' });
}

function wantsBoth({ visit }: Guarded): boolean {
  return new URL(visit.request.url).searchParams.get('then') === 'factor';
}

async function showForm(site: Site, guarded: Guarded, fault?: ConfirmFault): Promise<Response> {
  const { visit, visitor } = guarded;
  const { user } = visitor;
  const view = await openView(site, visit, { hasForm: true });
  const next = nextOf(visit);
  const { hasPassword, passkeys } = await listFactors(site.accounts, user);
  const page = site.pages.confirm(view, {
    next,
    user,
    fault,
    hasPassword,
    passkeyOptions:
      passkeys.length === 0
        ? undefined
        : await askForOwnPasskey(site.accounts, { ...(await passkeyAsk(site, visit)), user }),
    wantsBoth: wantsBoth(guarded),
    action: (await keptBehind(site, guarded, next))?.kept.action,
  });
  return showPage(site, view, { status: fault === undefined ? 200 : 422, page });
}
