import type { Transaction } from 'kysely';
import type { Accounts, Client } from '../accounts.ts';
import { recordAudit } from '../audit/record.ts';
import type { Schema } from '../database/schema.ts';
import { type Standing, stillStands } from '../sessions/session-stands.ts';
import { handleOf } from './list.ts';

export interface TrustToEnd extends Standing {
  /** Of `listTrustedBrowsers`, as received. */
  readonly handle: string;
}

export type EndTrustedBrowserOutcome =
  | { readonly ok: true }
  /** This account trusts no such browser, any more or ever, or the session that asks has ended; nobody is told which. */
  | { readonly ok: false; readonly reason: 'gone' };

/** By its owner: the next log-in in that browser asks for the second factor. What is logged in there stays so. */
export async function endTrustedBrowser(
  accounts: Accounts,
  { user, sessionIdHash, handle }: TrustToEnd,
  client: Client,
): Promise<EndTrustedBrowserOutcome> {
  return await accounts.database.kysely.transaction().execute(async (transaction) => {
    if (!(await stillStands(transaction, { user, sessionIdHash }))) return { ok: false, reason: 'gone' };
    if (!(await end(transaction, { userId: user.id, handle }))) return { ok: false, reason: 'gone' };
    const entry = { event: 'trusted-browser-ended', result: 'success', userId: user.id, client } as const;
    await recordAudit(accounts, entry, { in: transaction });
    return { ok: true };
  });
}

/** Only among one's own: the handle of somebody else's browser names nothing here. */
async function end(
  transaction: Transaction<Schema>,
  { userId, handle }: { readonly userId: string; readonly handle: string },
): Promise<boolean> {
  const own = transaction.selectFrom('trusted_browsers').select('token_hash').where('user_id', '=', userId);
  const meant = (await own.execute()).find(({ token_hash }) => handleOf(token_hash) === handle);
  if (meant === undefined) return false;
  await transaction.deleteFrom('trusted_browsers').where('token_hash', '=', meant.token_hash).execute();
  return true;
}
