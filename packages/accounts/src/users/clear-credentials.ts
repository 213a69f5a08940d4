import type { Transaction } from 'kysely';
import type { Schema } from '../database/schema.ts';

export type ClearReason =
  | 'password-changed'
  | 'password-reset'
  /** An address of an account was proven that was not before, by another way than its password. */
  | 'address-proven'
  | 'email-changed'
  /** A first second factor: sessions that only showed the first one end. */
  | 'second-factor-begun'
  /** One more factor, or new recovery codes. */
  | 'factor-added'
  /** One less: a passkey, an authenticator app, the password. */
  | 'factor-removed'
  /** By the operator, because they are lost. */
  | 'factors-removed'
  /** By the owner: everything but this browser. */
  | 'others-ended'
  /** By the operator. */
  | 'sessions-ended'
  | 'deletion-asked'
  | 'disabled'
  | 'deleted';

/** Everything that can log somebody in without the password, or is half of it. A feature with a token of its own adds its line. */
export type Credential =
  | 'known-browser'
  | 'session'
  | 'remember-series'
  | 'one-time-token'
  | 'pending-log-in'
  | 'trusted-browser'
  /** Authenticator app, passkeys and recovery codes. */
  | 'second-factor';

/** `others`: all but what belongs to the session in which it happened. */
export type Fate = 'all' | 'others' | 'stay';

type Fates = Readonly<Record<Credential, Fate>>;

const all: Fates = {
  'known-browser': 'all',
  session: 'all',
  'remember-series': 'all',
  'one-time-token': 'all',
  'pending-log-in': 'all',
  'trusted-browser': 'all',
  'second-factor': 'stay',
};
const allAndFactors: Fates = { ...all, 'second-factor': 'all' };
// Mailed links stay: they log nobody in past the second factor, and are the way back for whoever lost the password.
const others: Fates = { ...all, session: 'others', 'remember-series': 'others', 'one-time-token': 'stay' };

/** What dies for which reason; `docs/what-ends-when.md` shows it. */
export const whatDies: Readonly<Record<ClearReason, Fates>> = {
  'password-changed': { ...all, session: 'others' },
  'password-reset': all,
  // Whoever had the account before, with an address that was not his, may have set up factors to lock its owner out.
  'address-proven': allAndFactors,
  'email-changed': { ...all, 'known-browser': 'stay', session: 'stay', 'remember-series': 'stay' },
  'second-factor-begun': others,
  'factor-added': { ...others, session: 'stay', 'remember-series': 'stay', 'known-browser': 'stay' },
  'factor-removed': others,
  'factors-removed': allAndFactors,
  // Mailed links stay: a thief who ends all others again and again must not keep the owner from a new password.
  'others-ended': { ...others, 'known-browser': 'stay' },
  'sessions-ended': all,
  'deletion-asked': all,
  disabled: all,
  deleted: allAndFactors,
};

export interface ClearOptions {
  /** `idHash` of the session that goes on, where the reason lets one. */
  readonly keepSession?: string | undefined;
  /** `idHash` of the pending log-in in which it happens; it goes on. */
  readonly keepPending?: string | undefined;
}

/** The one function that knows what dies when an account changes: each kind in the order of `endings`. */
export async function clearCredentials(
  transaction: Transaction<Schema>,
  userId: string,
  { reason, keepSession, keepPending }: ClearOptions & { readonly reason: ClearReason },
): Promise<void> {
  const fates = whatDies[reason];
  for (const { credential, end } of endings) {
    const fate = fates[credential];
    if (fate === 'stay') continue;
    const kept = fate === 'others' ? keepSession : undefined;
    const hasSeries = fates['remember-series'] !== 'all';
    await end(transaction, userId, { kept, hasSeries, keepPending });
  }
}

interface Keeping {
  /** `idHash` of the session that goes on. */
  readonly kept: string | undefined;
  /** It goes on with its remember series. */
  readonly hasSeries: boolean;
  readonly keepPending: string | undefined;
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
  { credential: 'pending-log-in', end: endPending },
  { credential: 'trusted-browser', end: endTrusted },
  { credential: 'second-factor', end: endFactors },
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
  if (kept !== undefined) await moveOn(transaction, userId, { kept, hasSeries });
  const sessions = transaction.deleteFrom('sessions').where('user_id', '=', userId);
  await (kept === undefined ? sessions : sessions.where('id_hash', '!=', kept)).execute();
}

/** To the user's present version, which may have been raised a moment ago. */
async function moveOn(
  transaction: Transaction<Schema>,
  userId: string,
  { kept, hasSeries }: { readonly kept: string; readonly hasSeries: boolean },
): Promise<void> {
  await transaction
    .updateTable('sessions')
    .set((set) => ({
      ...(hasSeries ? {} : { series: null }),
      credentials_version: set
        .selectFrom('users')
        .select('users.credentials_version')
        .where('users.id', '=', userId)
        .$asScalar(),
    }))
    .where('id_hash', '=', kept)
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

/** The one in which it happens goes on at the user's present version. */
async function endPending(
  transaction: Transaction<Schema>,
  userId: string,
  { keepPending = '' }: Keeping,
): Promise<void> {
  await transaction
    .deleteFrom('pending_log_ins')
    .where('user_id', '=', userId)
    .where('id_hash', '!=', keepPending)
    .execute();
  await transaction
    .updateTable('pending_log_ins')
    .set((set) => ({
      credentials_version: set
        .selectFrom('users')
        .select('users.credentials_version')
        .where('users.id', '=', userId)
        .$asScalar(),
    }))
    .where('id_hash', '=', keepPending)
    .where('user_id', '=', userId)
    .execute();
}

async function endTrusted(transaction: Transaction<Schema>, userId: string): Promise<void> {
  await transaction.deleteFrom('trusted_browsers').where('user_id', '=', userId).execute();
}

async function endFactors(transaction: Transaction<Schema>, userId: string): Promise<void> {
  for (const table of ['totps', 'recovery_codes', 'passkeys'] as const) {
    await transaction.deleteFrom(table).where('user_id', '=', userId).execute();
  }
  await transaction
    .updateTable('users')
    .set({ second_factor_since: null })
    .where('id', '=', userId)
    .execute();
}
