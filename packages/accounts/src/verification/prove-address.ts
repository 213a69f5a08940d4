import type { Transaction } from 'kysely';
import type { Accounts, Client } from '../accounts.ts';
import { recordAudit } from '../audit/record.ts';
import type { Schema } from '../database/schema.ts';
import { canonicalEmail } from '../users/canonical.ts';

export interface AddressProof {
  readonly userId: string;
  /** Where the link was mailed that somebody has opened. */
  readonly email: string;
  readonly client: Client;
}

/** Whoever opens a link reads the mail of its address: from now on that is proven, where it still is the account's. `false`: nothing new. */
export async function proveAddress(
  accounts: Accounts,
  transaction: Transaction<Schema>,
  { userId, email, client }: AddressProof,
): Promise<boolean> {
  const proven = await transaction
    .updateTable('users')
    .set({ email_verified_at: accounts.clock() })
    .where('id', '=', userId)
    .where('email_canonical', '=', canonicalEmail(email))
    .where('email_verified_at', 'is', null)
    .executeTakeFirst();
  if (proven.numUpdatedRows === 0n) return false;
  await recordAudit(
    accounts,
    { event: 'email-verified', result: 'success', userId, client },
    { in: transaction },
  );
  return true;
}

/**
 * What dies when a link was the first to prove an address. Its owner takes the account over from whoever made it, factors and
 * all; but where addresses are never proven (`off`) that says nothing, and a mailed link would skip every second factor (ASVS 6.4.3).
 */
export function reasonOfTakeOver({ mail }: Accounts): 'address-proven' | 'password-reset' {
  return mail?.verification === 'off' ? 'password-reset' : 'address-proven';
}
