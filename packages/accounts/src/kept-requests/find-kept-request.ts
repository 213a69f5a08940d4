import type { Accounts } from '../accounts.ts';
import type { Standing } from '../sessions/session-stands.ts';
import { type KeptRequest, unsealRequest } from './kept-request.ts';

/** What waits in this session for its sender's proof. Looking at it does not end it: a page is shown again, or read ahead. */
export async function findKeptRequest(
  accounts: Accounts,
  { user, sessionIdHash }: Standing,
): Promise<KeptRequest | undefined> {
  const row = await accounts.database.kysely
    .selectFrom('kept_requests')
    .select('sealed')
    .where('session_id_hash', '=', sessionIdHash)
    .where('user_id', '=', user.id)
    .where('expires_at', '>', accounts.clock())
    .executeTakeFirst();
  return row && unsealRequest(accounts, user.id, row.sealed);
}

/** It was sent again, or its sender would rather not. */
export async function dropKeptRequest(
  { database }: Accounts,
  { sessionIdHash }: Pick<Standing, 'sessionIdHash'>,
): Promise<void> {
  await database.kysely.deleteFrom('kept_requests').where('session_id_hash', '=', sessionIdHash).execute();
}
