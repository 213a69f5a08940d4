import type { Transaction } from 'kysely';
import type { Accounts, Client } from '../accounts.ts';
import { recordAudit } from '../audit/record.ts';
import type { Schema } from '../database/schema.ts';
import { notify } from '../notices/notify.ts';
import type { Secret } from '../tokens/secret.ts';
import { findUserById } from '../users/find.ts';
import { stepOfCode } from './code.ts';
import { openSeed, sealSeed } from './seed.ts';
import { mostFailures, totpOf } from './totp-of.ts';

export interface TotpCheck {
  readonly userId: string;
  /** As typed. */
  readonly code: string;
  readonly client: Client;
}

/**
 * `disabled`: by 100 wrong ones in a row, this one included (NIST SP 800-63B-4 §3.2.2); only what adds the app anew helps.
 * `unreadable`: none of the keys opens its seed, or it is another account's; no code can be right, and none is counted as wrong.
 * `none`: the account has no authenticator app.
 */
export type TotpJudgement = 'right' | 'wrong' | 'disabled' | 'unreadable' | 'none';

/**
 * Judges a code of the authenticator app, and spends its step, in the transaction of what it is good for. The attacks: one code
 * twice, in its 30 s or at the same moment; and guessing from many places at once. So a try is counted before it is looked at,
 * and one conditional statement spends the step: neither it nor any before it counts again (RFC 6238 §5.2).
 */
export async function checkTotp(
  accounts: Accounts,
  transaction: Transaction<Schema>,
  { userId, code, client }: TotpCheck,
): Promise<TotpJudgement> {
  const counted = await countTry(transaction, userId);
  if (counted === undefined) return (await totpOf(transaction, userId)) ? 'disabled' : 'none';
  const seed = openSeed(accounts, { userId, sealed: counted.seed });
  if (seed === undefined) {
    await takeBackTry(transaction, userId);
    return 'unreadable';
  }
  if (await spend(accounts, transaction, { userId, seed, code })) return 'right';
  if (counted.failures < mostFailures) return 'wrong';
  await tellDisabled(accounts, transaction, { userId, client });
  return 'disabled';
}

/** `undefined`: there is none, or its tries are used up. */
async function countTry(transaction: Transaction<Schema>, userId: string) {
  return await transaction
    .updateTable('totps')
    .set((set) => ({ failures: set('failures', '+', 1) }))
    .where('user_id', '=', userId)
    .where('failures', '<', mostFailures)
    .returning(['seed', 'failures'])
    .executeTakeFirst();
}

/** A key that was left out by mistake would disable the apps of everybody who tries, and they would stay so once it is back. */
async function takeBackTry(transaction: Transaction<Schema>, userId: string): Promise<void> {
  await transaction
    .updateTable('totps')
    .set((set) => ({ failures: set('failures', '-', 1) }))
    .where('user_id', '=', userId)
    .execute();
}

interface Spending {
  readonly userId: string;
  readonly seed: Secret;
  readonly code: string;
}

/** The seed is sealed anew, so that a key which was replaced is needed no more by whoever logs in. */
async function spend(
  accounts: Accounts,
  transaction: Transaction<Schema>,
  { userId, seed, code }: Spending,
): Promise<boolean> {
  const step = stepOfCode(accounts, { seed, code });
  if (step === undefined) return false;
  const sealed = sealSeed(accounts, { userId, seed });
  const spent = await transaction
    .updateTable('totps')
    .set({ last_step: step, failures: 0, last_used_at: accounts.clock(), seed: sealed })
    .where('user_id', '=', userId)
    .where('last_step', '<', step)
    .executeTakeFirst();
  return spent.numUpdatedRows > 0n;
}

/** Whoever guessed so often has the first factor: the owner should hear of it. */
async function tellDisabled(
  accounts: Accounts,
  transaction: Transaction<Schema>,
  { userId, client }: Omit<TotpCheck, 'code'>,
): Promise<void> {
  await recordAudit(
    accounts,
    { event: 'totp-disabled', result: 'info', userId, client },
    { in: transaction },
  );
  const owner = await findUserById(transaction, userId);
  if (owner !== undefined) {
    await notify(accounts, owner, { in: transaction, template: 'totp-disabled', client });
  }
}
