import type { User } from '@latchkey/accounts';
import { type Visit, wantsJson } from '@latchkey/session';
import { showPage } from '../layout/page.ts';
import { bareView, languageFor, type OpenView, openView } from '../layout/view.ts';
import type { Messages } from '../messages/messages.ts';
import type { Site } from '../site.ts';
import type { ErrorStatus } from './page.ts';

export interface ErrorPage {
  readonly status: ErrorStatus;
  /** In place of the usual sentence. */
  readonly textId?:
    | 'error.403.text'
    | 'error.403.no-cookies'
    | 'error.429.closed'
    | 'error.429.closed-until-reset';
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
  if (wantsJson(visit.request)) {
    const text = site.textsIn(languageFor(site, visit));
    return problem(text, error, headers);
  }
  const view = await viewOf(site, visit, error.status);
  const { status, id, openAgain } = error;
  const page = site.pages.error(view, { status, id, openAgain, detail: detailOf(view.text, error) });
  return showPage(site, view, { page, status, headers, takesFlashes: false });
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

function problem(text: Messages, error: ErrorPage, headers: Readonly<Record<string, string>>): Response {
  const { status, id } = error;
  const type = `urn:latchkey:problem:${slugs[status]}`;
  const title = text[`error.${status}.title`];
  const body = { type, title, status, detail: detailOf(text, error), ...(id === undefined ? {} : { id }) };
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'Content-Type': 'application/problem+json; charset=UTF-8', ...headers },
  });
}

function detailOf(text: Messages, { status, textId, retryAfterSeconds = 1 }: ErrorPage): string {
  const shown = text[textId ?? `error.${status}.text`];
  return typeof shown === 'string' ? shown : shown({ retryAfterSeconds });
}

/** Where the server itself is in trouble nothing more is asked of it. */
async function viewOf(site: Site, visit: Visit<User>, status: ErrorStatus): Promise<OpenView> {
  if (status >= 500) return bareView(site, visit);
  try {
    return await openView(site, visit);
  } catch {
    return bareView(site, visit);
  }
}
