import { limitMsOf, type MissingFactors, missingFactors, type RefuseOptions } from './demand.ts';
import { codedError } from './errors.ts';
import { type LoginPage, pageOf } from './pages.ts';
import type { Scene } from './scene.ts';
import type { Setup } from './setup.ts';
import { isSafe, type VisitRequest } from './visit-request.ts';

/** What is missing: a log-in, a confirmation that it is still the same person, or more factors than were proven lately. */
export type Missing = 'login' | 'confirmation' | 'factor';

/** What is not there, and for whom. */
interface Lack<User> {
  readonly missing: Missing;
  readonly options: RefuseOptions<User>;
  /** Where a factor is missing. */
  readonly shortfall: MissingFactors<User> | undefined;
}

const logIn = { missing: 'login', shortfall: undefined } as const;
const handlers = { login: 'unauthorized', confirmation: 'needsConfirm', factor: 'needsFactors' } as const;

type Handlers = Readonly<Record<string, ((...told: readonly unknown[]) => unknown) | undefined>>;

/** What a guard answers whom it does not let through: your own answer, a redirect for browsers, a problem (RFC 9457) for programs. */
export async function refusal<User, Guest>(
  scene: Scene<User, Guest>,
  missing: Missing,
  options: RefuseOptions<User> = {},
): Promise<Response> {
  const { setup, visit } = scene;
  const visitor = missing === 'factor' ? await visit.visitor() : undefined;
  if (visitor?.state === 'anonymous') return refusal(scene, 'login', options);
  const shortfall = visitor && missingFactors(scene, visitor, options);
  const told = shortfall === undefined ? [visit] : [shortfall, visit];
  // Proof: `needsFactors` alone takes two, and is told only where both are there.
  const [events, answers] = [setup.events, setup.answers] as unknown as readonly [Handlers, Handlers];
  await events[handlers[missing]]?.(...told);
  const own = await answers[handlers[missing]]?.(...told);
  if (own !== undefined && own !== null) return checkedAnswer(own);
  return guardAnswer(scene, { missing, options, shortfall });
}

/** The attack: `visitor instanceof Response` stands in front of every page, and what is none would pass for a visitor. */
function checkedAnswer(own: unknown): Response {
  if (own instanceof Response) return own;
  if (isForeignResponse(own)) return new Response(own.body, own);
  throw codedError('answer-invalid', '`answers` must return a Response or undefined.');
}

/** Fetched, say, where somebody has put another `Response` in place of the global one. */
function isForeignResponse(own: unknown): own is Response {
  return Object.prototype.toString.call(own) === '[object Response]';
}

async function guardAnswer<User, Guest>(scene: Scene<User, Guest>, lack: Lack<User>): Promise<Response> {
  const { setup, request, visit } = scene;
  const page = pageFor(scene, lack);
  if (wantsJson(request) || page === undefined) return unauthorized(scene, lack, page);
  refuseCircle(scene, page);
  flashMessage(scene, lack.missing);
  const { next: asked } = lack.options;
  const next = nextAfterwards(scene, page, typeof asked === 'function' ? await asked() : asked);
  if (setup.keepNext === 'cookie' && next !== undefined) visit.keepNext(next);
  const location = withNext(absolute(setup, page), setup.keepNext === 'query' ? next : undefined);
  return new Response(null, { status: 303, headers: { Location: location } });
}

/** A guard in front of the page that it sends people to would send them round for ever. */
function refuseCircle<User, Guest>({ request, visit }: Scene<User, Guest>, page: string): void {
  const [from, to] = [new URL(request.url), new URL(page, visit.origin)];
  // `/x/../login` is another page for whoever routes by what was sent, and nobody is sent there.
  if (!isSafe(request.method) || !request.url.startsWith(from.origin + from.pathname)) return;
  for (const url of [from, to]) url.searchParams.delete('next');
  if (from.pathname + from.search === to.pathname + to.search && to.origin === visit.origin) {
    throw codedError(
      'login-page-guarded',
      `A guard stands in front of \`${page}\`, the page that it sends people to.`,
    );
  }
}

function flashMessage<User, Guest>({ setup, visit }: Scene<User, Guest>, missing: Missing): void {
  const { message, category } = setup.messages[missing];
  if (message !== '') visit.flash(setup.translate(message, visit), category);
}

/** Where to log in, from any page; `next` is where to go on to, or nothing. */
export function loginUrl<User, Guest>(scene: Scene<User, Guest>, next: string | undefined): string {
  const { setup, visit } = scene;
  const page = pageFor(scene, logIn) ?? setup.loginPage ?? '/';
  const safe = setup.keepNext === 'query' ? visit.safeNext(next) : undefined;
  return withNext(absolute(setup, page), safe === undefined ? undefined : asSeenFrom(scene, page, safe));
}

