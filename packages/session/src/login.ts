import { inspect } from 'node:util';
import type { Cookies } from './cookies.ts';
import { isUnavailable } from './errors.ts';
import type { Keyring } from './keyring.ts';
import type { LoginSettings } from './settings.ts';
import { checkSettings } from './setup.ts';
import { Visit } from './visit.ts';
import type { VisitRequest } from './visit-request.ts';

/** The session core of one application; build it once. */
export interface Login<User, Guest = undefined> {
  /** Signs, verifies and seals for the application and the packages above, by purpose. */
  readonly keyring: Keyring;
  /** Names and attributes of every cookie of ours. */
  readonly cookies: Cookies;
  /** Origin of `baseUrl`; `undefined` where the request's own host counts. */
  readonly origin: string | undefined;
  readonly trustedOrigins: readonly string[];
  /** Where guards send who is not logged in; `undefined`: they answer 401. */
  readonly loginPage: string | undefined;
  /** Whether `visit.address` can be known: what counts tries per address does not build without it. */
  readonly knowsAddresses: boolean;
  /** One request. Reads nothing and sets nothing until asked. `context` is handed on to `clientAddress` and `loadUserFromRequest`. */
  open(request: VisitRequest, context?: unknown): Visit<User, Guest>;
  /** Whether this login opened that visit; an application may have two, each with a cookie prefix of its own. */
  owns(visit: unknown): visit is Visit<User, Guest>;
  /** `open`, your answer, and `close`, in one; 503 where the store or a loader does not answer. */
  handle(request: VisitRequest, answer: Answer<User, Guest>, context?: unknown): Promise<Response>;
}

export type Answer<User, Guest = undefined> = (visit: Visit<User, Guest>) => Response | Promise<Response>;

/**
 * Who is this request from? Keeps who is logged in across requests, and guards pages. It never sees a password.
 * @throws what `checkSettings` names: invalid settings fail when the app is built, with a code and a sentence.
 */
export function createLogin<User, Guest = undefined>(
  settings: LoginSettings<User, Guest>,
): Login<User, Guest> {
  const setup = checkSettings(settings);
  const open = (request: VisitRequest, context?: unknown) => new Visit(setup, request, context);

  async function handle(
    request: VisitRequest,
    answer: Answer<User, Guest>,
    context?: unknown,
  ): Promise<Response> {
    const visit = open(request, context);
    try {
      return visit.close(await answer(visit));
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      if (setup.events.failed === undefined) process.stderr.write(`${inspect(error)}\n`);
      else await setup.events.failed(error, visit);
      return visit.close(error.getResponse());
    }
  }

  return {
    keyring: setup.keyring,
    cookies: setup.cookies,
    origin: setup.origin,
    trustedOrigins: setup.trustedOrigins,
    loginPage: setup.loginPage,
    knowsAddresses: setup.clientAddress !== undefined,
    open,
    owns: (visit): visit is Visit<User, Guest> => visit instanceof Visit && visit.belongsTo(setup),
    handle,
  };
}
