import { randomBytes } from 'node:crypto';
import type { Accounts, User } from '@latchkey/accounts';
import type { Login, Random } from '@latchkey/session';
import { type HonoLogin, honoLogin } from '@latchkey/session/hono';
import { Hono, type MiddlewareHandler } from 'hono';
import { accountRoutes } from './account/route.ts';
import type { Accent } from './assets/accent.ts';
import { readAssets } from './assets/assets.ts';
import { assetRoutes } from './assets/route.ts';
import { smallEnough } from './checks/size.ts';
import { codedError } from './coded-error.ts';
import { confirmFactorRoutes } from './confirm/factor-route.ts';
import { confirmRoutes } from './confirm/route.ts';
import { createProtection } from './csrf/protection.ts';
import { dashboardRoutes } from './dashboard/route.ts';
import { dataRoutes } from './data/route.ts';
import { deletionRoutes } from './deletion/route.ts';
import { mailedChangeRoutes } from './email-change/mailed-route.ts';
import { emailChangeRoutes } from './email-change/route.ts';
import { errorAnswer } from './error/error-answer.ts';
import { failed } from './error/failed.ts';
import { contentPolicy, securityHeaders } from './headers.ts';
import { historyRoutes } from './history/route.ts';
import { homeRoutes } from './home/route.ts';
import { seeOther } from './layout/page.ts';
import { createLink, type Link } from './links.ts';
import { logInRoutes } from './login/route.ts';
import { logOutRoutes } from './logout/route.ts';
import { magicLinkRoutes } from './magic-link/ask-route.ts';
import { openLinkRoutes } from './magic-link/open-route.ts';
import { createCatalogues, type OwnMessages } from './messages/messages.ts';
import { ourPages, type Pages } from './pages.ts';
import { minimumPasswordLength } from './password/minimum-length.ts';
import { passwordRoutes } from './password/route.ts';
import { forgotRoutes } from './recovery/forgot-route.ts';
import { resetRoutes } from './recovery/reset-route.ts';
import { secondFactorRoutes } from './second-factor/route.ts';
import { setUpRoutes } from './second-factor/set-up-route.ts';
import { passkeyEndpoints } from './security/endpoints.ts';
import { securityRoutes } from './security/route.ts';
import { sessionsRoutes } from './sessions/route.ts';
import { signUpRoutes } from './signup/route.ts';
import type { FormLimits, Site, VisitEnv, WebApp } from './site.ts';
import { resumeRoutes } from './step-up/resume-route.ts';
import { usernameRoutes } from './username/route.ts';
import { verifyRoutes } from './verification/route.ts';

export interface WebSettings {
  /** Over `sessionStore(accounts)`; `loginFor(accounts)` has what else it needs. */
  readonly login: Login<User>;
  readonly accounts: Accounts;
  /** Default `Latchkey`. */
  readonly siteName?: string;
  /** In front of every path: `/auth` makes `/auth/login`. Default none. */
  readonly prefix?: string;
  /** Adds Strict-Transport-Security. Default false. */
  readonly production?: boolean;
  /** A new account is logged in at once, instead of going to the log-in page. Default false. */
  readonly signUpLogsIn?: boolean;
  /** Your own pages in place of ours, by name; each is a function of plain data. */
  readonly pages?: Partial<Pages>;
  /** Your own texts by language, in place of ours (`en`, `de`) or beside them. */
  readonly messages?: OwnMessages;
  /** The language (BCP 47) where a browser asks for none of those there are. Default `en`. */
  readonly language?: string;
  /** The languages that a browser may ask for. Default all there are texts for. */
  readonly languages?: readonly string[];
  /** Offers a log-in by a link in a mail; needs the accounts' mail. Default false. */
  readonly magicLink?: boolean;
  readonly accent?: Accent;
  /** How much a form may send. Defaults 64 KiB and 100 fields. */
  readonly limits?: Partial<FormLimits>;
  /** Told about what the visitor sees only as a number, with that number. Default: nobody. */
  onError?(error: unknown, id: string): void;
  /** Unguessable bytes, for the tokens of forms. Default `randomBytes` of Node; only tests give another. */
  readonly random?: Random;
}

/**
 * The pages: home, sign-up, log-in and log-out; a forgotten password, and log-in by mail; the dashboard;
 * and the account with its password, user name, address, sessions, history, data and deletion. The paths
 * hold the prefix already, so a Hono application takes them with `app.route('/', createWeb(…))`, after its
 * own routes where the prefix is empty; everything else calls `fetch`.
 * @throws `prefix-invalid`, `prefix-mismatch`, `language-missing`, `message-unknown`, `message-invalid`,
 * `accent-invalid`, `mail-missing` for `magicLink` without the accounts' mail, and
 * `client-address-missing` where tries are counted by address and the login does not know any
 */
export function createWeb(settings: WebSettings): WebApp {
  const site = createSite(settings);
  const { prefix = '' } = settings;
  const guards = honoLogin(site.login);
  const app: WebApp = new Hono<VisitEnv>();
  app.onError((error, c) => failed(site, c.var.visit ?? site.login.open(c.req.raw, c), error));
  const places = prefix === '' ? ['*'] : [prefix, `${prefix}/*`, ...wellKnown];
  for (const place of places) app.use(place, dressed(site), guards.visits, smallEnough(site));
  app.get(wellKnown[0], () => seeOther(site.link('/account/password')));
  app.get(wellKnown[1], (c) => passkeyEndpoints(site, c.var.visit));
  if (prefix !== '') app.get(`${prefix}/`, () => seeOther(site.link('/')));
  addPages(app.basePath(prefix || '/'), site, guards);
  return app;
}

