import type { FactorOptions, FreshOptions } from './demand.ts';
import { codedError } from './errors.ts';
import { checkFactorOptions, checkFreshOptions } from './setting-shapes.ts';
import type { MaybePromise } from './store.ts';
import type { Visit } from './visit.ts';
import type { FreshVisitor, LoggedInVisitor } from './visitor.ts';

/** What a handler behind a guard finds on its request: the application's own user, with no cast. */
export interface Guarded<User, Guest, Visitor = LoggedInVisitor<User>> {
  readonly user: User;
  readonly visitor: Visitor;
  readonly visit: Visit<User, Guest>;
}

/** The same for a fresh log-in, and for factors that were proven lately. */
export type FreshlyGuarded<User, Guest> = Guarded<User, Guest, FreshVisitor<User>>;

/** A handler of the framework's, whose request has `Found` as well. */
export type BehindGuard<Handler, Found> = Handler extends (
  this: infer This,
  request: infer Request,
  ...rest: infer Rest
) => infer Answer
  ? (this: This, request: Request & Found, ...rest: Rest) => Answer
  : never;

/** What a guard asks its visit. */
export type Check<User, Guest> = (
  visit: Visit<User, Guest>,
) => MaybePromise<LoggedInVisitor<User> | Response>;

/** The guards of Express and Fastify: each for a route, or around a handler of the application's. */
export function handlerGuards<User, Guest, Handler extends (...given: never) => unknown, Middleware>(
  guard: (check?: Check<User, Guest>, handler?: Handler) => Middleware,
) {
  const around =
    <Options extends object>(checkOf: (options?: Options) => Check<User, Guest>) =>
    (first?: Handler | Options, options?: Options) =>
      typeof first === 'function' ? guard(checkOf(options), first) : guard(checkOf(first));
  return {
    visits: guard(),
    requireLogin: around(loginCheck),
    requireFreshLogin: around(freshCheck),
    requireFactors: around(factorsCheck<User, Guest>),
  };
}

/** @throws `guard-not-called` for anything: a framework that was handed the guard itself calls it with a request */
export function loginCheck<User, Guest>(options?: object): Check<User, Guest> {
  if (options !== undefined) throw guardNotCalled();
  return (visit) => visit.requireLogin();
}

/** Options of a fresh login, looked at when the route is made. @throws `guard-not-called`, `setting-unknown`, `setting-invalid` */
export function freshCheck<User, Guest>(options: FreshOptions = {}): Check<User, Guest> {
  refuseRequest(options);
  checkFreshOptions(options);
  return (visit) => visit.requireFreshLogin(options);
}

/** The same for factors. */
export function factorsCheck<User, Guest>(options?: FactorOptions<User>): Check<User, Guest> {
  const given = options ?? ({} as FactorOptions<User>); // which is refused in two lines
  refuseRequest(given);
  checkFactorOptions(given);
  return (visit) => visit.requireFactors(given);
}

function refuseRequest(options: object): void {
  if ('headers' in options || 'req' in options) throw guardNotCalled();
}

function guardNotCalled(): Error {
  return codedError('guard-not-called', 'Guards are called: `requireLogin()`, not `requireLogin`.');
}
