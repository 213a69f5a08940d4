import type { Transaction } from 'kysely';
import type { Accounts } from '../accounts.ts';
import type { Schema } from '../database/schema.ts';
import { findPending } from '../log-in/pending-log-in.ts';
import { stillStands } from '../sessions/session-stands.ts';
import type { User } from '../users/user.ts';
import { provesFirst } from './factors-proven.ts';

/** Who adds a factor: somebody logged in, or whoever must have one before the log-in is whole. */
export type Enrolling =
  | { readonly user: User; readonly sessionIdHash: string; readonly pendingToken?: never }
  | { readonly user: User; readonly pendingToken: string; readonly sessionIdHash?: never };

/**
 * Why this account may have no second factor yet. The attack: somebody makes an account with an address that is not his, and
 * sets up a factor, so that its owner is locked out of it for good. Where a factor is required nobody gets as far as proving an
 * address without one; there it is only that whoever proves the address first takes the account over without its factors.
 */
export function refusalToAdd(
  { mail }: Accounts,
  { user, pendingToken }: Pick<Enrolling, 'user' | 'pendingToken'>,
): 'unproven-address' | undefined {
  if (
    pendingToken !== undefined ||
    mail === undefined ||
    mail.verification === 'off' ||
    user.email === undefined
  )
    return undefined;
  return user.emailVerifiedAtMs === undefined ? 'unproven-address' : undefined;
}

/** Whether the session or the pending log-in still is what the request saw; asked in the transaction that changes something. */
export async function enrollerStands(
  accounts: Accounts,
  transaction: Transaction<Schema>,
  { user, sessionIdHash, pendingToken }: Enrolling,
): Promise<boolean> {
  if (sessionIdHash !== undefined) {
    return await stillStands(transaction, { user, sessionIdHash });
  }
  const pending = await findPending(accounts, pendingToken, { in: transaction });
  return pending?.missing === 'set-up' && pending.user.id === user.id && provesFirst(pending.proofs);
}
