import type { Transaction } from 'kysely';
import type { Accounts, Client } from '../accounts.ts';
import { recordAudit } from '../audit/record.ts';
import type { Schema } from '../database/schema.ts';
import { notify } from '../notices/notify.ts';
import { stillStands } from '../sessions/session-stands.ts';
import { clearCredentials } from '../users/clear-credentials.ts';
import type { User } from '../users/user.ts';
import { hashOfCode } from './code.ts';
import type { RecoveryCodesAsked } from './new-recovery-codes.ts';

export interface RecoveryCodesToConfirm extends RecoveryCodesAsked {
  /** One of them, as typed. It is not spent by this. */
  readonly code: string;
}

export type ConfirmRecoveryCodesOutcome =
  | { readonly ok: true }
  /** None of those that wait to be confirmed; one of the set before, perhaps. */
  | { readonly ok: false; readonly reason: 'wrong' }
  /** None wait any more, or the session or the account has changed; nothing was written. */
  | { readonly ok: false; readonly reason: 'gone' };

/** So long new codes wait to be confirmed; then they are swept away. */
export const confirmWithinMs = 86_400_000;

/** From now on the new recovery codes count, and the old ones no more: whoever types one has kept them. The owner is told. */
export async function confirmRecoveryCodes(
  accounts: Accounts,
  { user, sessionIdHash, code }: RecoveryCodesToConfirm,
  client: Client,
): Promise<ConfirmRecoveryCodesOutcome> {
  return await accounts.database.kysely.transaction().execute(async (transaction) => {
    if (!(await stillStands(transaction, { user, sessionIdHash }))) return { ok: false, reason: 'gone' };
    const waiting = await hashesWaiting(accounts, transaction, user);
    if (waiting.length === 0) return { ok: false, reason: 'gone' };
    const typed = hashOfCode({ userId: user.id, code });
    // A look-up among hashes: its time says nothing of a code that anybody could make use of.
    if (typed === undefined || !waiting.includes(typed)) return { ok: false, reason: 'wrong' };
    await replaceOld(accounts, transaction, user);
    await clearCredentials(transaction, user.id, { reason: 'factor-added', keepSession: sessionIdHash });
    await tell(accounts, transaction, { user, client });
    return { ok: true };
  });
}

async function hashesWaiting(
  { clock }: Accounts,
  transaction: Transaction<Schema>,
  { id }: User,
): Promise<readonly string[]> {
  const rows = await transaction
    .selectFrom('recovery_codes')
    .select('code_hash')
    .where('user_id', '=', id)
    .where('confirmed_at', 'is', null)
    .where('created_at', '>', clock() - confirmWithinMs)
    .execute();
  return rows.map(({ code_hash: hash }) => hash);
}

async function replaceOld(
  { clock }: Accounts,
  transaction: Transaction<Schema>,
  { id }: User,
): Promise<void> {
  const old = transaction.deleteFrom('recovery_codes').where('confirmed_at', 'is not', null);
  await old.where('user_id', '=', id).execute();
  const confirmed = transaction.updateTable('recovery_codes').set({ confirmed_at: clock() });
  await confirmed.where('user_id', '=', id).execute();
}

async function tell(
  accounts: Accounts,
  transaction: Transaction<Schema>,
  { user, client }: { readonly user: User; readonly client: Client },
): Promise<void> {
  await recordAudit(
    accounts,
    { event: 'recovery-codes-made', result: 'success', userId: user.id, client },
    { in: transaction },
  );
  await notify(accounts, user, { in: transaction, template: 'recovery-codes-made', client });
}
