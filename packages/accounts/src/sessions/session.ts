import type { Proof } from '../log-in/proof.ts';
import type { User } from '../users/user.ts';

/** One browser that is logged in. The same shape as `SessionRecord` of `@latchkey/session`. */
export interface StoredSession {
  /** SHA-256 of the cookie's token, base64url. */
  readonly idHash: string;
  readonly userId: string;
  readonly via: 'login' | 'remember';
  /** Oldest first; empty when a remember token restored it. */
  readonly proofs: readonly Proof[];
  readonly series: string | undefined;
  /** How the browser looked: a hash, 22 characters. */
  readonly looks: string | undefined;
  /**
   * The application let the user in although it holds the user inactive. It is kept for the application's `isActive`
   * alone: a disabled account is refused whatever its sessions say.
   */
  readonly forced: boolean;
  readonly createdAtMs: number;
  readonly lastSeenAtMs: number;
}

/** One browser that may come back. The same shape as `SeriesRecord` of `@latchkey/session`; tokens as SHA-256. */
export interface StoredSeries {
  readonly series: string;
  readonly userId: string;
  readonly tokenHash: string;
  readonly previousHash: string | undefined;
  /** How long a token lives without being used, in whole milliseconds; `undefined`: as long as the login's settings say. */
  readonly lifetimeMs: number | undefined;
  readonly rotatedAtMs: number;
  readonly createdAtMs: number;
  readonly lastUsedAtMs: number;
}

export interface StartSession {
  /** The user as seen when the proof was made. */
  readonly user: User;
  /** The session that ends in the same step, with its series unless the new one goes on with it. */
  readonly replaces?: string;
  readonly series?: StoredSeriesChange;
  /** Where it begins, to show it to its owner. */
  readonly client?: { readonly address: string | undefined; readonly agent: string | undefined };
}

/** A new series, or the next state of one, if `from` is still its token's hash. */
export interface StoredSeriesChange {
  readonly next: StoredSeries;
  readonly from?: string;
  /** The sessions end that a token of this series restored at this time or later. */
  readonly endsRestoredSinceMs?: number;
}
