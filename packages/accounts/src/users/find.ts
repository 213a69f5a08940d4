import type { Kysely } from 'kysely';
import type { Accounts } from '../accounts.ts';
import type { Schema, UserRow } from '../database/schema.ts';
import { canonicalEmail, canonicalUsername, isEmail } from './canonical.ts';
import { type User, userColumns, userFrom } from './user.ts';

/** The account with this mail address (an identifier with `@`) or user name; disabled ones too. */
export async function findUser(accounts: Accounts, identifier: string): Promise<User | undefined> {
  const row = await findUserRow(accounts.database.kysely, identifier);
  return row && userFrom(row);
}

/** The same with the password's hash, for the log-in alone. */
export async function findUserRow(kysely: Kysely<Schema>, identifier: string): Promise<UserRow | undefined> {
  const query = kysely.selectFrom('users').selectAll();
  return await (isEmail(identifier)
    ? query.where('email_canonical', '=', canonicalEmail(identifier))
    : query.where('username_canonical', '=', canonicalUsername(identifier))
  ).executeTakeFirst();
}

/** The account with this id; disabled ones too. */
export async function findUserById(kysely: Kysely<Schema>, id: string): Promise<User | undefined> {
  const users = kysely.selectFrom('users').select(userColumns);
  const row = await users.where('id', '=', id).executeTakeFirst();
  return row && userFrom(row);
}

/** Whether the account may log in, and its credentials are as whoever proved them saw it. */
export async function isUnchanged(kysely: Kysely<Schema>, user: User): Promise<boolean> {
  const found = await kysely
    .selectFrom('users')
    .select('id')
    .where('id', '=', user.id)
    .where('credentials_version', '=', user.credentialsVersion)
    .where('disabled_at', 'is', null)
    .executeTakeFirst();
  return found !== undefined;
}

/** Every account, oldest first. */
export async function listUsers(accounts: Accounts): Promise<User[]> {
  const query = accounts.database.kysely.selectFrom('users').select(userColumns);
  const rows = await query.orderBy('created_at').orderBy('id').execute();
  return rows.map(userFrom);
}
