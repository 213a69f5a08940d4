import type { UserRow } from '../database/schema.ts';

/** An account, as everything outside the password check sees it: no hash in it. Times are UTC milliseconds. */
export interface User {
  readonly id: string;
  readonly username?: string;
  readonly email?: string;
  /** When this address was proven; not there: it was not. */
  readonly emailVerifiedAtMs?: number;
  /** Of pages and mails, `en`; not there: as the browser asks. */
  readonly language?: string;
  /** What to call the person: the user name, without one the mail address. */
  readonly name: string;
  readonly createdAtMs: number;
  readonly lastLogInAtMs?: number;
  /** Set: no log-in, and every session has ended. */
  readonly disabledAtMs?: number;
  /** The owner asked for the deletion, and it comes at this time unless a log-in takes it back. */
  readonly deletesAtMs?: number;
  /** Raised whenever a proof made before must not count any more. */
  readonly credentialsVersion: number;
  /** Since when a log-in asks for a second factor; not there: it does not. */
  readonly secondFactorSinceMs?: number;
}

/** The columns that make a `User`; never the hash. */
export const userColumns = [
  'id',
  'username',
  'email',
  'created_at',
  'last_log_in_at',
  'disabled_at',
  'credentials_version',
  'email_verified_at',
  'language',
  'deletes_at',
  'second_factor_since',
] as const;

/** Runs on every request, so built step by step: copying parts of objects takes several times as long. */
export function userFrom(row: Pick<UserRow, (typeof userColumns)[number]>): User {
  const user: { -readonly [Key in keyof User]: User[Key] } = {
    id: row.id,
    name: row.username ?? row.email ?? row.id,
    createdAtMs: row.created_at,
    credentialsVersion: row.credentials_version,
  };
  if (row.username !== null) user.username = row.username;
  if (row.email !== null) user.email = row.email;
  if (row.last_log_in_at !== null) user.lastLogInAtMs = row.last_log_in_at;
  if (row.disabled_at !== null) user.disabledAtMs = row.disabled_at;
  if (row.email_verified_at !== null) user.emailVerifiedAtMs = row.email_verified_at;
  if (row.language !== null) user.language = row.language;
  if (row.deletes_at !== null) user.deletesAtMs = row.deletes_at;
  if (row.second_factor_since !== null) user.secondFactorSinceMs = row.second_factor_since;
  return user;
}
