import type { Transaction } from 'kysely';
import type { Accounts, Client } from '../accounts.ts';
import { recordAudit } from '../audit/record.ts';
import type { Schema } from '../database/schema.ts';
import { notify } from '../notices/notify.ts';
import { clearCredentials } from '../users/clear-credentials.ts';
import { findUserById } from '../users/find.ts';
import type { User } from '../users/user.ts';

export interface RemovedFactor {
  readonly user: User;
  /** It alone goes on. */
  readonly sessionIdHash: string;
  readonly factor: 'totp' | 'passkey' | 'password';
  readonly client: Client;
}

/**
 * What follows when a factor was removed, in the same transaction: the other sessions end, and with the last second factor the
 * recovery codes, which are there for when it is lost.
 */
export async function factorRemoved(
  accounts: Accounts,
  transaction: Transaction<Schema>,
  { user, sessionIdHash, factor, client }: RemovedFactor,
): Promise<User> {
  if (!(await hasSecondFactor(transaction, user))) {
    const ended = transaction.updateTable('users').set({ second_factor_since: null });
    await ended.where('id', '=', user.id).execute();
    await transaction.deleteFrom('recovery_codes').where('user_id', '=', user.id).execute();
  }
  await clearCredentials(transaction, user.id, { reason: 'factor-removed', keepSession: sessionIdHash });
  await recordAudit(
    accounts,
    { event: 'factor-removed', result: 'success', userId: user.id, client, detail: factor },
    { in: transaction },
  );
  const changed = (await findUserById(transaction, user.id)) ?? user;
  await notify(accounts, changed, { in: transaction, template: 'factor-removed', client, factor });
  return changed;
}

async function hasSecondFactor(transaction: Transaction<Schema>, { id }: User): Promise<boolean> {
  const totp = transaction.selectFrom('totps').select('user_id').where('user_id', '=', id);
  const passkey = transaction.selectFrom('passkeys').select('user_id').where('user_id', '=', id);
  return [await totp.executeTakeFirst(), await passkey.executeTakeFirst()].some((row) => row !== undefined);
}
