import type * as F from 'fastify';
import type { FactorOptions, FreshOptions } from './demand.ts';
import { type BehindGuard, type Check, type FreshlyGuarded, type Guarded, handlerGuards } from './guards.ts';
import type { Login } from './login.ts';
import type { NodeReply, NodeRequest } from './node-answer.ts';
import { bodyOf, carryOut, headersOf, NodeVisitRequest } from './node-answer.ts';
import { isLetThrough, openVisitsOf } from './open-visits.ts';
import type { Visit } from './visit.ts';
import type { LoggedInVisitor } from './visitor.ts';

export type { BehindGuard, FactorOptions, FreshlyGuarded, FreshOptions, Guarded };

/** For `onRequest` and every hook up to `preHandler`, in servers of any types. */
export type FastifyHook = (req: Req, reply: NodeReply, done: (error?: Error) => void) => void;

/** A hook for a route or a plugin; with a handler of yours, that handler behind the guard. OPTIONS passes, without the handler: 204. */
export interface FastifyGuard<Found, Options extends readonly unknown[] = []> {
  (...options: Options): FastifyHook;
  <
    S extends F.RawServerBase = F.RawServerDefault,
    R extends F.RouteGenericInterface = F.RouteGenericInterface,
    C = F.ContextConfigDefault,
    K extends F.FastifySchema = F.FastifySchema,
    T extends F.FastifyTypeProvider = F.FastifyTypeProviderDefault,
    L extends F.FastifyBaseLogger = F.FastifyBaseLogger,
  >(
    handler: BehindGuard<RouteHandler<S, R, C, K, T, L>, Found>,
    ...options: Options
  ): RouteHandler<S, R, C, K, T, L>;
}

export interface FastifyLogin<User, Guest = undefined> {
  /** Opens the visit of every request, and puts its cookies on the answer. Loads nothing by itself. */
  readonly visits: FastifyHook;
  /** Lets logged-in visitors through, and answers everyone else. A guard alone is enough, `visits` need not stand before it. */
  readonly requireLogin: FastifyGuard<Guarded<User, Guest>>;
  /** Lets freshly proven visitors through: within 15 minutes (20 for a POST), or `withinMinutes`. */
  readonly requireFreshLogin: FastifyGuard<FreshlyGuarded<User, Guest>, [options?: FreshOptions]>;
  /** Lets through who has proven so many factors within the same time. */
  readonly requireFactors: FastifyGuard<FreshlyGuarded<User, Guest>, [options: FactorOptions<User>]>;
  /** @throws `visit-missing` where neither `visits` nor a guard of this login stands in front */
  visit(req: NodeRequest): Visit<User, Guest>;
  /** @throws `guard-missing` where no guard of this login stands in front */
  visitor(req: NodeRequest): LoggedInVisitor<User>;
  /** @throws `guard-missing` */
  user(req: NodeRequest): User;
}

/** Latchkey for Fastify 5. */
export function fastifyLogin<User, Guest = undefined>(login: Login<User, Guest>): FastifyLogin<User, Guest> {
  const { find, add, visit, visitor, user } = openVisitsOf(login);

  function guard(check?: Check<User, Guest>, handler?: Handler) {
    return (req: Req, reply: NodeReply, done: (error?: Error) => void): unknown => {
      const opened = find(req) ?? add(req, carryOut(reply.raw, login.open(new NodeVisitRequest(req), req)));
      if (handler && req.method === 'OPTIONS') return send(reply, new Response(null, { status: 204 }));
      if (check === undefined || req.method === 'OPTIONS') return done();
      const settle = (found: LoggedInVisitor<User> | Response): unknown => {
        if (reply.sent) return reply; // somebody else has answered meanwhile
        if (!isLetThrough(found)) return send(reply, found);
        opened.visitor = found;
        if (handler === undefined) return done();
        const guarded = { user: found.user, visitor: found, visit: opened.visit };
        // Proof: the handler's types are those of its route, checked where it was handed over; Fastify calls us with them.
        const sent = handler.call(req.server, Object.assign(req, guarded) as never, reply as never);
        return sent === undefined ? reply : sent; // it will call `reply.send`, and Fastify waits for that
      };
      const asked = check(opened.visit);
      const settled = asked instanceof Promise ? asked.then(settle) : settle(asked);
      if (handler !== undefined) return settled;
      if (settled instanceof Promise) settled.catch(done);
      return undefined; // and not the promise: a hook that was refused must never be done
    };
  }

  const made = { ...handlerGuards(guard), visit, visitor, user };
  return made as FastifyLogin<User, Guest>; // Proof: Fastify takes whatever a handler returns, and ours returns what yours does.
}

async function send(reply: NodeReply, answer: Response): Promise<unknown> {
  const body = await bodyOf(answer);
  reply.statusCode = answer.status;
  for (const [name, value] of headersOf(answer)) reply.header(name, value);
  return reply.send(body);
}

type Req = NodeRequest & { readonly server: object };
type Handler = (this: object, req: never, reply: never) => unknown;
type RouteHandler<
  S extends F.RawServerBase,
  R extends F.RouteGenericInterface,
  C,
  K extends F.FastifySchema,
  T extends F.FastifyTypeProvider,
  L extends F.FastifyBaseLogger,
> = F.RouteHandlerMethod<S, F.RawRequestDefaultExpression<S>, F.RawReplyDefaultExpression<S>, R, C, K, T, L>;
