import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import type { FoundToken } from '../tokens/one-time-token.ts';
import { type User, userColumns, userFrom } from '../users/user.ts';

export interface EmailChangeLink {
  /** Out of the link, as received. */
  readonly token: string;
}

/** Whose link it is. */
export async function userOf(
  kysely: Kysely<Schema>,
  { userId }: Pick<FoundToken, 'userId'>,
): Promise<User | undefined> {
  const users = kysely.selectFrom('users').select(userColumns);
  const row = await users.where('id', '=', userId).executeTakeFirst();
  return row && userFrom(row);
}
