import type { Context, MiddlewareHandler, Next } from 'hono';
import type { FactorOptions, FreshOptions } from './demand.ts';
import { type Check, factorsCheck, freshCheck, loginCheck } from './guards.ts';
import type { Login } from './login.ts';
import { isLetThrough, openVisitsOf } from './open-visits.ts';
import type { Visit } from './visit.ts';
import type { FreshVisitor, LoggedInVisitor } from './visitor.ts';

export type { FactorOptions, FreshOptions };

export interface VisitVariables<User, Guest = undefined> {
  visit: Visit<User, Guest>;
}

/** What a handler behind a guard finds: `c.var.visitor.user` is the application's user, with no cast. */
export interface GuardedVariables<User, Guest = undefined> extends VisitVariables<User, Guest> {
  visitor: LoggedInVisitor<User>;
}

export interface FreshVariables<User, Guest = undefined> extends VisitVariables<User, Guest> {
  visitor: FreshVisitor<User>;
}

export interface HonoLogin<User, Guest = undefined> {
  /** Opens the visit of every request, and puts its cookies on the answer. Loads nothing by itself. */
  readonly visits: MiddlewareHandler<{ Variables: VisitVariables<User, Guest> }>;
  /** Lets logged-in visitors through, and answers everyone else. A guard alone is enough, `visits` need not stand before it. */
  requireLogin(): MiddlewareHandler<{ Variables: GuardedVariables<User, Guest> }>;
  /** Lets freshly proven visitors through: within 15 minutes (20 for a POST), or `withinMinutes`. */
  requireFreshLogin(options?: FreshOptions): MiddlewareHandler<{ Variables: FreshVariables<User, Guest> }>;
  /** Lets through who has proven so many factors within the same time. */
  requireFactors(options: FactorOptions<User>): MiddlewareHandler<{ Variables: FreshVariables<User, Guest> }>;
  /** @throws `visit-missing` where neither `visits` nor a guard of this login stands in front */
  visit(c: Context): Visit<User, Guest>;
  /** @throws `guard-missing` where no guard of this login stands in front */
  visitor(c: Context): LoggedInVisitor<User>;
  /** @throws `guard-missing` */
  user(c: Context): User;
}

/** Latchkey for Hono. */
export function honoLogin<User, Guest = undefined>(login: Login<User, Guest>): HonoLogin<User, Guest> {
  const { find, add, visit, visitor, user } = openVisitsOf(login);

  /** One function, because each one more that is async costs every request. Whoever opens the visit closes it, so guards may stand in a row. */
  function guard(check?: Check<User, Guest>) {
    return async (c: Context, next: Next): Promise<Response | undefined> => {
      const standing = find(c);
      const opened = standing ?? add(c, login.open(c.req.raw, c));
      const [outer, outerVisitor]: unknown[] = [c.get('visit'), c.get('visitor')]; // of another login, perhaps
      c.set('visit', opened.visit);
      try {
        const asked = c.req.method === 'OPTIONS' ? undefined : check?.(opened.visit);
        const found = asked instanceof Promise ? await asked : asked;
        if (found !== undefined && !isLetThrough(found)) {
          return standing === undefined ? opened.visit.close(found) : found;
        }
        if (found !== undefined) {
          opened.visitor = found;
          c.set('visitor', found);
        }
        await next();
        if (standing === undefined) close(opened.visit, c);
        return undefined;
      } catch (error) {
        if (standing === undefined) carryOut(opened.visit, c);
        throw error;
      } finally {
        if (outer !== undefined) c.set('visit', outer);
        if (outerVisitor !== undefined) c.set('visitor', outerVisitor);
      }
    };
  }

  const requireLogin = (handed?: object) => guard(loginCheck(handed));
  const requireFreshLogin = (options?: FreshOptions) => guard(freshCheck(options));
  const requireFactors = (options: FactorOptions<User>) => guard(factorsCheck(options));
  return { visits: guard(), requireLogin, requireFreshLogin, requireFactors, visit, visitor, user };
}

function close<User, Guest>(visit: Visit<User, Guest>, c: Context): void {
  const closed = visit.close(c.res);
  if (closed === c.res) return;
  c.res = undefined; // else Hono copies the old headers over the new ones, cookies twice
  c.res = closed;
}

/** Onto the answer that Hono makes of an error. */
function carryOut<User, Guest>(visit: Visit<User, Guest>, c: Context): void {
  const { setCookies, noStore } = visit.headers();
  if (noStore) c.header('Cache-Control', 'no-store');
  for (const text of setCookies) c.header('Set-Cookie', text, { append: true });
}
