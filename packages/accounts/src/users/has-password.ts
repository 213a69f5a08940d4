import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';

/** Whether this account has a password. One may have none: it logs in by mail or by passkey. */
export async function hasPassword(kysely: Kysely<Schema>, userId: string): Promise<boolean> {
  const query = kysely.selectFrom('users').select('id').where('password_hash', 'is not', null);
  return (await query.where('id', '=', userId).executeTakeFirst()) !== undefined;
}
