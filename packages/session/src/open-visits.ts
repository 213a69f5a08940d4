import { codedError } from './errors.ts';
import type { Login } from './login.ts';
import type { Visit } from './visit.ts';
import type { LoggedInVisitor } from './visitor.ts';

/** A request that is being answered, and whom a guard has let through. */
export class OpenVisit<User, Guest> {
  readonly visit: Visit<User, Guest>;
  visitor: LoggedInVisitor<User> | undefined;

  constructor(visit: Visit<User, Guest>) {
    this.visit = visit;
    this.visitor = undefined;
  }
}

/** The open visits of one login, by the framework's own request (in Hono its context). They go when the request goes. */
export interface OpenVisits<User, Guest> {
  find(request: object): OpenVisit<User, Guest> | undefined;
  add(request: object, visit: Visit<User, Guest>): OpenVisit<User, Guest>;
  /** @throws `visit-missing` */
  visit(request: object): Visit<User, Guest>;
  /** @throws `guard-missing` */
  visitor(request: object): LoggedInVisitor<User>;
  /** @throws `guard-missing` */
  user(request: object): User;
}

const openVisitsByLogin = new WeakMap<object, unknown>();

/**
 * One for each login, however many adapters it has: a request with two visits would set the same cookies twice. And never one
 * for two logins. The attack: whom the guard of the customers let through must not pass for an admin.
 */
export function openVisitsOf<User, Guest>(login: Login<User, Guest>): OpenVisits<User, Guest> {
  const known = openVisitsByLogin.get(login);
  if (known !== undefined) return known as OpenVisits<User, Guest>; // Proof: only the next lines put anything there.
  const made = createOpenVisits<User, Guest>();
  openVisitsByLogin.set(login, made);
  return made;
}

/** On the request itself, under a symbol: in a WeakMap, a visit that knows its request would keep it until V8 collects everything. */
function createOpenVisits<User, Guest>(): OpenVisits<User, Guest> {
  const key = Symbol('latchkey');

  function find(request: object): OpenVisit<User, Guest> | undefined {
    return marked(request)[key];
  }

  // Proof: nobody else has this symbol.
  function marked(request: object): { [key: symbol]: OpenVisit<User, Guest> | undefined } {
    return request as { [key: symbol]: OpenVisit<User, Guest> | undefined };
  }

  function visitor(request: object): LoggedInVisitor<User> {
    const found = find(request)?.visitor;
    if (found !== undefined) return found;
    throw codedError(
      'guard-missing',
      'No guard of this login stands in front of this page, or none that asked: OPTIONS passes without a user.',
    );
  }

  return {
    find,
    add(request, visit) {
      const opened = new OpenVisit(visit);
      marked(request)[key] = opened;
      return opened;
    },
    visit(request) {
      const found = find(request);
      if (found !== undefined) return found.visit;
      throw codedError(
        'visit-missing',
        'Neither `visits` nor a guard of this login stands in front of this page.',
      );
    },
    visitor,
    user: (request) => visitor(request).user,
  };
}

/**
 * Asks for what a visitor has, not for what an answer is. The attack: an answer of the application's own may come from another
 * realm or a replaced `Response`, and what is no `Response` must not pass for a visitor.
 */
export function isLetThrough<User>(found: LoggedInVisitor<User> | Response): found is LoggedInVisitor<User> {
  return 'state' in found && (found.state === 'known' || found.state === 'fresh');
}
