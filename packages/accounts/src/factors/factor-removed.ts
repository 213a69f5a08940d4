import type { Transaction } from 'kysely';
import type { Accounts, Client } from '../accounts.ts';
import { recordAudit } from '../audit/record.ts';
import type { Schema } from '../database/schema.ts';
import { notify } from '../notices/notify.ts';
import type { Standing } from '../sessions/session-stands.ts';
import { clearCredentials } from '../users/clear-credentials.ts';
import { findUserById } from '../users/find.ts';
import type { User } from '../users/user.ts';
import { hasSecondFactor } from './second-factor.ts';

export interface RemovedFactor extends Standing {
  readonly factor: 'totp' | 'passkey' | 'security-key' | 'password';
  readonly client: Client;
}

/**
 * What follows when a factor was removed, in the same transaction: the other sessions end, and with the last second factor that
 * counts the recovery codes, which are there for when it is lost, and an app whose codes count no more: it would be asked for.
 */
export async function factorRemoved(
  accounts: Accounts,
  transaction: Transaction<Schema>,
  { user, sessionIdHash, factor, client }: RemovedFactor,
): Promise<User> {
  if (factor !== 'password' && !(await hasSecondFactor(transaction, { user }))) {
    await endTwoSteps(transaction, user);
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

async function endTwoSteps(transaction: Transaction<Schema>, { id }: User): Promise<void> {
  await transaction.updateTable('users').set({ second_factor_since: null }).where('id', '=', id).execute();
  for (const table of ['recovery_codes', 'totps'] as const) {
    await transaction.deleteFrom(table).where('user_id', '=', id).execute();
  }
}
