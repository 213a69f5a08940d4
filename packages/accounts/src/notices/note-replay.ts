import type { Accounts, Client } from '../accounts.ts';
import { recordAudit } from '../audit/record.ts';
import { findUserById } from '../users/find.ts';
import { notify } from './notify.ts';

/**
 * A remember token came back that had been replaced: somebody has a copy of it. Its line in the audit, and a mail to the
 * owner. `info`: among failures, of which 20 a minute are written, a flood from the same address would hide it.
 */
export async function noteReplay(accounts: Accounts, userId: string, client: Client): Promise<void> {
  await accounts.database.kysely.transaction().execute(async (transaction) => {
    const event = 'remember-token-replayed';
    await recordAudit(accounts, { event, result: 'info', userId, client }, { in: transaction });
    const user = await findUserById(transaction, userId);
    if (user === undefined) return;
    await notify(accounts, user, { in: transaction, template: event, client });
  });
}
