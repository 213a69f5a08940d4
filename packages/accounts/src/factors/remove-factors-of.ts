import type { Accounts } from '../accounts.ts';
import { recordAudit } from '../audit/record.ts';
import { notify } from '../notices/notify.ts';
import { clearCredentials } from '../users/clear-credentials.ts';
import { findUserById } from '../users/find.ts';
import type { User } from '../users/user.ts';

/**
 * By the operator, for somebody who has lost them all and has shown who they are: authenticator app, passkeys and recovery codes go, and
 * with them every session. The password stays. `undefined`: there is no such account any more.
 */
export async function removeFactorsOf(
  accounts: Accounts,
  { id }: Pick<User, 'id'>,
): Promise<User | undefined> {
  return await accounts.database.kysely.transaction().execute(async (transaction) => {
    const user = await findUserById(transaction, id);
    if (user === undefined) return undefined;
    await clearCredentials(transaction, id, { reason: 'factors-removed' });
    await recordAudit(
      accounts,
      { event: 'factors-removed', result: 'success', userId: id, actor: 'operator' },
      { in: transaction },
    );
    const about = { template: 'factors-removed', client: { address: undefined } } as const;
    await notify(accounts, user, { in: transaction, ...about });
    return await findUserById(transaction, id);
  });
}
