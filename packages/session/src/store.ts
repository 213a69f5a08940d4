import type { SessionRecord } from './visitor.ts';

export type MaybePromise<T> = T | Promise<T>;

/** Some databases answer with something that is like a promise and is none. */
export function isThenable<Value>(value: Value | PromiseLike<Value>): value is PromiseLike<Value> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

/** A remember series: one browser that may come back, and the two tokens that matter. Tokens are stored as SHA-256. */
export interface SeriesRecord {
  /** Public half of the remember cookie: 22 characters, base64url. */
  readonly series: string;
  readonly userId: string;
  /** Hash of the token the browser should hold. */
  readonly tokenHash: string;
  /** Hash of the token before it, valid until the newer one was presented once. */
  readonly previousHash: string | undefined;
  /** How long a token of this series lives without being used, where the log-in asked for another time than the setting. */
  readonly lifetimeMs: number | undefined;
  readonly rotatedAtMs: number;
  readonly createdAtMs: number;
  readonly lastUsedAtMs: number;
}

export interface FoundSession<User> {
  readonly session: SessionRecord;
  /** A store that joins hands over the user as well; otherwise `loadUser` is asked. */
  readonly user?: User;
}

export interface FoundSeries<User> {
  readonly series: SeriesRecord;
  readonly user?: User;
}

export interface StartOptions<User> {
  /** The user as seen when the proof was made; a store may refuse when the account has changed since. */
  readonly user: User;
  /** `idHash` of the session that ends in the same step; with it ends its series, unless the new session goes on with it. */
  readonly replaces?: string;
  readonly series?: SeriesChange;
  /** Where it begins: the client's address and its User-Agent as sent, for a store that shows people their sessions. */
  readonly client?: { readonly address: string | undefined; readonly agent: string | undefined };
}

/** A new series, or the next state of one. */
export interface SeriesChange {
  readonly next: SeriesRecord;
  /** The change happens only if this is still the `tokenHash` of the series (compare and set). */
  readonly from?: string;
  /**
   * In the same step the sessions end that a token of this series restored at this time or later: they went out
   * together with a token that is now void.
   */
  readonly endsRestoredSinceMs?: number;
}

/** Ends one session with its series, or one series with its sessions. */
export type EndOf =
  | { readonly idHash: string; readonly series?: never }
  | { readonly series: string; readonly idHash?: never };

/**
 * Where sessions live. Every method is atomic: it happens whole or not at all, in every process.
 * Where the store knows of users, a session whose user is gone or inactive is not found. `describeSessionStore` is the contract as tests.
 */
export interface SessionStore<User> {
  /** Whether every session and series that is found comes with its user: then no `loadUser` is needed. Default false. */
  readonly knowsUsers?: boolean;
  /** The one read of a request. Does not judge age: the caller knows the clock. */
  find(idHash: string): MaybePromise<FoundSession<User> | undefined>;
  findSeries(series: string): MaybePromise<FoundSeries<User> | undefined>;
  /** Begins a session. `false`: the account or the series has changed meanwhile, and nothing was written. */
  start(session: SessionRecord, options: StartOptions<User>): MaybePromise<boolean>;
  /**
   * Notes that the session was seen, and with `series` that this series was used; never moves backwards. It may be written
   * after this returns.
   */
  touch(idHash: string, seenAtMs: number, series?: string): MaybePromise<void>;
  /** Ends for good, before it returns. Ending what is not there is no error. */
  end(which: EndOf): MaybePromise<void>;
}

/** A store that joins: it hands over the user with every session and every series. */
export interface UserStore<User> extends SessionStore<User> {
  readonly knowsUsers: true;
}
