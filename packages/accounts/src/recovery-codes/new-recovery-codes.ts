import type { Transaction } from 'kysely';
import type { Accounts } from '../accounts.ts';
import type { Schema } from '../database/schema.ts';
import { type Standing, stillStands } from '../sessions/session-stands.ts';
import { Secret } from '../tokens/secret.ts';
import { hashOfCode, newCode } from './code.ts';

export type RecoveryCodesAsked = Standing;

export type NewRecoveryCodesOutcome =
  /** Ten, to be shown once: what is stored cannot be read. */
  | { readonly ok: true; readonly codes: readonly Secret[] }
  /** The session or the account has changed since the page was opened, and nothing was written. */
  | { readonly ok: false; readonly reason: 'gone' }
  /** There is nothing to recover from: codes are for when a second factor is lost. */
  | { readonly ok: false; readonly reason: 'no-second-factor' };

const howMany = 10;

/**
 * Makes ten recovery codes. They count from `confirmRecoveryCodes` on, which shows that they were kept; until then those before
 * them do. Of several that wait for it only the newest can be confirmed.
 */
export async function newRecoveryCodes(
  accounts: Accounts,
  asked: RecoveryCodesAsked,
): Promise<NewRecoveryCodesOutcome> {
  const codes = Array.from({ length: howMany }, () => newCode(accounts));
  return await accounts.database.kysely.transaction().execute(async (transaction) => {
    if (!(await stillStands(transaction, asked))) return { ok: false, reason: 'gone' };
    const { id: userId } = asked.user;
    if (!(await hasTwoSteps(transaction, userId))) return { ok: false, reason: 'no-second-factor' };
    await store(accounts, transaction, { userId, codes });
    return { ok: true, codes: codes.map((code) => new Secret(code)) };
  });
}

async function hasTwoSteps(transaction: Transaction<Schema>, userId: string): Promise<boolean> {
  const users = transaction.selectFrom('users').select('id').where('id', '=', userId);
  return (await users.where('second_factor_since', 'is not', null).executeTakeFirst()) !== undefined;
}

async function store(
  { clock }: Accounts,
  transaction: Transaction<Schema>,
  { userId, codes }: { readonly userId: string; readonly codes: readonly string[] },
): Promise<void> {
  const unconfirmed = transaction.deleteFrom('recovery_codes').where('confirmed_at', 'is', null);
  await unconfirmed.where('user_id', '=', userId).execute();
  const hashes = codes.flatMap((code) => hashOfCode({ userId, code }) ?? []);
  const state = { user_id: userId, created_at: clock(), confirmed_at: null, spent_at: null };
  const rows = hashes.map((hash) => ({ code_hash: hash, ...state }));
  await transaction.insertInto('recovery_codes').values(rows).execute();
}
