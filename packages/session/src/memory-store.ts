import type { SeriesChange, SeriesRecord, SessionStore } from './store.ts';
import { sameHash } from './tokens.ts';
import type { SessionRecord } from './visitor.ts';

interface Remembered {
  readonly record: SeriesRecord;
  /** `idHash` of each session that began in this series and has not ended. */
  readonly sessions: Set<string>;
}

/**
 * Sessions in the memory of this process: for tests and demonstrations. They end with the process, other processes do
 * not see them, and what has expired is never dropped. It hands over no users: give `loadUser`.
 */
export function createMemoryStore<User = never>(): SessionStore<User> {
  const sessions = new Map<string, SessionRecord>();
  const seriesById = new Map<string, Remembered>();

  function begin(session: SessionRecord): void {
    sessions.set(session.idHash, session);
    if (session.series !== undefined) seriesById.get(session.series)?.sessions.add(session.idHash);
  }

  function drop({ idHash, series }: SessionRecord): void {
    sessions.delete(idHash);
    if (series !== undefined) seriesById.get(series)?.sessions.delete(idHash);
  }

  function endSeries(series: string): void {
    for (const idHash of seriesById.get(series)?.sessions ?? []) sessions.delete(idHash);
    seriesById.delete(series);
  }

  function end(idHash: string, goesOn?: string): void {
    const session = sessions.get(idHash);
    if (session === undefined) return;
    drop(session);
    if (session.series !== undefined && session.series !== goesOn) endSeries(session.series);
  }

  function isStill(series: string, tokenHash: string): boolean {
    const found = seriesById.get(series);
    return found !== undefined && sameHash(found.record.tokenHash, tokenHash);
  }

  function moveOn({ next, endsRestoredSinceMs = Number.POSITIVE_INFINITY }: SeriesChange): void {
    const { sessions: ofSeries } = seriesById.get(next.series) ?? { sessions: new Set<string>() };
    seriesById.set(next.series, { record: next, sessions: ofSeries });
    for (const idHash of ofSeries) {
      const session = sessions.get(idHash);
      if (session?.via === 'remember' && session.createdAtMs >= endsRestoredSinceMs) drop(session);
    }
  }

  return {
    find(idHash) {
      const session = sessions.get(idHash);
      return session && { session };
    },
    findSeries(series) {
      const found = seriesById.get(series);
      return found && { series: found.record };
    },
    start(session, { replaces, series }) {
      if (series?.from !== undefined && !isStill(series.next.series, series.from)) return false;
      if (series === undefined && session.series !== undefined && !seriesById.has(session.series))
        return false;
      if (series !== undefined) moveOn(series);
      begin(session);
      if (replaces !== undefined) end(replaces, session.series);
      return true;
    },
    touch(idHash, seenAtMs, series) {
      const session = sessions.get(idHash);
      if (session !== undefined && session.lastSeenAtMs < seenAtMs)
        sessions.set(idHash, { ...session, lastSeenAtMs: seenAtMs });
      const used = series === undefined ? undefined : seriesById.get(series);
      if (used !== undefined && used.record.lastUsedAtMs < seenAtMs)
        seriesById.set(used.record.series, { ...used, record: { ...used.record, lastUsedAtMs: seenAtMs } });
    },
    end(which) {
      if (which.series === undefined) end(which.idHash);
      else endSeries(which.series);
    },
  };
}
