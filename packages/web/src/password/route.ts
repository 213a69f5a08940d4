import { changePassword, type Fault, hasPassword, sessionStore, type User } from '@latchkey/accounts';
import type { LogInOptions, SessionRecord } from '@latchkey/session';
import { checkedForm, sameOrigin } from '../checks/form.ts';
import { otherMethods, readAndPost } from '../checks/methods.ts';
import { errorAnswer } from '../error/error-answer.ts';
import type { Form } from '../forms/decode-form.ts';
import { seeOther, showPage } from '../layout/page.ts';
import { openView } from '../layout/view.ts';
import { logInEnded } from '../login/ended.ts';
import { rememberBrowser } from '../login/known-browser.ts';
import { clientOf, type Proven, type Site, type WebApp } from '../site.ts';
import { requireOwner } from '../step-up/owner.ts';

/** `/account/password`: for the owner, who proved it just now. */
export function passwordRoutes(app: WebApp, site: Site): void {
  app.get('/account/password', requireOwner(site), (c) => showForm(site, c.var, { status: 200 }));
  app.post(
    '/account/password',
    sameOrigin(site),
    requireOwner(site),
    checkedForm(site, { fields: ['current_password', 'password', 'confirm_password'] }),
    (c) => answerChange(site, c.var),
  );
  otherMethods(app, site, { path: '/account/password', allow: readAndPost });
}

async function answerChange(site: Site, sent: Proven & { readonly form: Form }): Promise<Response> {
  const { form, visit, visitor } = sent;
  const change = {
    user: visitor.user,
    sessionIdHash: visitor.session.idHash,
    currentPassword: form.get('current_password') ?? '',
    password: form.get('password') ?? '',
    confirmPassword: form.get('confirm_password') ?? '',
  };
  const remembered = await rememberedFor(site, visitor.session);
  const isFirst = !(await hasPassword(site.accounts.database.kysely, visitor.user.id));
  const outcome = await changePassword(site.accounts, change, clientOf(site, visit));
  if (outcome.ok) return goOnUnderNewId(site, sent, { user: outcome.user, remembered, isFirst });
  if (outcome.reason === 'faults') return showForm(site, sent, { status: 422, faults: outcome.faults });
  if (outcome.reason === 'ended') return logInEnded(site, visit);
  // A second click, most likely: the first one's answer brings new cookies, which this one must not take away.
  if (outcome.reason === 'gone') return seeOther(site.link('/dashboard'));
  const { retryAfterSeconds } = outcome;
  return errorAnswer(site, visit, {
    status: 503,
    retryAfterSeconds,
    openAgain: site.link('/account/password'),
  });
}

/** Whether this browser is remembered, and for how long where its log-in said so: it shall be afterwards as it was before. */
async function rememberedFor(site: Site, { series }: SessionRecord): Promise<LogInOptions> {
  if (series === undefined) return { remember: false };
  const found = await sessionStore(site.accounts).findSeries(series);
  const lifetimeMs = found?.series.lifetimeMs;
  return { remember: true, ...(lifetimeMs === undefined ? {} : { duration: lifetimeMs / 1000 }) };
}

interface Changed {
  readonly user: User;
  readonly remembered: LogInOptions;
  /** The account had none before. */
  readonly isFirst: boolean;
}

/**
 * Every session and remember token of the account has ended; this browser goes on, under ids that nobody has seen, with what it
 * had proven before. The browsers that knew the account have ended too: this one is known again.
 */
async function goOnUnderNewId(
  site: Site,
  { visit, visitor }: Proven,
  { user, remembered, isFirst }: Changed,
): Promise<Response> {
  const { forced, proofs: before } = visitor.session;
  const others = before.filter(({ factor }) => factor !== 'password');
  const proofs = [...others, { factor: 'password', atMs: site.accounts.clock() }];
  const loggedIn = await visit.logIn(user, { ...remembered, force: forced, proofs });
  if (loggedIn.ok) rememberBrowser(site, visit, { user });
  visit.flash(isFirst ? 'flash.password-set' : 'flash.password-changed', 'success');
  return seeOther(site.link(loggedIn.ok ? '/dashboard' : '/login'));
}

async function showForm(
  site: Site,
  { visit, visitor }: Proven,
  { status, faults = [] }: { readonly status: number; readonly faults?: readonly Fault[] },
): Promise<Response> {
  const { user } = visitor;
  const view = await openView(site, visit, { hasForm: true });
  const isFirst = !(await hasPassword(site.accounts.database.kysely, user.id));
  return showPage(site, view, { status, page: site.pages.password(view, { user, faults, isFirst }) });
}
