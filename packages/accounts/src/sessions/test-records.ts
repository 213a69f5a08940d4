import type { StoredSeries, StoredSession } from './session.ts';

interface Owner {
  readonly id: string;
}

type Changes<Kept> = Partial<Kept> & { readonly atMs?: number };

/** A session of the user, begun and seen at `atMs`, without anything that need not be there. */
export function sessionOf(
  { id }: Owner,
  idHash: string,
  { atMs = 0, ...changes }: Changes<StoredSession> = {},
): StoredSession {
  return {
    idHash,
    userId: id,
    via: 'login',
    proofs: [],
    series: undefined,
    looks: undefined,
    forced: false,
    createdAtMs: atMs,
    lastSeenAtMs: atMs,
    ...changes,
  };
}

/** A remember series of the user, begun and used at `atMs`. */
export function seriesOf(
  { id }: Owner,
  series: string,
  { atMs = 0, ...changes }: Changes<StoredSeries> = {},
): StoredSeries {
  return {
    series,
    userId: id,
    tokenHash: `${series} token 1`,
    previousHash: undefined,
    lifetimeMs: undefined,
    rotatedAtMs: atMs,
    createdAtMs: atMs,
    lastUsedAtMs: atMs,
    ...changes,
  };
}
