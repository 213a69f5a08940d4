import type { CookieSettings } from './cookies.ts';
import type { MissingFactors } from './demand.ts';
import type { Duration } from './duration.ts';
import type { FlashCategory } from './flash.ts';
import type { Protection } from './protection.ts';
import type { MaybePromise, SessionStore, UserStore } from './store.ts';
import type { Random } from './tokens.ts';
import type { Visit } from './visit.ts';
import type { VisitRequest } from './visit-request.ts';
import type { Proof } from './visitor.ts';

/** `undefined` and `null`: there is no such user. Something like a promise will do. */
export type Loaded<User> = User | null | undefined | PromiseLike<User | null | undefined>;

/**
 * The settings of a login: the common ones, and one way to know users. It does not compile without: by a store that hands them
 * over, by `loadUser`, or by their requests alone.
 */
export type LoginSettings<User, Guest = undefined> = CommonSettings<User, Guest> & WayToUsers<User>;

export type WayToUsers<User> =
  | StoreWithUsers<User>
  | StoreAndLoader<User>
  | SealedCookie<User>
  | RequestsAlone<User>;

/** `sessionStore(accounts)`, or a store of your own that joins. */
export interface StoreWithUsers<User> {
  readonly store: UserStore<User>;
  readonly loadUser?: never;
  readonly sessionStamp?: never;
}

export interface StoreAndLoader<User> {
  /** Where sessions live: `createMemoryStore()` to try it, or one of your own. */
  readonly store: SessionStore<User>;
  /** The user with this id. One that is gone is `undefined`: the session counts as absent. */
  readonly loadUser: (id: string) => Loaded<User>;
  readonly sessionStamp?: never;
}

/** No store: the cookie holds the log-in itself, encrypted. A log-out does not reach a copy of it; see docs/stores.md. */
export interface SealedCookie<User> {
  readonly store: 'sealed-cookie';
  readonly loadUser: (id: string) => Loaded<User>;
  /**
   * A text that changes when all sessions of the user are to end: a counter, the hash of the password. Compared on every
   * request, and the only thing that can end one from the server's side.
   */
  readonly sessionStamp: (user: User) => string;
  readonly rememberDuration?: never;
  readonly rememberMaxDays?: never;
  readonly rememberRefresh?: never;
}

/** For programs with keys: nobody can log in, no cookie is ever set. */
export interface RequestsAlone<User> {
  readonly store?: never;
  readonly loadUser?: never;
  readonly sessionStamp?: never;
  loadUserFromRequest(request: VisitRequest, context: unknown): Loaded<User>;
}

