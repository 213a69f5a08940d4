import { confirmFactor, type User } from '@latchkey/accounts';
import type { Visit } from '@latchkey/session';
import type { HonoLogin } from '@latchkey/session/hono';
import { checkedForm, sameOrigin } from '../checks/form.ts';
import { otherMethods, readAndPost } from '../checks/methods.ts';
import type { Form } from '../forms/decode-form.ts';
import { seeOther, showPage } from '../layout/page.ts';
import { openView } from '../layout/view.ts';
import { logInEnded } from '../login/ended.ts';
import { nextOf } from '../next.ts';
import { askedFactor, factorFields, sentFactor } from '../second-factor/asked-factor.ts';
import { flashCodesLeft } from '../second-factor/codes-left.ts';
import type { FactorFault } from '../second-factor/factor-forms.ts';
import { clientOf, type Guarded, type Site, type WebApp } from '../site.ts';
import { keptBehind } from '../step-up/kept-behind.ts';
import { confirmAndGoOn } from './go-on.ts';

/** `/confirm/factor`: the second factor once more. Whoever has none is led to where to get one. */
export function confirmFactorRoutes(app: WebApp, site: Site, guards: HonoLogin<User>): void {
  app.get('/confirm/factor', guards.requireLogin(), (c) => {
    const { visit, visitor } = c.var;
    if (visitor.user.secondFactorSinceMs === undefined) return leadToSetUp(site, visit);
    const wanted = new URL(visit.request.url).searchParams.get('by') ?? undefined;
    return showForm(site, c.var, { status: 200, wanted });
  });
  app.post(
    '/confirm/factor',
    sameOrigin(site),
    guards.requireLogin(),
    checkedForm(site, { fields: factorFields }),
    (c) => answerFactor(site, c.var),
  );
  otherMethods(app, site, { path: '/confirm/factor', allow: readAndPost });
}

function leadToSetUp(site: Site, visit: Visit<User>): Response {
  visit.flash('flash.second-factor-needed', 'warning');
  return seeOther(site.link('/account/security', { next: nextOf(visit) }));
}

async function answerFactor(site: Site, sent: Guarded & { readonly form: Form }): Promise<Response> {
  const { form, visit, visitor } = sent;
  const { user, session } = visitor;
  const next = nextOf(visit);
  // A log-in restored for another tab a moment ago: by now this browser has that tab's session.
  if (session === undefined) return seeOther(site.link('/confirm/factor', { next }));
  const shown = await sentFactor(site, visit, form);
  const again = (reason: FactorFault['reason']) =>
    showForm(site, sent, { status: 422, wanted: shown.by, fault: { by: shown.by, reason } });
  if (!shown.ok) return again(shown.reason);
  const asked = { user, sessionIdHash: session.idHash, answer: shown.answer };
  const outcome = await confirmFactor(site.accounts, asked, clientOf(site, visit));
  if (!outcome.ok && outcome.reason === 'ended') return logInEnded(site, visit);
  if (!outcome.ok && outcome.reason === 'gone') return seeOther(next ?? site.link('/dashboard'));
  if (!outcome.ok) return again(outcome.reason);
  flashCodesLeft(site, visit, { ...outcome, user });
  return confirmAndGoOn(site, sent, { proof: outcome.proof, wantsBoth: false });
}

interface Shown {
  readonly status: number;
  /** The way that the visitor has chosen. */
  readonly wanted: string | undefined;
  readonly fault?: FactorFault;
}

async function showForm(site: Site, guarded: Guarded, { status, wanted, fault }: Shown): Promise<Response> {
  const { visit, visitor } = guarded;
  const { user } = visitor;
  const view = await openView(site, visit, { hasForm: true });
  const next = nextOf(visit);
  const asked = await askedFactor(site, visit, { user, wanted });
  const action = (await keptBehind(site, guarded, next))?.kept.action;
  return showPage(site, view, {
    status,
    page: site.pages.confirmFactor(view, { ...asked, user, next, fault, action }),
  });
}
