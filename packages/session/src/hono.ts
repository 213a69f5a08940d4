import type { Context, MiddlewareHandler } from 'hono';
import type { Login } from './login.ts';
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
  return {
    visits: (c, next) => inVisit(login, c, () => goOn(next)),
    requireLogin: () => (c, next) => inVisit(login, c, (visit) => pass(c, next, visit.requireLogin())),
    requireFreshLogin: (options) => (c, next) =>
      inVisit(login, c, (visit) => pass(c, next, visit.requireFreshLogin(options))),
  };
}

/** Runs `inner` in the visit of this request. Whoever opens the visit closes it, so guards may stand one behind another. */
async function inVisit<User>(
  login: Login<User>,
  c: Context,
  inner: (visit: Visit<User>) => Promise<Response | undefined>,
): Promise<Response | undefined> {
  const standing: Visit<User> | undefined = c.get('visit');
  if (standing !== undefined) return inner(standing);
  const visit = login.open(c.req.raw, c);
  c.set('visit', visit);
  const answer = await inner(visit);
  if (answer instanceof Response) return visit.close(answer);
  const closed = visit.close(c.res);
  if (closed === c.res) return undefined;
  c.res = undefined; // else Hono copies the old headers over the new ones, cookies twice
  c.res = closed;
  return undefined;
}

async function pass<User>(
  c: Context,
  next: () => Promise<void>,
  guarded: LoggedInVisitor<User> | Response | Promise<LoggedInVisitor<User> | Response>,
): Promise<Response | undefined> {
  const visitor = guarded instanceof Promise ? await guarded : guarded;
  if (visitor instanceof Response && c.req.method !== 'OPTIONS') return visitor;
  if (!(visitor instanceof Response)) c.set('visitor', visitor);
  return goOn(next);
}

async function goOn(next: () => Promise<void>): Promise<undefined> {
  await next();
}
