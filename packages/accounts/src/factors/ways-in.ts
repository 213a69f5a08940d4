import type { Transaction } from 'kysely';
import type { Accounts } from '../accounts.ts';
import type { Schema } from '../database/schema.ts';
import type { User } from '../users/user.ts';

/** What shall be gone. */
export type Without = { readonly password: true } | { readonly passkey: string };

/**
 * Whether somebody could still log in without it: by password, by a passkey that needs neither name nor password, or by
 * mail, which brings a new password. The last way in cannot be removed.
 */
export async function hasOtherWayIn(
  { mail }: Accounts,
  transaction: Transaction<Schema>,
  { user, without }: { readonly user: User; readonly without: Without },
): Promise<boolean> {
  if (mail !== undefined && user.emailVerifiedAtMs !== undefined) return true;
  return (
    (!('password' in without) && (await hasPassword(transaction, user))) ||
    (await hasPasskey(transaction, user, 'passkey' in without ? without.passkey : ''))
  );
}

async function hasPassword(transaction: Transaction<Schema>, { id }: User): Promise<boolean> {
  const query = transaction.selectFrom('users').select('id').where('password_hash', 'is not', null);
  return (await query.where('id', '=', id).executeTakeFirst()) !== undefined;
}

async function hasPasskey(
  transaction: Transaction<Schema>,
  { id: userId }: User,
  butFor: string,
): Promise<boolean> {
  const found = await transaction
    .selectFrom('passkeys')
    .select('id')
    .where('user_id', '=', userId)
    .where('id', '!=', butFor)
    .where('verifies_user', '=', 1)
    .where((is) => is.or([is('is_discoverable', '=', 1), is('is_discoverable', 'is', null)]))
    .executeTakeFirst();
  return found !== undefined;
}
