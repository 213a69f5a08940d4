import type { Transaction } from 'kysely';
import type { Accounts, Client } from '../accounts.ts';
import { recordAudit } from '../audit/record.ts';
import type { Schema } from '../database/schema.ts';
import { settlePending } from '../log-in/pending-log-in.ts';
import type { Proof } from '../log-in/proof.ts';
import { notify } from '../notices/notify.ts';
import { hashOfToken } from '../tokens/token-text.ts';
import { clearCredentials } from '../users/clear-credentials.ts';
import { findUserById } from '../users/find.ts';
import type { User } from '../users/user.ts';
import type { Enrolling } from './enrolling.ts';

export interface FactorAdded {
  /** As it is now: sessions that were begun before may have ended. */
  readonly user: User;
  readonly proof: Proof;
  /** For `finishLogIn`, where it was added in a pending log-in; the token before is worth nothing any more. */
  readonly pendingToken?: string;
}

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
): Promise<FactorAdded> {
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
  const proof = { factor, atMs: accounts.clock() };
  const settled =
    pendingToken === undefined
      ? undefined
      : await settlePending(accounts, transaction, { token: pendingToken, proof });
  await recordAudit(
    accounts,
    { event: 'factor-added', result: 'success', userId: user.id, client, detail: factor },
    { in: transaction },
  );
  const changed = (await findUserById(transaction, user.id)) ?? user;
  await notify(accounts, changed, { in: transaction, template: 'factor-added', client, factor });
  return { user: changed, proof, ...(settled !== undefined && { pendingToken: settled }) };
}
