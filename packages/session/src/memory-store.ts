import type { SeriesChange, SeriesRecord, SessionStore } from './store.ts';
import { sameHash } from './tokens.ts';
import type { SessionRecord } from './visitor.ts';

/**
 * Sessions in the memory of this process: for tests and demonstrations. They end with the process, other processes do
 * not see them, and what has expired is never dropped. It hands over no users: give `loadUser`.
 */
export function createMemoryStore<User>(): SessionStore<User> {
  const sessions = new Map<string, SessionRecord>();
  const seriesById = new Map<string, SeriesRecord>();

  function endSeries(series: string): void {
    seriesById.delete(series);
    for (const session of sessions.values()) {
      if (session.series === series) sessions.delete(session.idHash);
    }
  }

  function moveOn({ next, endsRestoredSinceMs }: SeriesChange): void {
    seriesById.set(next.series, next);
    if (endsRestoredSinceMs === undefined) return;
    for (const { idHash, series, via, createdAtMs } of sessions.values()) {
      if (series === next.series && via === 'remember' && createdAtMs >= endsRestoredSinceMs)
        sessions.delete(idHash);
    }
  }

  function end(idHash: string, goesOn?: string): void {
    const series = sessions.get(idHash)?.series;
    sessions.delete(idHash);
    if (series !== undefined && series !== goesOn) endSeries(series);
  }

  function isStill(series: string, tokenHash: string): boolean {
    const found = seriesById.get(series);
    return found !== undefined && sameHash(found.tokenHash, tokenHash);
  }

  return {
    find(idHash) {
      const session = sessions.get(idHash);
      return session && { session };
    },
    findSeries(series) {
      const found = seriesById.get(series);
      return found && { series: found };
    },
    start(session, { replaces, series }) {
      if (series?.from !== undefined && !isStill(series.next.series, series.from)) return false;
      if (series === undefined && session.series !== undefined && !seriesById.has(session.series))
        return false;
      if (series !== undefined) moveOn(series);
      sessions.set(session.idHash, session);
      if (replaces !== undefined) end(replaces, session.series);
      return true;
    },
    touch(idHash, seenAtMs) {
      const session = sessions.get(idHash);
      if (session === undefined || session.lastSeenAtMs >= seenAtMs) return;
      sessions.set(idHash, { ...session, lastSeenAtMs: seenAtMs });
    },
    end(which) {
      if ('series' in which) endSeries(which.series);
      else end(which.idHash);
    },
  };
}
