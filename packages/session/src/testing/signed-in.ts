import type { Login } from '../login.ts';
import { nowhere } from '../protection.ts';
import type { Proof } from '../visitor.ts';
import { type Answer, type Browser, createBrowser } from './browser.ts';

export interface SignedInOptions {
  /** Default true. */
  readonly fresh?: boolean;
  /** What was proven, and when; for pages that need more than one factor. Default one proof, now. */
  readonly proofs?: readonly Proof[];
  /** Where the application believes to live. Default `http://localhost`. */
  readonly origin?: string;
  /** Of the request that logs in. With neither `user-agent` nor `context` the session holds in browsers of every look. */
  readonly headers?: Record<string, string>;
  /** What `clientAddress` is to look at. Default: it is not asked. */
  readonly context?: unknown;
}

export interface SignedInBrowserOptions<User> extends SignedInOptions {
  readonly user: User;
  readonly answer: Answer;
}

/**
 * The `Cookie` header of a browser where this user is logged in: for `fetch`, Fastify's `inject`, Hono's `app.request`, a
 * real browser. The session is a real one, in the login's own store.
 * @throws when the user is refused, an inactive one for instance
 */
export async function signedInCookie<User, Guest>(
  login: Login<User, Guest>,
  user: User,
  options: SignedInOptions = {},
): Promise<string> {
  const pairs = (await logIn(login, user, options)).headers.getSetCookie().map((text) => text.split(';', 1));
  return pairs.join('; ');
}

/** A browser for tests where this user is logged in already. */
export async function createSignedInBrowser<User, Guest>(
  login: Login<User, Guest>,
  { user, answer, ...options }: SignedInBrowserOptions<User>,
): Promise<Browser> {
  let first: Response | undefined = await logIn(login, user, options);
  const browser = createBrowser((request) => {
    const response = first ?? answer(request);
    first = undefined;
    return response;
  }, options.origin);
  await browser.get('/');
  return browser;
}

function logIn<User, Guest>(
  login: Login<User, Guest>,
  user: User,
  { fresh = true, proofs, origin = 'http://localhost', headers = {}, context = nowhere }: SignedInOptions,
): Promise<Response> {
  const logsIn: Parameters<Login<User, Guest>['handle']>[1] = async (visit) => {
    const outcome = await visit.logIn(user, { fresh, ...(proofs === undefined ? {} : { proofs }) });
    if (!outcome.ok) throw new Error(`The user is refused at log-in: ${outcome.reason}.`);
    return new Response();
  };
  return login.handle(new Request(origin, { headers }), logsIn, context);
}
