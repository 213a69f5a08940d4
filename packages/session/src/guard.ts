import { safeNext } from './next.ts';
import type { Setup } from './settings.ts';

/** What is missing: a log-in, or a confirmation that it is still the same person. */
export type Missing = 'login' | 'confirmation';

interface GuardQuestion {
  readonly request: Request;
  readonly origin: string;
  readonly missing: Missing;
}

/** The answer of a guard that lets nobody through: a redirect for browsers, a problem (RFC 9457) for programs. */
export function guardAnswer<User>(setup: Setup<User>, question: GuardQuestion): Response {
  const page = question.missing === 'login' ? setup.loginPage : setup.confirmPage;
  if (wantsJson(question.request)) return problem(setup, question.missing, page);
  if (page === undefined) {
    return new Response('Unauthorized\n', {
      status: 401,
      headers: { 'WWW-Authenticate': challenge(setup, page) },
    });
  }
  const next = nextAfterwards(question);
  const separator = page.includes('?') ? '&' : '?';
  const location = next === undefined ? page : `${page}${separator}next=${encodeURIComponent(next)}`;
  return new Response(null, { status: 303, headers: { Location: location } });
}

/** Whether a program asks: `Accept` names `application/json` and not `text/html`. */
export function wantsJson(request: Request): boolean {
  const accept = request.headers.get('accept')?.toLowerCase();
  return accept !== undefined && accept.includes('application/json') && !accept.includes('text/html');
}

const safeMethods: readonly string[] = ['GET', 'HEAD', 'OPTIONS'];

/** GET, HEAD and OPTIONS change nothing (RFC 9110 section 9.2.1). */
export function isSafe(method: string): boolean {
  return safeMethods.includes(method);
}

/** The page that was asked for; for a form that was sent too late, the page that held it: a POST is never repeated by a redirect. */
function nextAfterwards({ request, origin }: GuardQuestion): string | undefined {
  const asked = new URL(request.url);
  if (isSafe(request.method)) return safeNext(asked.pathname + asked.search, { origin });
  const referer = URL.parse(request.headers.get('referer') ?? '');
  const held =
    referer !== null && referer.origin === origin ? referer.pathname + referer.search : asked.pathname;
  return safeNext(held, { origin });
}

function problem<User>(setup: Setup<User>, missing: Missing, page: string | undefined): Response {
  const body = {
    type:
      missing === 'login'
        ? 'urn:latchkey:problem:login-required'
        : 'urn:latchkey:problem:confirmation-required',
    title: missing === 'login' ? 'A log-in is required.' : 'A confirmation is required.',
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
function challenge<User>(setup: Setup<User>, page: string | undefined, missing: Missing = 'login'): string {
  const form = page === undefined ? '' : `, form-action="${page}"`;
  const error =
    missing === 'login'
      ? ''
      : `, error="insufficient_user_authentication", max_age=${Math.floor(setup.freshMs / 1000)}`;
  return `Cookie realm="Latchkey"${form}, cookie-name="${setup.cookies.name('session')}"${error}`;
}
