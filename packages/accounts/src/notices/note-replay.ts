import type { Accounts, Client } from '../accounts.ts';
import { recordAudit } from '../audit/record.ts';
import { userColumns, userFrom } from '../users/user.ts';
import { notify } from './notify.ts';

/**
 * A remember token came back that had been replaced: somebody has a copy of it. Its line in the audit, and a mail to the
 * owner. `info`: among failures, of which 20 a minute are written, a flood from the same address would hide it.
 */
export async function noteReplay(accounts: Accounts, userId: string, client: Client): Promise<void> {
  const { address, agent } = client;
  await accounts.database.kysely.transaction().execute(async (transaction) => {
    const event = 'remember-token-replayed';
    await recordAudit(accounts, { event, result: 'info', userId, address, agent }, { in: transaction });
    const row = await transaction
      .selectFrom('users')
      .select(userColumns)
      .where('id', '=', userId)
      .executeTakeFirst();
    if (row === undefined) return;
    await notify(accounts, userFrom(row), { in: transaction, template: event, client });
  });
}
