import type { Accounts } from '../accounts.ts';
import type { User } from '../users/user.ts';

/**
 * What a passkey says in place of a name: 32 bytes, base64url, the same for all of an account, so that an authenticator sees they
 * belong together. It tells nothing about the person (WebAuthn section 14.6.1). Once there is a passkey its own counts, also when
 * the keys of the site have changed since.
 */
export async function userHandleOf(
  { database, keyring }: Accounts,
  { id }: Pick<User, 'id'>,
): Promise<string> {
  const row = await database.kysely
    .selectFrom('passkeys')
    .select('user_handle')
    .where('user_id', '=', id)
    .orderBy('created_at')
    .executeTakeFirst();
  return row?.user_handle ?? keyring.mac('passkey-handle', id);
}
