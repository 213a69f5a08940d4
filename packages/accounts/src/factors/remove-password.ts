import type { Accounts, Client } from '../accounts.ts';
import { type Standing, stillStands } from '../sessions/session-stands.ts';
import type { User } from '../users/user.ts';
import { factorRemoved } from './factor-removed.ts';
import { hasOtherWayIn } from './ways-in.ts';

export type PasswordToRemove = Standing;

export type RemovePasswordOutcome =
  /** The user at the new `credentialsVersion`. */
  | { readonly ok: true; readonly user: User }
  /** Nobody could log in to this account any more. */
  | { readonly ok: false; readonly reason: 'last-way-in' }
  /** The session or the account has changed meanwhile, or there was no password; nothing was written. */
  | { readonly ok: false; readonly reason: 'gone' };

/** From now on the account is logged in to without a password: nobody can guess it, steal it or fish for it. */
export async function removePassword(
  accounts: Accounts,
  { user, sessionIdHash }: PasswordToRemove,
  client: Client,
): Promise<RemovePasswordOutcome> {
  return await accounts.database.kysely.transaction().execute(async (transaction) => {
    const gone = { ok: false, reason: 'gone' } as const;
    if (!(await stillStands(transaction, { user, sessionIdHash }))) return gone;
    const without = { password: true } as const;
    if (!(await hasOtherWayIn(accounts, transaction, { user, without }))) {
      return { ok: false, reason: 'last-way-in' };
    }
    const removed = await transaction
      .updateTable('users')
      .set({ password_hash: null })
      .where('id', '=', user.id)
      .where('password_hash', 'is not', null)
      .executeTakeFirst();
    if (removed.numUpdatedRows === 0n) return gone;
    const about = { user, sessionIdHash, factor: 'password', client } as const;
    return { ok: true, user: await factorRemoved(accounts, transaction, about) };
  });
}
