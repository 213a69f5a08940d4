import type { Kysely, Transaction } from 'kysely';
import type { Accounts } from '../accounts.ts';
import type { Schema } from '../database/schema.ts';
import type { TokenPurpose } from '../tokens/purpose.ts';
import type { User } from '../users/user.ts';

export interface EmailChangeLink {
  /** Out of the link, as received. */
  readonly token: string;
}

export interface PendingEmailChange {
  /** The new address, as it was typed. */
  readonly email: string;
  /** The end of its link; UTC milliseconds. */
  readonly untilMs: number;
}

/** The change of address that waits for its link to be opened. */
export async function pendingEmailChange(
  { database, clock }: Accounts,
  { id }: Pick<User, 'id'>,
): Promise<PendingEmailChange | undefined> {
  const found = await database.kysely
    .selectFrom('one_time_tokens')
    .select(['email', 'expires_at'])
    .where('user_id', '=', id)
    .where('purpose', '=', 'change-email')
    .where('spent_at', 'is', null)
    .where('expires_at', '>', clock())
    .orderBy('created_at', 'desc')
    .executeTakeFirst();
  return found?.email == null ? undefined : { email: found.email, untilMs: found.expires_at };
}

/** Both links of the change that waits are worth nothing from now on. `false`: none was waiting. */
export async function endEmailChange(transaction: Transaction<Schema>, userId: string): Promise<boolean> {
  const ended = await tokensOf(transaction, userId).executeTakeFirst();
  return ended.numDeletedRows > 0n;
}

/** Both links of a change carry its new address. */
export const emailChangePurposes: readonly TokenPurpose[] = ['change-email', 'cancel-email-change'];

function tokensOf(kysely: Kysely<Schema>, userId: string) {
  return kysely
    .deleteFrom('one_time_tokens')
    .where('user_id', '=', userId)
    .where('purpose', 'in', emailChangePurposes);
}
