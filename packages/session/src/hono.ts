import type { Context, MiddlewareHandler, Next } from 'hono';
import type { Login } from './login.ts';
import type { MaybePromise } from './store.ts';
import type { Visit } from './visit.ts';
import type { FreshVisitor, LoggedInVisitor } from './visitor.ts';

export interface VisitVariables<User> {
  visit: Visit<User>;
}

/** What a handler behind a guard finds: `c.var.visitor.user` is the application's user, with no cast. */
export interface GuardedVariables<User> extends VisitVariables<User> {
  visitor: LoggedInVisitor<User>;
}

export interface FreshVariables<User> extends VisitVariables<User> {
  visitor: FreshVisitor<User>;
}

export interface HonoLogin<User> {
  /** Opens the visit of every request as `c.var.visit`, and puts its cookies on the answer. Loads nothing by itself. */
  readonly visits: MiddlewareHandler<{ Variables: VisitVariables<User> }>;
  /** Lets logged-in visitors through, and answers everyone else. OPTIONS passes. */
  requireLogin(): MiddlewareHandler<{ Variables: GuardedVariables<User> }>;
  /** Lets freshly proven visitors through: within 15 minutes (20 for a POST), or `withinMinutes`. */
  requireFreshLogin(options?: {
    readonly withinMinutes?: number;
  }): MiddlewareHandler<{ Variables: FreshVariables<User> }>;
}

/** Latchkey for Hono. A guard alone is enough; with `visits` on the whole app the public pages know their visitor too. */
export function honoLogin<User>(login: Login<User>): HonoLogin<User> {
  /** One function, because each one more that is async costs every request. Whoever opens the visit closes it, so guards may stand in a row. */
  function middleware(
    guard: (visit: Visit<User>) => MaybePromise<LoggedInVisitor<User> | Response | undefined>,
  ) {
    return async (c: Context, next: Next): Promise<Response | undefined> => {
      const found: unknown = c.get('visit');
      // The attack: a visitor of another login in the same application must not pass this one's guard.
      const standing = login.owns(found) ? found : undefined;
      const visit = standing ?? login.open(c.req.raw, c);
      if (standing === undefined) c.set('visit', visit);
      const guarded = c.req.method === 'OPTIONS' ? undefined : guard(visit);
      const visitor = guarded instanceof Promise ? await guarded : guarded;
      if (visitor instanceof Response) return standing === undefined ? visit.close(visitor) : visitor;
      if (visitor !== undefined) c.set('visitor', visitor);
      await next();
      if (standing !== undefined) return undefined;
      close(visit, c);
      if (found !== undefined) c.set('visit', found);
      return undefined;
    };
  }
  return {
    visits: middleware(() => undefined),
    requireLogin: () => middleware((visit) => visit.requireLogin()),
    requireFreshLogin: (options) => middleware((visit) => visit.requireFreshLogin(options)),
  };
}

function close<User>(visit: Visit<User>, c: Context): void {
  const closed = visit.close(c.res);
  if (closed === c.res) return;
  c.res = undefined; // else Hono copies the old headers over the new ones, cookies twice
  c.res = closed;
}
