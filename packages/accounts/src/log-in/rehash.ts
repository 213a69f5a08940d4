import type { Accounts } from '../accounts.ts';
import type { UserRow } from '../database/schema.ts';
import type { Turn } from '../passwords/passwords.ts';

/**
 * Stores the same password under today's parameters, unless it was changed meanwhile. No password change: nothing
 * ends. The hash is made before the write, which holds up nobody that way.
 */
export async function storeRehash(
  { database }: Accounts,
  { id, password_hash: old }: Pick<UserRow, 'id' | 'password_hash'>,
  { turn, password }: { readonly turn: Turn; readonly password: string },
): Promise<void> {
  const renewed = await turn.hash(password);
  await database.kysely
    .updateTable('users')
    .set({ password_hash: renewed })
    .where('id', '=', id)
    .where('password_hash', '=', old)
    .execute();
}
