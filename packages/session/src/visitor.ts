/** One proof of identity: which factor, and when. */
export interface Proof {
  /** `password`; later `totp`, `passkey`, … */
  readonly factor: string;
  /** UTC milliseconds. */
  readonly atMs: number;
}

/** Whoever sent the request, and has not logged in. */
export interface AnonymousVisitor<Guest = unknown> {
  readonly state: 'anonymous';
  /** What the setting `anonymous` makes; `undefined` without it. */
  readonly guest: Guest;
}

/** Logged in, however long ago: by log-in, by remember token, or by the request itself. */
export interface KnownVisitor<User> {
  readonly state: 'known';
  readonly user: User;
  readonly via: 'login' | 'remember' | 'request';
  /** Absent for `via: 'request'`, and for a remember token that was answered within its grace of 60 s. */
  readonly session: SessionRecord | undefined;
}

/** Known, and proven within the last 15 minutes (setting `freshForMinutes`). */
export interface FreshVisitor<User> {
  readonly state: 'fresh';
  readonly user: User;
  readonly via: 'login' | 'remember';
  readonly session: SessionRecord;
}

export type LoggedInVisitor<User> = KnownVisitor<User> | FreshVisitor<User>;
export type Visitor<User, Guest = unknown> = AnonymousVisitor<Guest> | LoggedInVisitor<User>;

/** The server's record of one browser that is logged in. The cookie's token itself is never stored. */
export interface SessionRecord {
  /** SHA-256 of the cookie's token, base64url, 43 characters. */
  readonly idHash: string;
  readonly userId: string;
  readonly via: 'login' | 'remember';
  /** What was proven in this session, oldest first; empty when a remember token restored it. */
  readonly proofs: readonly Proof[];
  /** The remember series that this session belongs to, and that its log-out ends. */
  readonly series: string | undefined;
  /** How the browser looked: 22 characters of a hash over its User-Agent and address. Absent where neither was known. */
  readonly looks: string | undefined;
  /** The user was inactive at the log-in, which was forced: `isActive` is not asked. */
  readonly forced: boolean;
  readonly createdAtMs: number;
  readonly lastSeenAtMs: number;
}
