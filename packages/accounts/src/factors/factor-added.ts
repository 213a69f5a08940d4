import type { Transaction } from 'kysely';
import type { Accounts, Client } from '../accounts.ts';
import { recordAudit } from '../audit/record.ts';
import type { Schema } from '../database/schema.ts';
import { settlePending } from '../log-in/pending-log-in.ts';
import { notify } from '../notices/notify.ts';
import { hashOfToken } from '../tokens/token-text.ts';
import { clearCredentials } from '../users/clear-credentials.ts';
import { findUserById } from '../users/find.ts';
import type { User } from '../users/user.ts';
import type { Enrolling } from './enrolling.ts';

export interface AddedFactor {
  readonly enrolling: Enrolling;
  readonly factor: 'totp' | 'passkey' | 'security-key';
  readonly client: Client;
}

/**
 * What follows when a factor was added, in the same transaction. From the first one on a log-in asks for it, and the other
 * sessions end: they have shown a first factor only. With any, browsers that were trusted are so no more.
 */
export async function factorAdded(
  accounts: Accounts,
  transaction: Transaction<Schema>,
  { enrolling, factor, client }: AddedFactor,
): Promise<User> {
  const { user, sessionIdHash, pendingToken } = enrolling;
  const begun = await transaction
    .updateTable('users')
    .set({ second_factor_since: accounts.clock() })
    .where('id', '=', user.id)
    .where('second_factor_since', 'is', null)
    .executeTakeFirst();
  await clearCredentials(transaction, user.id, {
    reason: begun.numUpdatedRows > 0n ? 'second-factor-begun' : 'factor-added',
    keepSession: sessionIdHash,
    keepPending: pendingToken === undefined ? undefined : hashOfToken(pendingToken),
  });
  if (pendingToken !== undefined) {
    await settlePending(transaction, pendingToken, { factor, atMs: accounts.clock() });
  }
  await recordAudit(
    accounts,
    { event: 'factor-added', result: 'success', userId: user.id, client, detail: factor },
    { in: transaction },
  );
  const changed = (await findUserById(transaction, user.id)) ?? user;
  await notify(accounts, changed, { in: transaction, template: 'factor-added', client, factor });
  return changed;
}
