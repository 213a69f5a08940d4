import type { MiddlewareHandler } from 'hono';
import { seeOther } from '../layout/page.ts';
import { nextOf } from '../next.ts';
import type { Site, VisitEnv } from '../site.ts';

/** Who is logged in already goes on at once, also with a form that was opened before. */
export function guestsOnly(site: Site): MiddlewareHandler<VisitEnv> {
  return async (c, next) => {
    const { visit } = c.var;
    const visitor = await visit.visitor();
    if (visitor.state !== 'anonymous') {
      return seeOther(nextOf(visit) ?? site.link('/dashboard'));
    }
    return void (await next());
  };
}
