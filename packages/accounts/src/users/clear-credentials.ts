import type { Transaction } from 'kysely';
import type { Schema } from '../database/schema.ts';

export type ClearReason = 'password-changed' | 'disabled' | 'sessions-ended' | 'deleted';

/** Everything that can log somebody in without the password. A feature with a token of its own adds its line. */
export type Credential = 'session' | 'remember-series' | 'known-browser';

/** What dies for which reason; `others`: all but the session in which it happened. `docs/accounts.md` shows it. */
export const whatDies: Readonly<Record<ClearReason, Readonly<Record<Credential, 'all' | 'others'>>>> = {
  'password-changed': { session: 'others', 'remember-series': 'all', 'known-browser': 'all' },
  disabled: { session: 'all', 'remember-series': 'all', 'known-browser': 'all' },
  'sessions-ended': { session: 'all', 'remember-series': 'all', 'known-browser': 'all' },
  deleted: { session: 'all', 'remember-series': 'all', 'known-browser': 'all' },
};

export interface ClearOptions {
  /** `idHash` of the session that goes on, where the reason lets one. */
  readonly keepSession?: string;
}

/**
 * The one function that knows what dies when an account changes. It raises the user's `credentials_version` first:
 * sessions and known browsers carry the version at which they were proven, so that a log-in which checked the old
 * password and has not written its session yet is stillborn.
 */
export async function clearCredentials(
  transaction: Transaction<Schema>,
  userId: string,
  { reason, keepSession }: ClearOptions & { readonly reason: ClearReason },
): Promise<void> {
  await transaction
    .updateTable('users')
    .set((set) => ({ credentials_version: set('credentials_version', '+', 1) }))
    .where('id', '=', userId)
    .execute();
  const kept = whatDies[reason].session === 'others' ? keepSession : undefined;
  if (kept !== undefined) await moveOn(transaction, userId, kept);
  // Before the series: what is kept has left its series, and the end of a series takes its sessions along.
  const sessions = transaction.deleteFrom('sessions').where('user_id', '=', userId);
  await (kept === undefined ? sessions : sessions.where('id_hash', '!=', kept)).execute();
  await transaction.deleteFrom('remember_series').where('user_id', '=', userId).execute();
}

async function moveOn(transaction: Transaction<Schema>, userId: string, idHash: string): Promise<void> {
  await transaction
    .updateTable('sessions')
    .set((set) => ({
      series: null,
      credentials_version: set
        .selectFrom('users')
        .select('users.credentials_version')
        .where('users.id', '=', userId)
        .$asScalar(),
    }))
    .where('id_hash', '=', idHash)
    .where('user_id', '=', userId)
    .execute();
}
