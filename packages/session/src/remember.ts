import type { Jar } from './jar.ts';
import type { Setup } from './setup.ts';
import type { FoundSeries, SeriesChange, SeriesRecord } from './store.ts';
import { hashToken, isToken, newSeriesId, newToken, sameHash } from './tokens.ts';

/** How long the token before the last still answers, for tabs and images that were under way together. */
const graceMs = 60_000;

type RememberSetup = Pick<Setup<never, never>, 'clock' | 'random' | 'rememberMs' | 'rememberMaxMs'>;

/** What a remember cookie says: which series, and the hash of its token. */
export interface Presented {
  readonly series: string;
  readonly tokenHash: string;
  /** The value of the cookie as it came. */
  readonly cookie: string;
}

export type Judgement = 'rotate' | 'grace' | 'replayed';

/** A change of a series for the store, and the cookie value that goes with it. */
export interface Issued {
  readonly cookie: string;
  readonly maxAgeSeconds: number;
  readonly series: SeriesChange;
}

export function presentedRemember(jar: Jar): Presented | undefined {
  return jar.read('remember', readRememberCookie);
}

/** `undefined` when the value was not written by us. */
function readRememberCookie(value: string): Presented | undefined {
  const [series = '', token = '', ...rest] = value.split('.');
  if (!/^[\w-]{22}$/.test(series) || !isToken(token) || rest.length > 0) return undefined;
  return { series, tokenHash: hashToken(token), cookie: value };
}

/** @param lifetime of this series' tokens, in milliseconds; default the setting */
export function newSeries(userId: string, setup: RememberSetup, lifetime?: number): Issued {
  const series = newSeriesId(setup.random);
  const token = newToken(setup.random);
  const now = setup.clock();
  const next: SeriesRecord = {
    series,
    userId,
    tokenHash: hashToken(token),
    previousHash: undefined,
    lifetimeMs: lifetime,
    rotatedAtMs: now,
    createdAtMs: now,
    lastUsedAtMs: now,
  };
  return { cookie: `${series}.${token}`, maxAgeSeconds: maxAgeSeconds(next, setup), series: { next } };
}

/** How long a token of this series lives without being used. */
export function lifetimeMs(series: SeriesRecord, setup: RememberSetup): number {
  return series.lifetimeMs ?? setup.rememberMs;
}

/** The browser forgets it when the server does. */
export function maxAgeSeconds(series: SeriesRecord, setup: RememberSetup): number {
  const left = series.createdAtMs + setup.rememberMaxMs - setup.clock();
  return Math.floor(Math.min(lifetimeMs(series, setup), left) / 1000);
}

export function isExpired(series: SeriesRecord, setup: RememberSetup): boolean {
  const now = setup.clock();
  return (
    now - series.lastUsedAtMs > lifetimeMs(series, setup) || now - series.createdAtMs > setup.rememberMaxMs
  );
}

/**
 * The token that should come rotates. The one before it is a request that was under way (within 60 s), or the sign of an
 * answer that got lost, as long as its successor is unseen. Anything older was copied: somebody else used it since.
 */
export function judge(series: SeriesRecord, presented: Presented, now: number): Judgement {
  if (sameHash(series.tokenHash, presented.tokenHash)) return 'rotate';
  if (series.previousHash === undefined || !sameHash(series.previousHash, presented.tokenHash))
    return 'replayed';
  return now - series.rotatedAtMs <= graceMs ? 'grace' : 'rotate';
}

/**
 * The presented token stays valid until its successor was seen. An unseen successor that was handed out before is void, and
 * so is the session that went out with it: whoever has either has both, and it is not the one who comes with the old token.
 */
export function rotate(series: SeriesRecord, presented: Presented, setup: RememberSetup): Issued {
  const token = newToken(setup.random);
  const now = setup.clock();
  const next: SeriesRecord = {
    ...series,
    tokenHash: hashToken(token),
    previousHash: presented.tokenHash,
    rotatedAtMs: now,
    lastUsedAtMs: now,
  };
  const isSuccessor = sameHash(series.tokenHash, presented.tokenHash);
  const voided = isSuccessor ? {} : { endsRestoredSinceMs: series.rotatedAtMs };
  const change = { next, from: series.tokenHash, ...voided };
  return { cookie: `${series.series}.${token}`, maxAgeSeconds: maxAgeSeconds(next, setup), series: change };
}

/** Whether this cookie may speak for the series at all: to end it, for instance. */
export function belongs<User>(found: FoundSeries<User>, presented: Presented): boolean {
  const { tokenHash, previousHash } = found.series;
  return (
    sameHash(tokenHash, presented.tokenHash) ||
    (previousHash !== undefined && sameHash(previousHash, presented.tokenHash))
  );
}