/** The addresses that password managers know (W3C change-password-url and passkey-endpoints); they stand at the root whatever the prefix. */
const wellKnown = ['/.well-known/change-password', '/.well-known/passkey-endpoints'] as const;

function addPages(pages: WebApp, site: Site, guards: HonoLogin<User>): void {
  assetRoutes(pages, site);
  homeRoutes(pages, site);
  addWaysIn(pages, site);
  verifyRoutes(pages, site, guards);
  dashboardRoutes(pages, site, guards);
  confirmRoutes(pages, site, guards);
  confirmFactorRoutes(pages, site, guards);
  resumeRoutes(pages, site, guards);
  addAccount(pages, site, guards);
  pages.all('*', (c) => errorAnswer(site, c.var.visit, { status: 404 }));
}

/** In, and out again. */
function addWaysIn(pages: WebApp, site: Site): void {
  signUpRoutes(pages, site);
  logInRoutes(pages, site);
  secondFactorRoutes(pages, site);
  setUpRoutes(pages, site);
  logOutRoutes(pages, site);
  forgotRoutes(pages, site);
  resetRoutes(pages, site);
  magicLinkRoutes(pages, site);
  openLinkRoutes(pages, site);
}

function addAccount(pages: WebApp, site: Site, guards: HonoLogin<User>): void {
  accountRoutes(pages, site, guards);
  passwordRoutes(pages, site);
  usernameRoutes(pages, site, guards);
  emailChangeRoutes(pages, site);
  mailedChangeRoutes(pages, site);
  securityRoutes(pages, site, guards);
  sessionsRoutes(pages, site, guards);
  historyRoutes(pages, site, guards);
  dataRoutes(pages, site, guards);
  deletionRoutes(pages, site);
}

/** The headers of every answer, whoever made it: a page, a guard, an error. What an answer says by itself stays. */
function dressed(site: Site): MiddlewareHandler {
  const headers = Object.entries(site.headers);
  return async (c, next) => {
    await next();
    for (const [name, value] of headers) {
      if (!c.res.headers.has(name)) c.res.headers.set(name, value);
    }
  };
}

function createSite(settings: WebSettings): Site {
  const { login, accounts, siteName = 'Latchkey', prefix = '', production = false } = settings;
  const { signUpLogsIn = false, random = randomBytes } = settings;
  const { trustedOrigins } = login;
  const link = createLink(prefix);
  checkLogin(settings, link);
  checkMail(settings);
  const texts = textsOf(settings);
  const assets = readAssets(settings.accent);
  return {
    ...texts,
    login,
    accounts,
    protection: createProtection(login, random),
    pages: { ...ourPages, ...settings.pages },
    link,
    assets,
    common: { ...commonOf(settings, { link, assets }), languages: texts.languages },
    siteName,
    headers: securityHeaders({ production, trustedOrigins }),
    policyWithScript: contentPolicy({ trustedOrigins, allowsScript: true }),
    signUpLogsIn,
    limits: { maxBytes: 65_536, maxFields: 100, ...settings.limits },
    random,
    onError: settings.onError?.bind(settings) ?? (() => undefined),
  };
}

function textsOf(settings: WebSettings): Pick<Site, 'textsIn' | 'language' | 'languages'> {
  const { messages, language = 'en' } = settings;
  const catalogues = createCatalogues(messages);
  const languages = settings.languages ?? [...catalogues.keys()];
  const textsIn = (wanted: string) => catalogues.get(wanted) ?? missingLanguage(wanted);
  for (const one of [language, ...languages]) textsIn(one);
  return { textsIn, language, languages };
}

function commonOf(
  { accounts, siteName = 'Latchkey', magicLink = false }: WebSettings,
  { link, assets }: Pick<Site, 'link' | 'assets'>,
): Omit<Site['common'], 'languages'> {
  return {
    link,
    siteName,
    style: link(assets.style.path),
    icon: link(assets.icon.path),
    script: link(assets.script.path),
    copyScript: link(assets.copyScript.path),
    minimumPasswordLength: minimumPasswordLength(accounts),
    verification: accounts.mail?.verification,
    hasMagicLink: magicLink,
  };
}

function checkLogin({ login, accounts }: WebSettings, link: Link): void {
  if (accounts.limits !== 'off' && !login.knowsAddresses) {
    throw codedError(
      'client-address-missing',
      'Log-in tries are counted by address, so the login needs `clientAddress`; or set the limits of the accounts to `off`.',
    );
  }
  if (login.loginPage !== link('/login')) {
    throw codedError(
      'prefix-mismatch',
      `The login sends people to ${login.loginPage}, and the page is at ${link('/login')}: give \`loginFor\` the same prefix.`,
    );
  }
}

function checkMail({ accounts, magicLink = false, prefix = '' }: WebSettings): void {
  const compose = accounts.mail?.compose;
  // A function of the application's own says nothing about its links.
  if (compose !== undefined && 'prefix' in compose && compose.prefix !== prefix) {
    throw codedError(
      'prefix-mismatch',
      `The mails lead to pages under \`${compose.prefix}\`, and the pages are under \`${prefix}\`: give \`createMails\` the same prefix.`,
    );
  }
  if (magicLink && accounts.mail === undefined) {
    throw codedError(
      'mail-missing',
      'A log-in by mail needs mails: give `createAccounts` its `mail`, or leave `magicLink` out.',
    );
  }
}

function missingLanguage(language: string): never {
  throw codedError('language-missing', `There are no texts in the language \`${language}\`.`);
}
