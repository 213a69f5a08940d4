import { type CookieSettings, type Cookies, createCookies } from './cookies.ts';
import { codedError } from './errors.ts';
import { createKeyring, type Keyring } from './keyring.ts';
import type { MaybePromise, SessionStore } from './store.ts';
import { type Random, systemRandom } from './tokens.ts';
import type { Visit } from './visit.ts';

export interface LoginSettings<User> {
  /** Where sessions live: `createMemoryStore()` to try it, `sessionStore(accounts)`, or one of your own. */
  readonly store: SessionStore<User>;
  /** Newest first; each 32 bytes or more in base64url or hex. They sign flash messages and forms, not sessions. */
  readonly secrets: readonly string[];
  /** The id that `loadUser` and the store know the user by. */
  readonly userId: (user: User) => string;
  /** For stores that do not hand over the user themselves. `undefined`: there is no such user any more. */
  readonly loadUser?: (id: string) => MaybePromise<User | undefined>;
  /** Inactive users are refused at log-in and on every request. Default: everyone is active. */
  readonly isActive?: (user: User) => boolean;
  /** Where browsers reach the app. `https:` makes cookies `Secure` and `__Host-`. Without it the request's own host counts as ours. */
  readonly baseUrl?: string;
  /** Other origins that `next` may lead to. Default none. */
  readonly trustedOrigins?: readonly string[];
  /** Path of the log-in page; without one, guards answer 401. */
  readonly loginPage?: string;
  /** Path of the page that asks for the password again. Default: the log-in page. */
  readonly confirmPage?: string;
  /** Flash message of the guard. Default "Please log in to access this page." */
  readonly loginMessage?: string;
  /** Default "Please confirm that it is you." */
  readonly confirmMessage?: string;
  /** How long a proof counts as fresh. Default 15. */
  readonly freshForMinutes?: number;
  /** What an unsafe request gets on top, so that a page opened in time can still be sent. Default 5. */
  readonly freshGraceMinutes?: number;
  /** A session ends when it was not seen for so long. Default 24. */
  readonly idleHours?: number;
  /** A session ends so long after its log-in, whatever happens. Default 30. */
  readonly sessionDays?: number;
  /** A remember token ends when it was not used for so long, and its series after `rememberMaxDays`. Defaults 30 and 365. */
  readonly rememberDays?: number;
  readonly rememberMaxDays?: number;
  readonly cookies?: CookieSettings;
  readonly events?: LoginEvents<User>;
  /** Milliseconds, UTC. Default `Date.now`. */
  readonly clock?: () => number;
  /** Default `randomBytes` of Node. Only tests give another. */
  readonly random?: Random;
  /** The client's address; `context` is whatever the adapter handed to `open` (in Hono its `Context`). */
  clientAddress?(request: Request, context: unknown): string | undefined;
}

/** Each is awaited before the answer goes out. */
export interface LoginEvents<User> {
  /** A session began by `logIn`. */
  loggedIn?(user: User, visit: Visit<User>): MaybePromise<void>;
  /** The records are gone already. */
  loggedOut?(visit: Visit<User>): MaybePromise<void>;
  /** The login is fresh again. */
  confirmed?(user: User, visit: Visit<User>): MaybePromise<void>;
  /** A remember token restored the log-in, as known. */
  restored?(user: User, visit: Visit<User>): MaybePromise<void>;
  /** An outdated remember token came back: someone else holds a copy. Its series and the sessions of it have ended. */
  replayed?(userId: string, visit: Visit<User>): MaybePromise<void>;
  /** A guard refused somebody who is not logged in. */
  unauthorized?(visit: Visit<User>): MaybePromise<void>;
  /** A guard refused somebody whose login is not fresh. */
  needsConfirm?(visit: Visit<User>): MaybePromise<void>;
}