/** The log-in page is that of the longest prefix which the path has; `undefined`: 401. */
function pageFor<User, Guest>(
  { setup, request, visit }: Scene<User, Guest>,
  { missing, shortfall }: Pick<Lack<User>, 'missing' | 'shortfall'>,
): string | undefined {
  const { loginPages, confirmPage, factorPage } = setup;
  const found = loginPages.length === 0 ? undefined : prefixOf(request, loginPages);
  if (found !== undefined && found.page === undefined) return undefined;
  const login = found?.page ?? setup.loginPage;
  if (missing === 'login') return login;
  const own = shortfall === undefined ? undefined : pageOf(factorPage?.(shortfall, visit));
  return own ?? confirmPage ?? login;
}

function prefixOf(request: VisitRequest, loginPages: readonly LoginPage[]): LoginPage | undefined {
  const { pathname } = new URL(request.url);
  return loginPages.find(({ prefix }) => pathname === prefix || pathname.startsWith(`${prefix}/`));
}

/** Without `redirectOrigin` a redirect is a path: no host of any header ever gets into it. */
function absolute<User, Guest>({ redirectOrigin }: Setup<User, Guest>, page: string): string {
  return redirectOrigin !== undefined && page.startsWith('/') ? redirectOrigin + page : page;
}

/** In place of a `next` that the page's address has already: whoever reads it takes the first. */
function withNext(page: string, next: string | undefined): string {
  if (next === undefined) return page;
  const url = new URL(page, 'http://here.invalid');
  url.searchParams.delete('next');
  url.searchParams.append('next', next);
  return page.startsWith('/') ? url.pathname + url.search + url.hash : url.href;
}

/** Whether a program asks: `Accept` names `application/json` and not `text/html`. */
export function wantsJson(request: VisitRequest): boolean {
  const accept = request.headers.get('accept')?.toLowerCase();
  return accept !== undefined && accept.includes('application/json') && !accept.includes('text/html');
}

function nextAfterwards<User, Guest>(
  scene: Scene<User, Guest>,
  page: string,
  asked: string | undefined,
): string | undefined {
  const { visit } = scene;
  const next = visit.safeNext(asked) ?? visit.safeNext(pageToReturnTo(scene));
  return next === undefined ? undefined : asSeenFrom(scene, page, next);
}

/** A path for a page of ours; the whole address for one on another host, which decides whether it trusts ours. */
function asSeenFrom<User, Guest>({ visit }: Scene<User, Guest>, page: string, next: string): string {
  const isHere = page.startsWith('/') || new URL(page).origin === visit.origin;
  return isHere || !next.startsWith('/') ? next : visit.origin + next;
}

/** The page that was asked for; for a form that was sent too late, the page that held it: a POST is never repeated by a redirect. */
function pageToReturnTo<User, Guest>({ request, visit }: Scene<User, Guest>): string {
  const asked = new URL(request.url);
  if (isSafe(request.method)) return asked.pathname + asked.search;
  const referer = URL.parse(request.headers.get('referer') ?? '');
  return referer?.origin === visit.origin ? referer.pathname + referer.search : asked.pathname;
}

function unauthorized<User, Guest>(
  scene: Scene<User, Guest>,
  lack: Lack<User>,
  page: string | undefined,
): Response {
  const isProgram = wantsJson(scene.request);
  const headers = {
    'WWW-Authenticate': challenge(scene, lack, page),
    'Content-Type': isProgram ? 'application/problem+json' : 'text/plain; charset=utf-8',
  };
  const body = isProgram ? JSON.stringify(problem(lack, page)) : 'Unauthorized\n';
  return new Response(body, { status: 401, headers });
}

function problem<User>({ missing, shortfall }: Lack<User>, page: string | undefined) {
  return {
    type: `urn:latchkey:problem:${missing}-required`,
    title: `A ${missing === 'login' ? 'log-in' : missing} is required.`,
    status: 401,
    page,
    factors: shortfall?.factors,
  };
}

/** The `Cookie` scheme of draft-broyer-http-cookie-auth. Error, and how strong and how recent the proof must be, as in RFC 9470 section 3. */
function challenge<User, Guest>(
  scene: Scene<User, Guest>,
  { missing, options, shortfall }: Lack<User>,
  page: string | undefined,
): string {
  const seconds = Math.floor(limitMsOf(scene, options) / 1000);
  const parts = ['Cookie realm="Latchkey"'];
  if (page !== undefined) parts.push(`form-action="${page}"`);
  parts.push(`cookie-name="${scene.setup.cookies.name('session')}"`);
  if (missing !== 'login') parts.push(`error="insufficient_user_authentication", max_age=${seconds}`);
  if (shortfall !== undefined) parts.push(`acr_values="urn:latchkey:factors:${shortfall.factors}"`);
  return parts.join(', ');
}
