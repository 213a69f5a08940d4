import type { Accounts } from '../accounts.ts';
import type { User } from './user.ts';

/** Whether this account has a password. One may have none: it logs in by mail or by passkey. */
export async function hasPassword({ database }: Accounts, { id }: Pick<User, 'id'>): Promise<boolean> {
  const query = database.kysely.selectFrom('users').select('id').where('password_hash', 'is not', null);
  return (await query.where('id', '=', id).executeTakeFirst()) !== undefined;
}
