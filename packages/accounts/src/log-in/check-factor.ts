import type { Transaction } from 'kysely';
import type { Accounts, Client } from '../accounts.ts';
import type { Schema } from '../database/schema.ts';
import type { PasskeyAnswer } from '../passkeys/challenge.ts';
import { spendPasskey, type VerifiedPasskey, verifyPasskey } from '../passkeys/verify-passkey.ts';
import { checkRecoveryCode } from '../recovery-codes/check-recovery-code.ts';
import { checkTotp } from '../totp/check-totp.ts';
import type { User } from '../users/user.ts';

/** A second factor, as somebody shows it. */
export type FactorAnswer =
  | { readonly by: 'totp' | 'recovery-code'; readonly code: string }
  | { readonly by: 'passkey'; readonly answer: PasskeyAnswer };

export type CheckedFactor =
  | {
      readonly ok: true;
      readonly factor: 'totp' | 'recovery-code' | 'passkey' | 'security-key';
      /** After a recovery code. */
      readonly codesLeft?: number;
    }
  | {
      readonly ok: false;
      readonly reason: 'wrong';
      /** For the audit alone: no key opens the seed of the app, so that no code can be right. */
      readonly detail?: 'totp-unreadable';
    }
  /** After 100 wrong codes in a row those of the app count no more: a recovery code does, a passkey, or the operator. */
  | { readonly ok: false; readonly reason: 'totp-disabled' };

/** The same with its signature verified, where it has one: that takes time which no transaction has. */
export type ReadyFactor =
  | Extract<FactorAnswer, { readonly code: string }>
  | { readonly by: 'passkey'; readonly verified: VerifiedPasskey | undefined };

export async function readyFactor(
  accounts: Accounts,
  answer: FactorAnswer,
  { user }: { readonly user: User },
): Promise<ReadyFactor> {
  if (answer.by !== 'passkey') return answer;
  const verified = await verifyPasskey(accounts, answer.answer, { user });
  return { by: 'passkey', verified };
}

export interface FactorCheck {
  readonly user: User;
  readonly ready: ReadyFactor;
  readonly client: Client;
}

/** Judges and spends it, in the transaction of what it is good for. */
export async function checkFactor(
  accounts: Accounts,
  transaction: Transaction<Schema>,
  { user, ready, client }: FactorCheck,
): Promise<CheckedFactor> {
  const { id: userId } = user;
  if (ready.by === 'passkey') {
    const { verified } = ready;
    const factor = verified && (await spendPasskey(accounts, transaction, { verified, client }));
    return factor === undefined ? wrong : { ok: true, factor };
  }
  const { code } = ready;
  if (ready.by === 'recovery-code') {
    const spent = await checkRecoveryCode(accounts, transaction, { user, code, client });
    return spent === undefined ? wrong : { ok: true, factor: 'recovery-code', codesLeft: spent.left };
  }
  const judged = await checkTotp(accounts, transaction, { userId, code, client });
  if (judged === 'right') return { ok: true, factor: 'totp' };
  if (judged === 'unreadable') return { ...wrong, detail: 'totp-unreadable' };
  return judged === 'disabled' ? { ok: false, reason: 'totp-disabled' } : wrong;
}

const wrong = { ok: false, reason: 'wrong' } as const;
