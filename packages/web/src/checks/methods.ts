import { errorAnswer } from '../error/error-answer.ts';
import type { PagePath } from '../links.ts';
import type { Site, WebApp } from '../site.ts';

/**
 * What a page answers to methods it does not know, registered behind those it knows: 405 with `Allow`; OPTIONS tells.
 * HEAD is answered like GET, without the body, by Hono itself.
 */
export function otherMethods(
  app: WebApp,
  site: Site,
  page: { path: PagePath | '/register'; allow: string },
): void {
  const { path, allow } = page;
  const allowed = `${allow}, OPTIONS`;
  app.options(path, () => new Response(null, { status: 204, headers: { Allow: allowed } }));
  app.all(path, (c) => errorAnswer(site, c.var.visit, { status: 405, allow: allowed }));
}

export const readOnly = 'GET, HEAD';
export const readAndPost = 'GET, HEAD, POST';
