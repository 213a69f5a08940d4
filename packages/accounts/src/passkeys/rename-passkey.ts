import type { Accounts, Client } from '../accounts.ts';
import { recordAudit } from '../audit/record.ts';
import { notify } from '../notices/notify.ts';
import { type Standing, stillStands } from '../sessions/session-stands.ts';
import { readPasskeyName } from './passkey-name.ts';

export interface PasskeyToRename extends Standing {
  /** Of a `PasskeyInfo`, as received. */
  readonly id: string;
  /** 1 to 64 code points, as typed. */
  readonly name: string;
}

export type RenamePasskeyOutcome =
  | { readonly ok: true }
  /** Empty, longer than 64 code points, or with signs that nobody can see. */
  | { readonly ok: false; readonly reason: 'name' }
  /** No such passkey in this account, or the session or the account has changed meanwhile. */
  | { readonly ok: false; readonly reason: 'gone' };

/** Its owner is told: a thief could name the own passkey like one of hers. */
export async function renamePasskey(
  accounts: Accounts,
  { user, sessionIdHash, id, name: typed }: PasskeyToRename,
  client: Client,
): Promise<RenamePasskeyOutcome> {
  const name = readPasskeyName(typed);
  if (!name) return { ok: false, reason: 'name' };
  return await accounts.database.kysely.transaction().execute(async (transaction) => {
    if (!(await stillStands(transaction, { user, sessionIdHash }))) return gone;
    const named = transaction.updateTable('passkeys').set({ name }).where('id', '=', id);
    const renamed = await named.where('user_id', '=', user.id).executeTakeFirst();
    if (renamed.numUpdatedRows === 0n) return gone;
    const entry = { event: 'passkey-renamed', result: 'success', userId: user.id, client } as const;
    await recordAudit(accounts, entry, { in: transaction });
    await notify(accounts, user, { in: transaction, template: 'passkey-renamed', client });
    return { ok: true };
  });
}

const gone = { ok: false, reason: 'gone' } as const;
