import type { Accounts } from '../accounts.ts';
import type { Database } from '../database/open.ts';
import type { User } from '../users/user.ts';
import { prepareFind, prepareFindSeries } from './find.ts';
import type { StartSession, StoredSeries, StoredSession } from './session.ts';
import { startSession } from './start.ts';

/** What `createLogin` of `@latchkey/session` takes for `store`; it hands over the user with the session. */
export interface AccountsSessionStore {
  readonly knowsUsers: true;
  /**
   * The session with this id and its user, in one statement and on SQLite without a promise. Not found is also
   * one whose user is gone, disabled, or has changed credentials since; `logIn(user, { force: true })` does not help a
   * disabled account, only one that your own `isActive` refuses. Does not judge age.
   */
  find(idHash: string): MaybePromise<{ readonly session: StoredSession; readonly user: User } | undefined>;
  findSeries(
    series: string,
  ): MaybePromise<{ readonly series: StoredSeries; readonly user: User } | undefined>;
  /** `false`: the account or the series has changed meanwhile, or the account is disabled, and nothing was written. */
  start(session: StoredSession, options: StartSession): Promise<boolean>;
  /**
   * Notes that the session was seen, and with `series` that this one was used; never moves backwards. Nobody waits for the note and nothing fails with it; while one
   * is being written, those of parallel requests are left out. Closing the database waits for it.
   */
  touch(idHash: string, seenAtMs: number, series?: string): void;
  /** Ends a session with its series, or a series with its sessions. */
  end(
    which:
      | { readonly idHash: string; readonly series?: never }
      | { readonly series: string; readonly idHash?: never },
  ): Promise<void>;
}

type MaybePromise<T> = T | Promise<T>;

/** The sessions of these accounts. @throws `database-busy` from `start` and `end`, where a write waited for more than 5 s */
export function sessionStore(accounts: Accounts): AccountsSessionStore {
  const { kysely } = accounts.database;
  return {
    knowsUsers: true,
    find: prepareFind(accounts.database),
    findSeries: prepareFindSeries(accounts.database),
    start: (session, options) => startSession(kysely, session, options),
    touch: prepareTouch(accounts.database),
    end: (which) =>
      which.series === undefined ? endSession(accounts, which.idHash) : endSeries(accounts, which.series),
  };
}

const seenSql = 'UPDATE sessions SET last_seen_at = ?2 WHERE id_hash = ?1 AND last_seen_at < ?2';
const usedSql = 'UPDATE remember_series SET last_used_at = ?2 WHERE series = ?1 AND last_used_at < ?2';

function prepareTouch(database: Database): AccountsSessionStore['touch'] {
  const noteSeen = database.prepareRun(seenSql);
  const noteBoth = database.prepareRun(seenSql, usedSql);
  const underWay = new Set<string>();
  return (idHash, seenAtMs, series) => {
    const note = series === undefined ? idHash : `${idHash} ${series}`;
    if (underWay.has(note)) return;
    underWay.add(note);
    const done = () => void underWay.delete(note);
    const seen = [idHash, seenAtMs];
    const noted = series === undefined ? noteSeen(seen) : noteBoth(seen, [series, seenAtMs]);
    // Whatever kept the note from being written, a page must not fail for it: the next one makes it again.
    noted.then(done, done);
  };
}

async function endSession({ database }: Accounts, idHash: string): Promise<void> {
  await database.kysely.transaction().execute(async (transaction) => {
    await transaction
      .deleteFrom('remember_series')
      .where('series', '=', (of) => of.selectFrom('sessions').select('series').where('id_hash', '=', idHash))
      .execute();
    await transaction.deleteFrom('sessions').where('id_hash', '=', idHash).execute();
  });
}

/** The sessions that were restored from it go with it, by the foreign key. */
async function endSeries({ database }: Accounts, series: string): Promise<void> {
  await database.kysely.deleteFrom('remember_series').where('series', '=', series).execute();
}
