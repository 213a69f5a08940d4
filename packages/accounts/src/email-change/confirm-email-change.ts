import type { Transaction } from 'kysely';
import type { Accounts, Client } from '../accounts.ts';
import { recordAudit } from '../audit/record.ts';
import { uniqueViolationOf } from '../database/errors.ts';
import type { Schema, UserRow } from '../database/schema.ts';
import { notify } from '../notices/notify.ts';
import { type FoundToken, findToken, spendToken } from '../tokens/one-time-token.ts';
import { type OwnerProof, type OwnerRefusal, refusalOfOwner } from '../tokens/prove-owner.ts';
import { canonicalEmail } from '../users/canonical.ts';
import { clearCredentials } from '../users/clear-credentials.ts';
import { findUserById } from '../users/find.ts';
import type { User } from '../users/user.ts';
import type { EmailChangeLink } from './pending.ts';

export type EmailChangeOutcome =
  /** The user with the new address. Nobody is logged in by it, and nobody logged out. */
  | { readonly ok: true; readonly user: User }
  /** `over`: the link is spent, too old, replaced or none of ours, or its account is disabled or gone: nobody is told which. */
  | OwnerRefusal
  /** Meanwhile another account has this address. Nothing has changed, and the link stays good for its hour. */
  | { readonly ok: false; readonly reason: 'taken' };

/** Whose address becomes which, for the page with the button. It changes nothing. `undefined`: the link is over. */
export async function findEmailChange(
  accounts: Accounts,
  { token }: Pick<EmailChangeLink, 'token'>,
): Promise<{ readonly user: User; readonly email: string } | undefined> {
  const found = await findToken(accounts, { purpose, token });
  const user = found && (await findUserById(accounts.database.kysely, found.userId));
  return user && found?.email !== undefined ? { user, email: found.email } : undefined;
}

/**
 * Whoever opens the link reads the mail of the new address: it becomes the account's, and is proven. The attack: two
 * requests at once, so that the link which was mailed to one address confirms the other (CVE-2026-32700 of Devise). So
 * the address is the one inside the token, never one that a form, a session or the account names. And it takes the
 * account's owner to confirm it: whoever gives his account the address of another must not have that one confirm it.
 */
export async function confirmEmailChange(
  accounts: Accounts,
  { token, by, password }: OwnerProof,
  client: Client,
): Promise<EmailChangeOutcome> {
  const row = await rowOf(accounts, token);
  if (row === undefined) return { ok: false, reason: 'over' };
  const link = { purpose, row, client, event: 'email-changed' } as const;
  const refused = await refusalOfOwner(accounts, { token, by, password }, link);
  if (refused !== undefined) return refused;
  try {
    const user = await accounts.database.kysely
      .transaction()
      .execute((transaction) => confirm(accounts, transaction, { token, client }));
    return user === undefined ? { ok: false, reason: 'over' } : { ok: true, user };
  } catch (error) {
    // The index decides, whatever was seen before; the transaction is undone, and with it the spending of the token.
    if (uniqueViolationOf(error) !== 'users.email_canonical') throw error;
    return { ok: false, reason: 'taken' };
  }
}

const purpose = 'change-email';

async function rowOf(accounts: Accounts, token: string): Promise<UserRow | undefined> {
  const found = await findToken(accounts, { purpose, token });
  if (found === undefined) return undefined;
  const users = accounts.database.kysely.selectFrom('users').selectAll();
  return await users.where('id', '=', found.userId).executeTakeFirst();
}

interface Confirming extends EmailChangeLink {
  readonly client: Client;
}

async function confirm(
  accounts: Accounts,
  transaction: Transaction<Schema>,
  { token, client }: Confirming,
): Promise<User | undefined> {
  const spent = await spendToken(accounts, { purpose, token }, { in: transaction });
  const before = spent && (await findUserById(transaction, spent.userId));
  if (before === undefined || spent?.email === undefined) return undefined;
  await storeAddress(accounts, transaction, { userId: spent.userId, email: spent.email });
  // Also a link to a new password that lies in the old mailbox.
  await clearCredentials(transaction, before.id, { reason: 'email-changed' });
  await recordAudit(
    accounts,
    { event: 'email-changed', result: 'success', userId: before.id, client },
    { in: transaction },
  );
  const about = { template: 'email-changed', to: before.email, email: spent.email } as const;
  await notify(accounts, before, { ...about, client, in: transaction });
  return await findUserById(transaction, spent.userId);
}

async function storeAddress(
  { clock }: Accounts,
  transaction: Transaction<Schema>,
  { userId, email }: Required<Pick<FoundToken, 'userId' | 'email'>>,
): Promise<void> {
  await transaction
    .updateTable('users')
    .set({ email, email_canonical: canonicalEmail(email), email_verified_at: clock() })
    .where('id', '=', userId)
    .execute();
}
