import { type RawBuilder, type SqlBool, sql, type Transaction } from 'kysely';
import type { Accounts } from '../accounts.ts';
import { recordAudit } from '../audit/record.ts';
import type { Schema } from '../database/schema.ts';
import { emailChangePurposes } from '../email-change/pending.ts';
import { clearBudgetsOf } from '../limits/budget.ts';
import { clearWindowsOf } from '../limits/window.ts';
import { notify } from '../notices/notify.ts';
import { runCallback } from '../users/callback.ts';
import { canonicalEmail } from '../users/canonical.ts';
import { clearCredentials } from '../users/clear-credentials.ts';
import type { User } from '../users/user.ts';

export interface EraseOptions {
  readonly in: Transaction<Schema>;
  readonly by: 'operator' | 'latchkey';
}

/**
 * The account goes, with all that hangs on it and what `onDelete` removes. Its lines in the audit stay, and no longer say
 * whose they were nor from where; neither does the line that it was deleted, because an id that an import brought may be a
 * name. The goodbye is the one mail that is still sent: what was on its way might log somebody in.
 */
export async function eraseUser(
  accounts: Accounts,
  user: User,
  { in: transaction, by }: EraseOptions,
): Promise<void> {
  // Before its tokens go, which alone say to which addresses it was to change.
  await forgetNewAddresses(transaction, user);
  await clearCredentials(transaction, user.id, { reason: 'deleted' });
  await clearBudgetsOf(transaction, user.id);
  await clearWindowsOf(transaction, user.id);
  await runCallback(async () => accounts.callbacks.onDelete?.(transaction, user));
  await transaction.deleteFrom('users').where('id', '=', user.id).execute();
  if (user.email !== undefined) await forgetAddress(transaction, user.email);
  await transaction.deleteFrom('mails').where('user_id', '=', user.id).execute();
  await makeAnonymous(transaction, user);
  await recordAudit(accounts, { event: 'user-deleted', result: 'success', actor: by }, { in: transaction });
  await notify(accounts, user, {
    in: transaction,
    template: 'account-deleted',
    client: { address: undefined },
    isFarewell: true,
  });
}

/**
 * Mails to an address that the account was to change to: they belong to no account, so that its owner is not told whose the
 * address is. Not where another account asks for the same address: which of the two a mail is about nobody knows.
 */
async function forgetNewAddresses(transaction: Transaction<Schema>, { id }: User): Promise<void> {
  const links = transaction.selectFrom('one_time_tokens').where('purpose', 'in', emailChangePurposes);
  const mine = await links.select('email').where('user_id', '=', id).distinct().execute();
  for (const { email } of mine) {
    if (email === null) continue;
    const others = links.select('email').where(sameAs('email', email)).where('user_id', '!=', id);
    if ((await others.executeTakeFirst()) !== undefined) continue;
    await ownerlessMails(transaction, email).where('template', '=', 'confirm-email').execute();
  }
}

/** A sign-up with this address that waits for its mail, and mails to it that belong to no account. */
async function forgetAddress(transaction: Transaction<Schema>, email: string): Promise<void> {
  await transaction
    .deleteFrom('pending_sign_ups')
    .where('email_canonical', '=', canonicalEmail(email))
    .execute();
  await ownerlessMails(transaction, email).execute();
}

/** Those of another account are that account's. */
function ownerlessMails(transaction: Transaction<Schema>, email: string) {
  return transaction.deleteFrom('mails').where('user_id', 'is', null).where(sameAs('recipient', email));
}

/**
 * In the database, where case is all that is compared: mails and links keep an address as it was typed, and reading them all
 * would hold the write lock. A rarer spelling goes with its mail, after seven days.
 */
function sameAs(column: 'email' | 'recipient', email: string): RawBuilder<SqlBool> {
  return sql<SqlBool>`lower(${sql.ref(column)}) = lower(${email})`;
}

async function makeAnonymous(transaction: Transaction<Schema>, { id }: User): Promise<void> {
  await transaction
    .updateTable('audit')
    .set({ user_id: null, identifier_mac: null, address: null, agent: null })
    .where('user_id', '=', id)
    .execute();
}
