import type { Site } from '../site.ts';
import type { Layout } from './layout.ts';
import type { OpenView } from './view.ts';

/** What stands on a page. Status and headers are no matter of its: clients rely on them, whoever wrote the page. */
export interface Page extends Omit<Layout, 'flashes'> {}

export interface ShownPage {
  readonly page: Page;
  /** Default 200. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Pages a browser may ask for behind the visitor's back, such as an error page for a picture, must not use up messages. Default true. */
  readonly takesFlashes?: boolean;
}

/** The answer with a page in it. */
export async function showPage(site: Site, view: OpenView, shown: ShownPage): Promise<Response> {
  const { page, status = 200, headers = {}, takesFlashes = true } = shown;
  // A HEAD shows nothing, so the messages stay for the page that does.
  const flashes = takesFlashes && view.visit.request.method !== 'HEAD' ? view.visit.flashes() : [];
  const body = await site.pages.layout(view, { ...page, flashes });
  return new Response(body.toString(), {
    status,
    headers: {
      'Content-Type': 'text/html; charset=UTF-8',
      Vary: 'Accept-Language',
      ...((page.hasPasskeys === true || page.hasCopy === true) && {
        'Content-Security-Policy': site.policyWithScript,
      }),
      ...headers,
    },
  });
}

/** See Other: the browser goes on with a GET, so that reloading sends no form again. */
export function seeOther(location: string, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(null, { status: 303, headers: { Location: location, ...headers } });
}
