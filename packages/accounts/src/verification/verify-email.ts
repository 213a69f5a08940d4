import type { Transaction } from 'kysely';
import type { Accounts, Client } from '../accounts.ts';
import type { Schema, UserRow } from '../database/schema.ts';
import { findToken, spendToken } from '../tokens/one-time-token.ts';
import { type OwnerProof, type OwnerRefusal, refusalOfOwner } from '../tokens/prove-owner.ts';
import { canonicalEmail } from '../users/canonical.ts';
import { type User, userFrom } from '../users/user.ts';
import { proveAddress } from './prove-address.ts';

export type VerifyEmailOutcome =
  | { readonly ok: true; readonly user: User }
  /** `over`: the link is used, too old or none of ours, or its account has another address by now: nobody is told which. */
  | OwnerRefusal;

/** Whose address the link would prove, for the page that shows its button; it changes nothing. `undefined`: it is over. */
export async function findVerification(
  accounts: Accounts,
  { token }: Pick<OwnerProof, 'token'>,
): Promise<{ readonly user: User } | undefined> {
  const row = await rowOf(accounts, token);
  return row && { user: userFrom(row) };
}

/**
 * Proves the address of an account that there is, by its owner: who has made it with the address of another cannot let that
 * one vouch for it. That one gets it by a link to a new password.
 */
export async function verifyEmail(
  accounts: Accounts,
  verification: OwnerProof,
  client: Client,
): Promise<VerifyEmailOutcome> {
  const row = await rowOf(accounts, verification.token);
  if (row === undefined) return over;
  const refused = await refusalOfOwner(accounts, verification, {
    purpose,
    row,
    client,
    event: 'email-verified',
  });
  if (refused !== undefined) return refused;
  const isProven = await accounts.database.kysely
    .transaction()
    .execute((transaction) => spend(accounts, transaction, { token: verification.token, client }));
  return isProven ? { ok: true, user: { ...userFrom(row), emailVerifiedAtMs: accounts.clock() } } : over;
}

const purpose = 'verify-email';
const over = { ok: false, reason: 'over' } as const;

/** The account of a good link, while it has the address that the link went to, unproven. */
async function rowOf(accounts: Accounts, token: string): Promise<UserRow | undefined> {
  const found = await findToken(accounts, { purpose, token });
  if (found?.email === undefined) return undefined;
  return await accounts.database.kysely
    .selectFrom('users')
    .selectAll()
    .where('id', '=', found.userId)
    .where('email_canonical', '=', canonicalEmail(found.email))
    .where('email_verified_at', 'is', null)
    .executeTakeFirst();
}

interface Spending {
  readonly token: string;
  readonly client: Client;
}

async function spend(
  accounts: Accounts,
  transaction: Transaction<Schema>,
  { token, client }: Spending,
): Promise<boolean> {
  const spent = await spendToken(accounts, { purpose, token }, { in: transaction });
  if (spent?.email === undefined) return false;
  const { userId, email } = spent;
  return await proveAddress(accounts, transaction, { userId, email, client });
}
