import type { Transaction } from 'kysely';
import type { Schema } from '../database/schema.ts';

export type ClearReason =
  | 'password-changed'
  | 'password-reset'
  /** An address of an account was proven that was not before, by another way than its password. */
  | 'address-proven'
  | 'email-changed'
  /** By the owner: everything but this browser. */
  | 'others-ended'
  /** By the operator. */
  | 'sessions-ended'
  | 'deletion-asked'
  | 'disabled'
  | 'deleted';

/** Everything that can log somebody in without the password. A feature with a token of its own adds its line. */
export type Credential = 'known-browser' | 'session' | 'remember-series' | 'one-time-token';

/** `others`: all but what belongs to the session in which it happened. */
export type Fate = 'all' | 'others' | 'stay';

type Fates = Readonly<Record<Credential, Fate>>;

const all: Fates = {
  'known-browser': 'all',
  session: 'all',
  'remember-series': 'all',
  'one-time-token': 'all',
};

/** What dies for which reason; `docs/what-ends-when.md` shows it. */
export const whatDies: Readonly<Record<ClearReason, Fates>> = {
  'password-changed': { ...all, session: 'others' },
  'password-reset': all,
  'address-proven': all,
  'email-changed': { ...all, 'known-browser': 'stay', session: 'stay', 'remember-series': 'stay' },
  // Mailed links stay: a thief who ends all others again and again must not keep the owner from a new password.
  'others-ended': {
    'known-browser': 'stay',
    session: 'others',
    'remember-series': 'others',
    'one-time-token': 'stay',
  },
  'sessions-ended': all,
  'deletion-asked': all,
  disabled: all,
  deleted: all,
};

export interface ClearOptions {
  /** `idHash` of the session that goes on, where the reason lets one. */
  readonly keepSession?: string;
}

/** The one function that knows what dies when an account changes: each kind in the order of `endings`. */
export async function clearCredentials(
  transaction: Transaction<Schema>,
  userId: string,
  { reason, keepSession }: ClearOptions & { readonly reason: ClearReason },
): Promise<void> {
  const fates = whatDies[reason];
  for (const { credential, end } of endings) {
    const fate = fates[credential];
    if (fate === 'stay') continue;
    const kept = fate === 'others' ? keepSession : undefined;
    await end(transaction, userId, { kept, hasSeries: fates['remember-series'] !== 'all' });
  }
}

interface Keeping {
  /** `idHash` of the session that goes on. */
  readonly kept: string | undefined;
  /** It goes on with its remember series. */
  readonly hasSeries: boolean;
}

interface Ending {
  readonly credential: Credential;
  end(transaction: Transaction<Schema>, userId: string, keeping: Keeping): Promise<void>;
}

/**
 * Known browsers first, by the user's `credentials_version`: sessions carry it as well, so that a log-in which checked
 * the old password and has not written its session yet is stillborn. Sessions before the series: what is kept has left
 * its series, and the end of a series takes its sessions along.
 */
const endings: readonly Ending[] = [
  { credential: 'known-browser', end: raiseVersion },
  { credential: 'session', end: endSessions },
  { credential: 'remember-series', end: endSeries },
  { credential: 'one-time-token', end: endTokens },
];

async function raiseVersion(transaction: Transaction<Schema>, userId: string): Promise<void> {
  await transaction
    .updateTable('users')
    .set((set) => ({ credentials_version: set('credentials_version', '+', 1) }))
    .where('id', '=', userId)
    .execute();
}

async function endSessions(
  transaction: Transaction<Schema>,
  userId: string,
  { kept, hasSeries }: Keeping,
): Promise<void> {
  if (kept !== undefined && !hasSeries) await moveOn(transaction, userId, kept);
  const sessions = transaction.deleteFrom('sessions').where('user_id', '=', userId);
  await (kept === undefined ? sessions : sessions.where('id_hash', '!=', kept)).execute();
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

async function endSeries(
  transaction: Transaction<Schema>,
  userId: string,
  { kept = '' }: Keeping,
): Promise<void> {
  await transaction
    .deleteFrom('remember_series')
    .where('user_id', '=', userId)
    .where((is) =>
      is.not(
        is.exists(
          is
            .selectFrom('sessions')
            .select('id_hash')
            .where('id_hash', '=', kept)
            .where('sessions.user_id', '=', userId)
            .whereRef('sessions.series', '=', 'remember_series.series'),
        ),
      ),
    )
    .execute();
}

async function endTokens(transaction: Transaction<Schema>, userId: string): Promise<void> {
  await transaction.deleteFrom('one_time_tokens').where('user_id', '=', userId).execute();
}
