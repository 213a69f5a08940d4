import type { Transaction } from 'kysely';
import type { Accounts, Client } from '../accounts.ts';
import { recordAudit } from '../audit/record.ts';
import type { Schema } from '../database/schema.ts';
import { notify } from '../notices/notify.ts';
import type { User } from '../users/user.ts';
import { hashOfCode } from './code.ts';
import { recoveryCodesOf } from './recovery-codes-of.ts';

export interface RecoveryCodeCheck {
  readonly user: User;
  /** As typed. */
  readonly code: string;
  readonly client: Client;
}

/**
 * Spends a recovery code in the transaction of what it is good for, by one conditional statement: of two at once one counts.
 * The owner is told, and how many are left. `undefined`: it is wrong, spent, or was never confirmed; nobody is told which.
 */
export async function checkRecoveryCode(
  accounts: Accounts,
  transaction: Transaction<Schema>,
  { user, code, client }: RecoveryCodeCheck,
): Promise<{ readonly left: number } | undefined> {
  if (!(await spend(accounts, transaction, { user, code }))) return undefined;
  const left = (await recoveryCodesOf(transaction, user.id))?.left ?? 0;
  await recordAudit(
    accounts,
    { event: 'recovery-code-used', result: 'success', userId: user.id, client },
    { in: transaction },
  );
  const about = { template: 'recovery-code-used', client, codesLeft: left } as const;
  await notify(accounts, user, { in: transaction, ...about });
  return { left };
}

async function spend(
  { clock }: Accounts,
  transaction: Transaction<Schema>,
  { user: { id }, code }: Omit<RecoveryCodeCheck, 'client'>,
): Promise<boolean> {
  const hash = hashOfCode({ userId: id, code });
  if (hash === undefined) return false;
  const spent = await transaction
    .updateTable('recovery_codes')
    .set({ spent_at: clock() })
    .where('code_hash', '=', hash)
    .where('user_id', '=', id)
    .where('confirmed_at', 'is not', null)
    .where('spent_at', 'is', null)
    .executeTakeFirst();
  return spent.numUpdatedRows > 0n;
}
