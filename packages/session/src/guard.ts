import { codedError } from './errors.ts';
import { safeNext } from './next.ts';
import type { LoginPage } from './pages.ts';
import type { Scene } from './scene.ts';
import type { Setup } from './setup.ts';
import type { VisitRequest } from './visit-request.ts';

/** What is missing: a log-in, or a confirmation that it is still the same person. */
export type Missing = 'login' | 'confirmation';

/** What a guard answers whom it does not let through: your own answer, a redirect for browsers, a problem (RFC 9457) for programs. */
export async function refusal<User, Guest>(scene: Scene<User, Guest>, missing: Missing): Promise<Response> {
  const { events, answers } = scene.setup;
  const { visit } = scene;
  await (missing === 'login' ? events.unauthorized?.(visit) : events.needsConfirm?.(visit));
  const own = await (missing === 'login' ? answers.unauthorized?.(visit) : answers.needsConfirm?.(visit));
  return own === undefined || own === null ? guardAnswer(scene, missing) : checkedAnswer(own);
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

function guardAnswer<User, Guest>(scene: Scene<User, Guest>, missing: Missing): Response {
  const { setup, request } = scene;
  const page = pageFor(setup, request, missing);
  if (wantsJson(request)) return problem(setup, missing, page);
  if (page === undefined) {
    const headers = {
      'WWW-Authenticate': challenge(setup, page, missing),
      'Content-Type': 'text/plain; charset=utf-8',
    };
    return new Response('Unauthorized\n', { status: 401, headers });
  }
  refuseCircle(scene, page);
  flashMessage(scene, missing);
  const next = nextAfterwards(scene, page);
  const { visit } = scene;
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
  const { setup, request, visit } = scene;
  const page = pageFor(setup, request, 'login') ?? setup.loginPage ?? '/';
  const safe = setup.keepNext === 'query' ? visit.safeNext(next) : undefined;
  return withNext(absolute(setup, page), safe === undefined ? undefined : asSeenFrom(scene, page, safe));
}

/** The page of the longest prefix that the path has; `undefined`: 401. */
function pageFor<User, Guest>(
  { loginPage, loginPages, confirmPage }: Setup<User, Guest>,
  request: VisitRequest,
  missing: Missing,
): string | undefined {
  const found = loginPages.length === 0 ? undefined : prefixOf(request, loginPages);
  if (found !== undefined && found.page === undefined) return undefined;
  const login = found?.page ?? loginPage;
  return missing === 'confirmation' ? (confirmPage ?? login) : login;
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

/** GET, HEAD and OPTIONS change nothing (RFC 9110 section 9.2.1). */
export function isSafe(method: string): boolean {
  return /^(GET|HEAD|OPTIONS)$/.test(method);
}

function nextAfterwards<User, Guest>(scene: Scene<User, Guest>, page: string): string | undefined {
  const next = pageToReturnTo(scene.request, scene.visit.origin);
  return next === undefined ? undefined : asSeenFrom(scene, page, next);
}

/** A path for a page of ours; the whole address for one on another host, which decides whether it trusts ours. */
function asSeenFrom<User, Guest>({ visit }: Scene<User, Guest>, page: string, next: string): string {
  const isHere = page.startsWith('/') || new URL(page).origin === visit.origin;
  return isHere || !next.startsWith('/') ? next : visit.origin + next;
}

/** The page that was asked for; for a form that was sent too late, the page that held it: a POST is never repeated by a redirect. */
function pageToReturnTo(request: VisitRequest, origin: string): string | undefined {
  const asked = new URL(request.url);
  if (isSafe(request.method)) return safeNext(asked.pathname + asked.search, { origin });
  const referer = URL.parse(request.headers.get('referer') ?? '');
  const held =
    referer !== null && referer.origin === origin ? referer.pathname + referer.search : asked.pathname;
  return safeNext(held, { origin });
}

function problem<User, Guest>(
  setup: Setup<User, Guest>,
  missing: Missing,
  page: string | undefined,
): Response {
  const body = {
    type: `urn:latchkey:problem:${missing}-required`,
    title: `A ${missing === 'login' ? 'log-in' : missing} is required.`,
    status: 401,
    ...(page === undefined ? {} : { page }),
  };
  const headers = {
    'Content-Type': 'application/problem+json',
    'WWW-Authenticate': challenge(setup, page, missing),
  };
  return new Response(JSON.stringify(body), { status: 401, headers });
}

/** The `Cookie` scheme of draft-broyer-http-cookie-auth; the error name of RFC 9470. */
function challenge<User, Guest>(
  setup: Setup<User, Guest>,
  page: string | undefined,
  missing: Missing,
): string {
  const form = page === undefined ? '' : `, form-action="${page}"`;
  const error =
    missing === 'login'
      ? ''
      : `, error="insufficient_user_authentication", max_age=${Math.floor(setup.freshMs / 1000)}`;
  return `Cookie realm="Latchkey"${form}, cookie-name="${setup.cookies.name('session')}"${error}`;
}
