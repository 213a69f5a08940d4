import type { Transaction } from 'kysely';
import type { Accounts, Client } from '../accounts.ts';
import { recordAudit } from '../audit/record.ts';
import type { Schema } from '../database/schema.ts';
import type { User } from '../users/user.ts';
import { checkFactor, type FactorAnswer, type ReadyFactor, readyFactor } from './check-factor.ts';
import type { Proof } from './proof.ts';
import { countSessionTry, endSessionAfterTries, forgetSessionTries } from './session-tries.ts';

export interface FactorConfirmation {
  readonly user: User;
  /** The session in which the factor is asked for. */
  readonly sessionIdHash: string;
  readonly answer: FactorAnswer;
}

export type ConfirmFactorOutcome =
  | { readonly ok: true; readonly proof: Proof; readonly codesLeft?: number }
  | { readonly ok: false; readonly reason: 'wrong' | 'totp-disabled' }
  /** By the tenth wrong answer in it, passwords among them: the session is gone, and its cookies are worth nothing. */
  | { readonly ok: false; readonly reason: 'ended' }
  /** The session had gone before. */
  | { readonly ok: false; readonly reason: 'gone' };

/** Somebody who is logged in proves a second factor; the attack and the count are those of `confirmPassword`. */
export async function confirmFactor(
  accounts: Accounts,
  { user, sessionIdHash, answer }: FactorConfirmation,
  client: Client,
): Promise<ConfirmFactorOutcome> {
  const ready = await readyFactor(accounts, answer, { user });
  return await accounts.database.kysely
    .transaction()
    .execute((transaction) => confirm(accounts, transaction, { user, sessionIdHash, ready, client }));
}

interface Confirming {
  readonly user: User;
  readonly sessionIdHash: string;
  readonly ready: ReadyFactor;
  readonly client: Client;
}

async function confirm(
  accounts: Accounts,
  transaction: Transaction<Schema>,
  { user, sessionIdHash, ready, client }: Confirming,
): Promise<ConfirmFactorOutcome> {
  const tried = { user, sessionIdHash, client };
  const counted = await countSessionTry(accounts, transaction, tried);
  if (counted === undefined) return await endSessionAfterTries(accounts, transaction, tried);
  const checked = await checkFactor(accounts, transaction, { user, ready, client });
  const about = { userId: user.id, client };
  if (!checked.ok) {
    const { reason } = checked;
    const detail = (reason === 'wrong' && checked.detail) || `wrong-${ready.by}`;
    const entry = { event: 'confirm', result: 'failure', ...about, detail } as const;
    await recordAudit(accounts, entry, { in: transaction });
    if (!counted.isLast) return { ok: false, reason };
    return await endSessionAfterTries(accounts, transaction, tried);
  }
  await forgetSessionTries(transaction, { sessionIdHash, series: counted.series });
  const { factor, ...rest } = checked;
  const entry = { event: 'confirm', result: 'success', ...about, detail: factor } as const;
  await recordAudit(accounts, entry, { in: transaction });
  return { ...rest, proof: { factor, atMs: accounts.clock() } };
}
