import type { IncomingMessage } from 'node:http';
import type { NextFunction, Response as Reply, Request, RequestHandler } from 'express';
import type { FactorOptions, FreshOptions } from './demand.ts';
import { type BehindGuard, type Check, type FreshlyGuarded, type Guarded, handlerGuards } from './guards.ts';
import type { Login } from './login.ts';
import { bodyOf, carryOut, headersOf, NodeVisitRequest } from './node-answer.ts';
import { isLetThrough, openVisitsOf } from './open-visits.ts';
import type { Visit } from './visit.ts';
import type { LoggedInVisitor } from './visitor.ts';

export type { BehindGuard, FactorOptions, FreshlyGuarded, FreshOptions, Guarded };

/** Generic, so that the handlers behind it still know the parameters of their route. */
export type ExpressMiddleware = <P, ResBody, ReqBody, Query, Locals extends Values>(
  req: Request<P, ResBody, ReqBody, Query, Locals>,
  res: Reply<ResBody, Locals>,
  next: NextFunction,
) => void;

/** A middleware for a route or a router; with a handler of yours, that handler behind the guard. OPTIONS passes, without the handler. */
export interface ExpressGuard<Found, Options extends readonly unknown[] = []> {
  (...options: Options): ExpressMiddleware;
  <P = Params, ResBody = Body, ReqBody = Body, Query = Request['query'], Locals extends Values = Values>(
    handler: BehindGuard<RequestHandler<P, ResBody, ReqBody, Query, Locals>, Found>,
    ...options: Options
  ): RequestHandler<P, ResBody, ReqBody, Query, Locals>;
}

export interface ExpressLogin<User, Guest = undefined> {
  /** Opens the visit of every request, and puts its cookies on the answer. Loads nothing by itself. */
  readonly visits: ExpressMiddleware;
  /** Lets logged-in visitors through, and answers everyone else. A guard alone is enough, `visits` need not stand before it. */
  readonly requireLogin: ExpressGuard<Guarded<User, Guest>>;
  /** Lets freshly proven visitors through: within 15 minutes (20 for a POST), or `withinMinutes`. */
  readonly requireFreshLogin: ExpressGuard<FreshlyGuarded<User, Guest>, [options?: FreshOptions]>;
  /** Lets through who has proven so many factors within the same time. */
  readonly requireFactors: ExpressGuard<FreshlyGuarded<User, Guest>, [options: FactorOptions<User>]>;
  /** @throws `visit-missing` where neither `visits` nor a guard of this login stands in front */
  visit(req: IncomingMessage): Visit<User, Guest>;
  /** @throws `guard-missing` where no guard of this login stands in front */
  visitor(req: IncomingMessage): LoggedInVisitor<User>;
  /** @throws `guard-missing` */
  user(req: IncomingMessage): User;
  /** Sends what `visit.refuse`, `visit.requireLogin` … answer. Hono and Fastify take a `Response` as it is. */
  answer(res: Reply, response: Response): Promise<void>;
}

/** Latchkey for Express 5. */
export function expressLogin<User, Guest = undefined>(login: Login<User, Guest>): ExpressLogin<User, Guest> {
  const { find, add, visit, visitor, user } = openVisitsOf(login);

  function guard(check?: Check<User, Guest>, handler?: Handler): ExpressMiddleware {
    return (req, res, next) => {
      const opened = find(req) ?? add(req, carryOut(res, login.open(new NodeVisitRequest(req), req)));
      if (check === undefined || req.method === 'OPTIONS') return next();
      const settle = (found: LoggedInVisitor<User> | Response): unknown => {
        if (res.writableEnded) return undefined; // somebody else has answered meanwhile
        if (!isLetThrough(found)) return send(res, found);
        opened.visitor = found;
        if (handler === undefined) return next();
        const guarded = { user: found.user, visitor: found, visit: opened.visit };
        // Proof: the handler's types are those of its route, checked where it was handed over; Express calls us with them.
        return handler(Object.assign(req, guarded) as never, res as never, next);
      };
      const asked = check(opened.visit);
      const settled = asked instanceof Promise ? asked.then(settle) : settle(asked);
      if (settled !== undefined)
        Promise.resolve(settled).catch((error) => next(error || new Error('Rejected promise')));
    };
  }

  return { ...handlerGuards(guard), visit, visitor, user, answer: send };
}

async function send(res: Reply, answer: Response): Promise<void> {
  const body = await bodyOf(answer);
  res.status(answer.status);
  for (const [name, value] of headersOf(answer)) {
    if (name === 'set-cookie') res.append(name, value);
    else res.setHeader(name, value);
  }
  res.end(body);
}

type Params = { [name: string]: string };
type Body = Request['body'];
type Values = Record<string, unknown>;
type Handler = (req: never, res: never, next: NextFunction) => unknown;
