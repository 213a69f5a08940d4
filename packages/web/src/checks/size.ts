import type { MiddlewareHandler } from 'hono';
import { errorAnswer } from '../error/error-answer.ts';
import { announcesTooMuch } from '../forms/read-form.ts';
import type { Site, VisitEnv } from '../site.ts';

/** The first check: what announces more than any form may be is not read at all. */
export function smallEnough(site: Site): MiddlewareHandler<VisitEnv> {
  return async (c, next) => {
    if (announcesTooMuch(c.req.raw.headers, site.limits.maxBytes)) {
      return errorAnswer(site, c.var.visit, { status: 413 });
    }
    return void (await next());
  };
}
