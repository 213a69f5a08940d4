import type { Transaction } from 'kysely';
import type { Accounts } from '../accounts.ts';
import type { AuditEvent } from '../audit/events.ts';
import { recordAudit } from '../audit/record.ts';
import type { Schema } from '../database/schema.ts';
import { eraseUser } from '../deletion/erase-user.ts';
import { clearCredentials } from './clear-credentials.ts';
import { findUserById } from './find.ts';
import type { User } from './user.ts';

type UserId = Pick<User, 'id'>;

/** By the operator: no log-in from now on, and every session ends. `undefined`: there is no such account any more. */
export async function disableUser(accounts: Accounts, { id }: UserId): Promise<User | undefined> {
  return await changeUser(accounts, id, async (transaction, user) => {
    if (user.disabledAtMs !== undefined) return;
    await transaction
      .updateTable('users')
      .set({ disabled_at: accounts.clock() })
      .where('id', '=', id)
      .execute();
    await clearCredentials(transaction, id, { reason: 'disabled' });
    await note(accounts, transaction, { event: 'user-disabled', userId: id });
  });
}

/** By the operator: lets the person log in again. What ended when the account was disabled stays ended. */
export async function enableUser(accounts: Accounts, { id }: UserId): Promise<User | undefined> {
  return await changeUser(accounts, id, async (transaction, user) => {
    if (user.disabledAtMs === undefined) return;
    await transaction.updateTable('users').set({ disabled_at: null }).where('id', '=', id).execute();
    await note(accounts, transaction, { event: 'user-enabled', userId: id });
  });
}

/** By the operator: ends every session, remember token and known browser; the password goes on. */
export async function endSessions(accounts: Accounts, { id }: UserId): Promise<User | undefined> {
  return await changeUser(accounts, id, async (transaction) => {
    await clearCredentials(transaction, id, { reason: 'sessions-ended' });
    await note(accounts, transaction, { event: 'sessions-ended', userId: id });
  });
}

/** By the operator: the account goes at once, with all that hangs on it here and what `onDelete` removes. `false`: it was gone. */
export async function deleteUser(accounts: Accounts, { id }: UserId): Promise<boolean> {
  return await accounts.database.kysely.transaction().execute(async (transaction) => {
    const user = await findUserById(transaction, id);
    if (user === undefined) return false;
    await eraseUser(accounts, user, { in: transaction, by: 'operator' });
    return true;
  });
}

async function changeUser(
  { database }: Accounts,
  id: string,
  change: (transaction: Transaction<Schema>, user: User) => Promise<void>,
): Promise<User | undefined> {
  return await database.kysely.transaction().execute(async (transaction) => {
    const user = await findUserById(transaction, id);
    if (user === undefined) return undefined;
    await change(transaction, user);
    return await findUserById(transaction, id);
  });
}

async function note(
  accounts: Accounts,
  transaction: Transaction<Schema>,
  { event, userId }: { readonly event: AuditEvent; readonly userId: string },
): Promise<void> {
  await recordAudit(accounts, { event, result: 'success', userId, actor: 'operator' }, { in: transaction });
}
