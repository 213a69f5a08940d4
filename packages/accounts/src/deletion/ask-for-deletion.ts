import type { Transaction } from 'kysely';
import type { Accounts, Client } from '../accounts.ts';
import { recordAudit } from '../audit/record.ts';
import type { Schema } from '../database/schema.ts';
import { notify } from '../notices/notify.ts';
import { sessionStands } from '../sessions/session-stands.ts';
import { canonicalEmail, canonicalUsername } from '../users/canonical.ts';
import { clearCredentials } from '../users/clear-credentials.ts';
import type { Fault } from '../users/faults.ts';
import type { User } from '../users/user.ts';

export interface AskedDeletion {
  readonly user: User;
  /** The session in which it is asked. */
  readonly sessionIdHash: string;
  /** The user name or the mail address, as typed, so that nobody deletes an account by one wrong click. */
  readonly confirmation: string;
}

export type AskForDeletionOutcome =
  | { readonly ok: true; readonly deletesAtMs: number }
  | { readonly ok: false; readonly reason: 'faults'; readonly faults: readonly Fault[] }
  /** The session or the account has changed since the page was opened, and nothing was written. */
  | { readonly ok: false; readonly reason: 'gone' };

/** So long one may change one's mind, by logging in. */
export const deletionWaitsMs = 7 * 86_400_000;

/**
 * By the owner: the account is deleted in seven days, unless somebody logs in before. Every session and token ends at
 * once, also the one in which it was asked: from now on a log-in means that the account is to stay. The attack: a
 * thief of a session deletes the account, to leave the owner nothing; the notice and the seven days are for that.
 */
export async function askForDeletion(
  accounts: Accounts,
  asked: AskedDeletion,
  client: Client,
): Promise<AskForDeletionOutcome> {
  const fault = faultOf(asked);
  if (fault !== undefined) return { ok: false, reason: 'faults', faults: [fault] };
  const deletesAtMs = accounts.clock() + deletionWaitsMs;
  const isNoted = await accounts.database.kysely
    .transaction()
    .execute((transaction) => note(accounts, transaction, { asked, client, deletesAtMs }));
  return isNoted ? { ok: true, deletesAtMs } : { ok: false, reason: 'gone' };
}

function faultOf({ user, confirmation }: AskedDeletion): Fault | undefined {
  const { username, email } = user;
  if (confirmation.trim() === '') return { field: 'confirmation', reason: 'empty' };
  const isUsername =
    username !== undefined && canonicalUsername(confirmation) === canonicalUsername(username);
  const isEmail = email !== undefined && canonicalEmail(confirmation) === canonicalEmail(email);
  return isUsername || isEmail ? undefined : { field: 'confirmation', reason: 'mismatch' };
}

interface Noting {
  readonly asked: AskedDeletion;
  readonly client: Client;
  readonly deletesAtMs: number;
}

async function note(
  accounts: Accounts,
  transaction: Transaction<Schema>,
  { asked: { user, sessionIdHash }, client, deletesAtMs }: Noting,
): Promise<boolean> {
  const updated = await transaction
    .updateTable('users')
    .set({ deletes_at: deletesAtMs })
    .where(sessionStands({ user, sessionIdHash }))
    .executeTakeFirst();
  if (updated.numUpdatedRows === 0n) return false;
  await clearCredentials(transaction, user.id, { reason: 'deletion-asked' });
  await recordAudit(
    accounts,
    { event: 'deletion-asked', result: 'success', userId: user.id, client },
    { in: transaction },
  );
  await notify(accounts, user, {
    in: transaction,
    template: 'deletion-asked',
    client,
    untilMs: deletesAtMs,
  });
  return true;
}