export interface CommonSettings<User, Guest = undefined> {
  /** Newest first; each 32 bytes or more in base64url or hex. They sign flash messages and forms, and seal the sealed cookie. */
  readonly secrets: readonly string[];
  /** The id that `loadUser` and the store know the user by: a text that is not empty. Written below the loader, its type is known. */
  readonly userId: (user: User) => string;
  /** Inactive users are refused at log-in and on every request. Default: everyone is active. */
  readonly isActive?: (user: User) => boolean;
  /**
   * The user that the request itself names: by a header, an API key. Asked after session and remember token; never begins a session.
   * `context` is whatever the adapter handed to `open`: Hono's `Context`, the request of Express and Fastify.
   */
  loadUserFromRequest?(request: VisitRequest, context: unknown): Loaded<User>;
  /** The shape of whoever is not logged in: `visitor.guest`. Default `undefined`. */
  readonly anonymous?: (request: VisitRequest) => Guest;
  /** Where browsers reach the app. `https:` makes cookies `Secure` and `__Host-`. Without it the request's own host counts as ours. */
  readonly baseUrl?: string;
  /** Other origins that `next` may lead to. Default none. */
  readonly trustedOrigins?: readonly string[];
  /** In front of the pages in redirects. Default: redirects are paths, and no host header ever gets into one. */
  readonly redirectOrigin?: string;
  /** The log-in page: a path, or its whole address on another host. Without one, guards answer 401. */
  readonly loginPage?: string;
  /** Log-in pages by path prefix, the longest wins: `{ '/admin': '/admin/login', '/api': false }`. `false`: 401. */
  readonly loginPages?: Readonly<Record<string, string | false>>;
  /** The page that asks for the password again. Default: the log-in page. */
  readonly confirmPage?: string;
  /** How the log-in page learns where to go on to: by `?next=`, or by a signed cookie of 10 minutes. Default `query`. */
  readonly keepNext?: 'query' | 'cookie';
  /** Flash message of the guard; `''` for none. Default "Please log in to access this page." */
  readonly loginMessage?: string;
  /** Default `warning`. */
  readonly loginMessageCategory?: FlashCategory;
  /** `''` for none. Default "Please confirm that it is you." */
  readonly confirmMessage?: string;
  /** Default `warning`. */
  readonly confirmMessageCategory?: FlashCategory;
  /** Where to prove the factor that is missing: a path or an address, as `confirmPage`. Default the confirm page, for all. */
  factorPage?(missing: MissingFactors<User>, visit: Visit<User, Guest>): string;
  /** `''` for none. Default `confirmMessage`. */
  readonly factorMessage?: string;
  /** Default `confirmMessageCategory`. */
  readonly factorMessageCategory?: FlashCategory;
  /** How many factors these proofs make, for `requireFactors`. Default: how many different names of factors there are. */
  readonly countFactors?: (proofs: readonly Proof[]) => number;
  /** Puts the messages of the guards into the visitor's language. */
  translate?(message: string, visit: Visit<User, Guest>): string;
  /** Your own answers in place of redirect and 401. */
  readonly answers?: GuardAnswers<User, Guest>;
  /** Default `basic`. `strong` needs `clientAddress`. */
  readonly protection?: Protection;
  /** How long a proof counts as fresh. Default 15. */
  readonly freshForMinutes?: number;
  /** What an unsafe request gets on top, so that a page opened in time can still be sent. Default 5. */
  readonly freshGraceMinutes?: number;
  /** A session ends when it was not seen for so long. Default 24. */
  readonly idleHours?: number;
  /** A session ends so long after its log-in, whatever happens. Default 30. */
  readonly sessionDays?: number;
  /** A remember token, in the browser and in the store, ends when it was not used for so long. Default `{ days: 30 }`. */
  readonly rememberDuration?: Duration;
  /** And its series so long after the log-in. Default 365. */
  readonly rememberMaxDays?: number;
  /**
   * Whether a remember token that was replaced within the last minute answers this request, as known and without a session:
   * `restored` is not told. Default: it does. The attack: whoever has copied it passes by what `restored` would ask for.
   */
  readonly graceFor?: (user: User, visit: Visit<User, Guest>) => MaybePromise<boolean>;
  /** Every request of a session counts as a use of its remember token (written once a minute at most). Default: only what it restores. */
  readonly rememberRefresh?: boolean;
  readonly cookies?: CookieSettings;
  readonly events?: LoginEvents<User, Guest>;
  /** Milliseconds, UTC. Default `Date.now`. */
  readonly clock?: () => number;
  /** Default `randomBytes` of Node. Only tests give another. */
  readonly random?: Random;
  /** The client's address; `context` as in `loadUserFromRequest`. `createClientAddress` reads what proxies say. */
  clientAddress?(request: VisitRequest, context: unknown): string | undefined;
}

/** `undefined`: the answer that would have been given. */
export interface GuardAnswers<User, Guest = undefined> {
  unauthorized?(visit: Visit<User, Guest>): MaybePromise<Response | undefined>;
  needsConfirm?(visit: Visit<User, Guest>): MaybePromise<Response | undefined>;
  needsFactors?(missing: MissingFactors<User>, visit: Visit<User, Guest>): MaybePromise<Response | undefined>;
}

/** Each is awaited before the answer goes out; what it returns does not matter. */
export interface LoginEvents<User, Guest = undefined> {
  /** A session began by `logIn`. */
  loggedIn?(user: User, visit: Visit<User, Guest>): unknown;
  /** The records are gone already. `user`: who it was, if anybody was logged in. */
  loggedOut?(user: User | undefined, visit: Visit<User, Guest>): unknown;
  /** The login is fresh again. */
  confirmed?(user: User, visit: Visit<User, Guest>): unknown;
  /** A remember token restored the log-in, as known. */
  restored?(user: User, visit: Visit<User, Guest>): unknown;
  /** The request itself said who it is from. */
  loadedFromRequest?(user: User, visit: Visit<User, Guest>): unknown;
  /** An outdated remember token came back: someone else holds a copy. Its series and the sessions of it have ended. */
  replayed?(userId: string, visit: Visit<User, Guest>): unknown;
  /** A guard refused somebody who is not logged in. */
  unauthorized?(visit: Visit<User, Guest>): unknown;
  /** A guard refused somebody whose login is not fresh. */
  needsConfirm?(visit: Visit<User, Guest>): unknown;
  /** A guard refused somebody who has proven too few factors lately. */
  needsFactors?(missing: MissingFactors<User>, visit: Visit<User, Guest>): unknown;
  /** The browser looks different: the session is not fresh here, or has ended. */
  protected?(visit: Visit<User, Guest>): unknown;
  /** Somebody asked who the visitor is; once a request, after it was found out. */
  accessed?(visit: Visit<User, Guest>): unknown;
  /** `handle` answers 503 for this error. Default: it is printed. Adapters hand errors to their framework instead. */
  failed?(error: Error, visit: Visit<User, Guest>): unknown;
}
