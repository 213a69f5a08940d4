import type { Kysely } from 'kysely';
import type { Accounts } from '../accounts.ts';
import type { Schema } from '../database/schema.ts';
import { hasPassword } from '../users/has-password.ts';
import type { User } from '../users/user.ts';

/** What shall be gone. */
export type Without = { readonly password: true } | { readonly passkey: string };

/**
 * Whether somebody could still log in without it: by password, by a passkey that needs neither name nor password, or by
 * mail, which brings a new password. The last way in cannot be removed, so what removes one
 * asks in its transaction.
 */
export async function hasOtherWayIn(
  { mail }: Accounts,
  kysely: Kysely<Schema>,
  { user, without }: { readonly user: User; readonly without: Without },
): Promise<boolean> {
  if (mail !== undefined && user.emailVerifiedAtMs !== undefined) return true;
  return (
    (!('password' in without) && (await hasPassword(kysely, user.id))) ||
    (await hasPasskey(kysely, user, 'passkey' in without ? without.passkey : ''))
  );
}

async function hasPasskey(kysely: Kysely<Schema>, { id: userId }: User, butFor: string): Promise<boolean> {
  const found = await kysely
    .selectFrom('passkeys')
    .select('id')
    .where('user_id', '=', userId)
    .where('id', '!=', butFor)
    .where('verifies_user', '=', 1)
    // Not known is no way in: a log-in without a name shows that it is one, and sets it.
    .where('is_discoverable', '=', 1)
    .executeTakeFirst();
  return found !== undefined;
}
