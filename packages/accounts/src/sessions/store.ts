import type { Accounts } from '../accounts.ts';
import { hasCode } from '../database/errors.ts';
import type { User } from '../users/user.ts';
import { prepareFind, prepareFindSeries } from './find.ts';
import type { StartSession, StoredSeries, StoredSession } from './session.ts';
import { startSession } from './start.ts';

/** What `createLogin` of `@latchkey/session` takes for `store`; it hands over the user with the session. */
export interface AccountsSessionStore {
  /**
   * The session with this id and its user, in one statement and on SQLite without a promise. Not found is also
   * one whose user is gone, disabled, or has changed credentials since. Does not judge age.
   */
  find(idHash: string): MaybePromise<{ readonly session: StoredSession; readonly user: User } | undefined>;
  findSeries(
    series: string,
  ): MaybePromise<{ readonly series: StoredSeries; readonly user: User } | undefined>;
  /** `false`: the account or the series has changed meanwhile, and nothing was written. */
  start(session: StoredSession, options: StartSession): Promise<boolean>;
  /** Notes that the session was seen; never moves backwards, and never fails for a busy database. */
  touch(idHash: string, seenAtMs: number): Promise<void>;
  /** Ends a session with its series, or a series with its sessions. */
  end(which: { readonly idHash: string } | { readonly series: string }): Promise<void>;
}

type MaybePromise<T> = T | Promise<T>;

/** The sessions of these accounts. Throws `database-busy` where a write waited for more than 5 s. */
export function sessionStore(accounts: Accounts): AccountsSessionStore {
  const { kysely } = accounts.database;
  return {
    find: prepareFind(accounts.database),
    findSeries: prepareFindSeries(accounts.database),
    start: (session, options) => startSession(kysely, session, options),
    touch: (idHash, seenAtMs) => touch(accounts, idHash, seenAtMs),
    end: (which) =>
      'series' in which ? endSeries(accounts, which.series) : endSession(accounts, which.idHash),
  };
}

async function touch({ database }: Accounts, idHash: string, seenAtMs: number): Promise<void> {
  try {
    await database.kysely
      .updateTable('sessions')
      .set({ last_seen_at: seenAtMs })
      .where('id_hash', '=', idHash)
      .where('last_seen_at', '<', seenAtMs)
      .execute();
  } catch (error) {
    // A page must not fail for a note that the next page makes again.
    if (!hasCode(error, 'database-busy')) throw error;
  }
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
