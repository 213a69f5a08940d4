import type { Kysely, Transaction } from 'kysely';
import type { Accounts, Client } from '../accounts.ts';
import { recordAudit } from '../audit/record.ts';
import { uniqueViolationOf } from '../database/errors.ts';
import type { Schema, UsersTable } from '../database/schema.ts';
import { runCallback } from './callback.ts';
import { canonicalEmail, canonicalUsername } from './canonical.ts';
import type { Fault } from './faults.ts';
import { type User, userFrom } from './user.ts';
import { newUserId } from './user-id.ts';

/** Names as typed, and judged; at least one of them. */
export interface Names {
  readonly username?: string | undefined;
  readonly email?: string | undefined;
}

export interface InsertOptions {
  /** `null`: an account without a password. */
  readonly passwordHash: string | null;
  readonly by: 'visitor' | 'operator';
  readonly client?: Pick<Client, 'address' | 'agent'>;
  /** When the address was proven; default: not yet. */
  readonly emailVerifiedAtMs?: number;
}

export type Inserted = { readonly ok: true; readonly user: User } | Taken;
type Taken = { readonly ok: false; readonly reason: 'faults'; readonly faults: readonly Fault[] };

/**
 * Makes an account: its row, its line in the audit and what the application keeps of it, all or nothing. Of two
 * sign-ups with the same name at the same moment the unique index lets one through, whatever both saw before.
 */
export async function insertUser(
  accounts: Accounts,
  names: Names,
  options: InsertOptions,
): Promise<Inserted> {
  try {
    const { kysely } = accounts.database;
    const user = await kysely
      .transaction()
      .execute((transaction) => insertUserIn(accounts, names, { ...options, transaction }));
    return { ok: true, user };
  } catch (error) {
    return { ok: false, reason: 'faults', faults: await faultsFrom(accounts, names, error) };
  }
}

/** The same in a transaction that does more; its caller reads what it throws with `faultsFrom`, the transaction being over. */
export async function insertUserIn(
  accounts: Accounts,
  names: Names,
  { transaction, ...options }: InsertOptions & { readonly transaction: Transaction<Schema> },
): Promise<User> {
  const row = rowOf(accounts, names, options);
  const user = userFrom(row);
  const { by, client } = options;
  const event = by === 'operator' ? 'user-added' : 'signed-up';
  await transaction.insertInto('users').values(row).execute();
  await recordAudit(
    accounts,
    { event, result: 'success', userId: row.id, actor: by, client },
    { in: transaction },
  );
  await runCallback(async () => accounts.callbacks.onSignUp?.(transaction, user));
  return user;
}

/** The names that were taken, where the insertion failed for that; anything else is thrown on. */
export async function faultsFrom({ database }: Accounts, names: Names, error: unknown): Promise<Fault[]> {
  const column = uniqueViolationOf(error);
  // Not the application's own table: what is taken there only its callback knows.
  if (column !== 'users.username_canonical' && column !== 'users.email_canonical') throw error;
  const faults = await takenFaults(database.kysely, names);
  if (faults.length === 0) throw error;
  return faults;
}

/** Which of these names somebody has. */
export async function takenFaults(kysely: Kysely<Schema>, names: Names): Promise<Fault[]> {
  const { username_canonical, email_canonical } = canonicalOf(names);
  const rows = await kysely
    .selectFrom('users')
    .select(['username_canonical', 'email_canonical'])
    .where((is) =>
      is.or([is('username_canonical', '=', username_canonical), is('email_canonical', '=', email_canonical)]),
    )
    .execute();
  const faults: Fault[] = [];
  if (rows.some((row) => username_canonical !== null && row.username_canonical === username_canonical)) {
    faults.push({ field: 'username', reason: 'taken' });
  }
  if (rows.some((row) => email_canonical !== null && row.email_canonical === email_canonical)) {
    faults.push({ field: 'email', reason: 'taken' });
  }
  return faults;
}

type UserInsert = Omit<UsersTable, 'credentials_version'> & { credentials_version: number };

function rowOf(
  { clock, random }: Accounts,
  names: Names,
  { passwordHash, emailVerifiedAtMs }: InsertOptions,
): UserInsert {
  const now = clock();
  return {
    id: newUserId(now, random),
    username: names.username?.trim() ?? null,
    email: names.email?.trim() ?? null,
    ...canonicalOf(names),
    password_hash: passwordHash,
    credentials_version: 1,
    created_at: now,
    last_log_in_at: null,
    disabled_at: null,
    email_verified_at: emailVerifiedAtMs ?? null,
    language: null,
    deletes_at: null,
    second_factor_since: null,
  };
}

function canonicalOf({ username, email }: Names) {
  return {
    username_canonical: username === undefined ? null : canonicalUsername(username),
    email_canonical: email === undefined ? null : canonicalEmail(email),
  };
}
