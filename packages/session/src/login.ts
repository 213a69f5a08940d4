import type { Cookies } from './cookies.ts';
import type { Keyring } from './keyring.ts';
import { checkSettings, type LoginSettings } from './settings.ts';
import { Visit } from './visit.ts';

/** The session core of one application; build it once. */
export interface Login<User> {
  /** Signs and verifies for the application and the packages above, by purpose. */
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
  /** One request. Reads nothing and sets nothing until asked. `context` is handed on to `clientAddress`. */
  open(request: Request, context?: unknown): Visit<User>;
  /** Whether this login opened that visit; an application may have two, each with a cookie prefix of its own. */
  owns(visit: unknown): visit is Visit<User>;
  /** `open`, your answer, and `close`, in one. */
  handle(request: Request, answer: (visit: Visit<User>) => Response | Promise<Response>): Promise<Response>;
}

/**
 * Who is this request from? Keeps who is logged in across requests, and guards pages. It never sees a password.
 * @throws what `checkSettings` names: invalid settings fail when the app is built, with a code and a sentence.
 */
export function createLogin<User>(settings: LoginSettings<User>): Login<User> {
  const setup = checkSettings(settings);
  const open = (request: Request, context?: unknown) => new Visit(setup, request, context);
  return {
    keyring: setup.keyring,
    cookies: setup.cookies,
    origin: setup.origin,
    trustedOrigins: setup.trustedOrigins,
    loginPage: setup.loginPage,
    knowsAddresses: setup.clientAddress !== undefined,
    open,
    owns: (visit): visit is Visit<User> => visit instanceof Visit && visit.belongsTo(setup),
    async handle(request, answer) {
      const visit = open(request);
      return visit.close(await answer(visit));
    },
  };
}
