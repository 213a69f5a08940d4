import type { Accounts } from '../accounts.ts';
import { recordAudit } from '../audit/record.ts';
import type { User } from '../users/user.ts';
import { clearBudgetsOf } from './budget.ts';

/**
 * By the operator: forgets every failed log-in of this account, in strange browsers and in known ones, so that the
 * next try waits for nothing. How many runs of failures there were.
 */
export async function unlockUser(accounts: Accounts, { id }: Pick<User, 'id'>): Promise<number> {
  return await accounts.database.kysely.transaction().execute(async (transaction) => {
    const cleared = await clearBudgetsOf(transaction, id);
    await recordAudit(
      accounts,
      { event: 'user-unlocked', result: 'success', userId: id, actor: 'operator' },
      { in: transaction },
    );
    return cleared;
  });
}
