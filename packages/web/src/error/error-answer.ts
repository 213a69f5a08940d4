import type { User } from '@latchkey/accounts';
import { type Visit, wantsJson } from '@latchkey/session';
import { html } from '../layout/html.ts';
import { showPage } from '../layout/page.ts';
import { bareView, openView, type View } from '../layout/view.ts';
import type { Site } from '../site.ts';

export type ErrorStatus = 400 | 403 | 404 | 405 | 413 | 415 | 429 | 500 | 503;

export interface ErrorPage {
  readonly status: ErrorStatus;
  /** In place of the usual sentence. */
  readonly text?: string;
  /** `Retry-After`, and what the page says about it. */
  readonly retryAfterSeconds?: number | undefined;
  /** For `Allow`. */
  readonly allow?: string;
  /** By which the log knows this error. */
  readonly id?: string;
  /** Where the visitor may go on; default: the home page alone. */
  readonly openAgain?: string;
}

/** A page, or a problem (RFC 9457) for programs, that says what went wrong and how to go on. No stack, no path. */
export async function errorAnswer(site: Site, visit: Visit<User>, error: ErrorPage): Promise<Response> {
  const headers = {
    'Cache-Control': 'no-store',
    ...(error.allow === undefined ? {} : { Allow: error.allow }),
    ...(error.retryAfterSeconds === undefined ? {} : { 'Retry-After': String(error.retryAfterSeconds) }),
  };
  const detail = error.text ?? textOf(site, error);
  if (wantsJson(visit.request)) return problem(site, error, { detail, headers });
  const { text, link } = site;
  const title = text[`error.${error.status}.title`];
  const number =
    error.id === undefined ? '' : html`<p class="soft">${text['error.500.id']({ id: error.id })}</p>`;
  const again = error.openAgain;
  const openAgain =
    again === undefined ? '' : html`<a class="button" href="${again}">${text['error.open-again']}</a>`;
  const main = html`<div class="card">
<h1>${title}</h1>
<p>${detail}</p>
${number}<p class="buttons">${openAgain}<a class="button button-quiet" href="${link('/')}">${text['error.back-home']}</a></p>
</div>`;
  const view = await viewOf(site, visit, error.status);
  return showPage(site, view, { status: error.status, title, main, headers, takesFlashes: false });
}

const slugs: Record<ErrorStatus, string> = {
  400: 'bad-request',
  403: 'not-accepted',
  404: 'not-found',
  405: 'method-not-allowed',
  413: 'too-large',
  415: 'unsupported-format',
  429: 'too-many-tries',
  500: 'internal-error',
  503: 'busy',
};

interface ProblemParts {
  readonly detail: string;
  readonly headers: Readonly<Record<string, string>>;
}

function problem(site: Site, { status, id }: ErrorPage, { detail, headers }: ProblemParts): Response {
  const type = `urn:latchkey:problem:${slugs[status]}`;
  const title = site.text[`error.${status}.title`];
  const body = { type, title, status, detail, ...(id === undefined ? {} : { id }) };
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'Content-Type': 'application/problem+json; charset=UTF-8', ...headers },
  });
}

function textOf({ text }: Site, { status, retryAfterSeconds = 1 }: ErrorPage): string {
  const shown = text[`error.${status}.text`];
  return typeof shown === 'string' ? shown : shown({ retryAfterSeconds });
}

/** Where the server itself is in trouble nothing more is asked of it. */
async function viewOf(site: Site, visit: Visit<User>, status: ErrorStatus): Promise<View> {
  if (status >= 500) return bareView(visit);
  try {
    return await openView(site, visit);
  } catch {
    return bareView(visit);
  }
}