/** The settings, checked and completed once, when the app is built. */
export interface Setup<User> {
  readonly store: SessionStore<User>;
  readonly keyring: Keyring;
  readonly cookies: Cookies;
  readonly events: LoginEvents<User>;
  readonly clock: () => number;
  readonly random: Random;
  readonly userId: (user: User) => string;
  readonly isActive: (user: User) => boolean;
  readonly loadUser: (id: string) => MaybePromise<User | undefined>;
  readonly clientAddress: ((request: Request, context: unknown) => string | undefined) | undefined;
  readonly origin: string | undefined;
  readonly trustedOrigins: readonly string[];
  readonly loginPage: string | undefined;
  readonly confirmPage: string | undefined;
  readonly loginMessage: string;
  readonly confirmMessage: string;
  readonly freshMs: number;
  readonly freshGraceMs: number;
  readonly idleMs: number;
  readonly sessionMs: number;
  readonly rememberMs: number;
  readonly rememberMaxMs: number;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** @throws `base-url-invalid`, `trusted-origin-invalid`, `page-invalid`, `duration-invalid`, and those of the keyring and the cookies */
export function checkSettings<User>(settings: LoginSettings<User>): Setup<User> {
  const origin = settings.baseUrl === undefined ? undefined : baseOrigin(settings.baseUrl);
  const loginPage = page(settings.loginPage);
  return {
    store: settings.store,
    keyring: createKeyring(settings.secrets),
    cookies: createCookies(origin?.startsWith('https:') ?? false, settings.cookies),
    events: settings.events ?? {},
    clock: settings.clock ?? Date.now,
    random: settings.random ?? systemRandom,
    userId: settings.userId,
    isActive: settings.isActive ?? (() => true),
    loadUser: settings.loadUser ?? noLoader,
    clientAddress: settings.clientAddress?.bind(settings),
    origin,
    trustedOrigins: (settings.trustedOrigins ?? []).map(trustedOrigin),
    loginPage,
    confirmPage: page(settings.confirmPage) ?? loginPage,
    loginMessage: settings.loginMessage ?? 'Please log in to access this page.',
    confirmMessage: settings.confirmMessage ?? 'Please confirm that it is you.',
    freshMs: duration(settings.freshForMinutes ?? 15, minuteMs),
    freshGraceMs: duration(settings.freshGraceMinutes ?? 5, minuteMs),
    idleMs: duration(settings.idleHours ?? 24, hourMs),
    sessionMs: duration(settings.sessionDays ?? 30, dayMs),
    rememberMs: duration(settings.rememberDays ?? 30, dayMs),
    rememberMaxMs: duration(settings.rememberMaxDays ?? 365, dayMs),
  };
}

function baseOrigin(baseUrl: string): string {
  const parsed = URL.parse(baseUrl);
  if (parsed === null || !/^https?:$/.test(parsed.protocol)) {
    throw codedError(
      'base-url-invalid',
      `The base URL must be an http or https address, not \`${baseUrl}\`.`,
    );
  }
  return parsed.origin;
}

function trustedOrigin(text: string): string {
  const parsed = URL.parse(text);
  if (parsed === null || parsed.origin !== text || parsed.origin === 'null') {
    throw codedError('trusted-origin-invalid', `\`${text}\` is not an origin like https://example.org.`);
  }
  return text;
}

function page(path: string | undefined): string | undefined {
  if (path !== undefined && !/^\/(?!\/)[^\\\s]*$/.test(path)) {
    throw codedError('page-invalid', `\`${path}\` is not a path on this site.`);
  }
  return path;
}

function duration(amount: number, unitMs: number): number {
  if (!Number.isFinite(amount) || amount < 0) {
    throw codedError(
      'duration-invalid',
      `A duration must be a number that is not negative, not \`${amount}\`.`,
    );
  }
  return amount * unitMs;
}

function noLoader(): never {
  throw codedError('load-user-missing', 'The session store hands over no users, and there is no `loadUser`.');
}
