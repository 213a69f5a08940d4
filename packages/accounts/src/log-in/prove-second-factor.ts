import type { Transaction } from 'kysely';
import type { Accounts, Client } from '../accounts.ts';
import { recordAudit } from '../audit/record.ts';
import type { Schema } from '../database/schema.ts';
import { notify } from '../notices/notify.ts';
import { trustBrowser } from '../trusted-browsers/trust.ts';
import type { User } from '../users/user.ts';
import {
  type CheckedFactor,
  checkFactor,
  type FactorAnswer,
  type ReadyFactor,
  readyFactor,
} from './check-factor.ts';
import { letIn } from './complete-log-in.ts';
import { browserAfterLogIn } from './known-browser.ts';
import { countPendingTry, findPending, mostWrong, spendPending } from './pending-log-in.ts';
import type { Proof } from './proof.ts';

export interface SecondFactor {
  /** Of the pending log-in, as received. */
  readonly token: string;
  readonly answer: FactorAnswer;
  /** From now on this browser is not asked for a second factor, for 30 d; not after a recovery code. Default false. */
  readonly trust?: boolean;
}

export type SecondFactorOutcome =
  | {
      readonly ok: true;
      readonly user: User;
      readonly proofs: readonly Proof[];
      /** Its deletion had been asked for; by this log-in the account stays. */
      readonly isKept: boolean;
      /** The visitor asked to be remembered, with the first factor. */
      readonly remember: boolean;
      /** The value of the known-browser cookie to set, for 180 d. */
      readonly browser: string;
      /** The value of the trusted-browser cookie to set, for 30 d, where that was asked for. */
      readonly trusted?: string;
      /** After a recovery code. */
      readonly codesLeft?: number;
    }
  | { readonly ok: false; readonly reason: 'wrong' }
  /** After 100 wrong codes in a row those of the app count no more: a recovery code does, a passkey, or the operator. */
  | { readonly ok: false; readonly reason: 'totp-disabled' }
  /** The fifth wrong one, older than 10 min, or the account has changed: begin the log-in anew. */
  | { readonly ok: false; readonly reason: 'over' };

/**
 * The second half of a log-in. A try is counted before it is judged, in the transaction that spends the factor and the pending
 * log-in: of parallel tries five count, and of two with one right code one logs in.
 */
export async function proveSecondFactor(
  accounts: Accounts,
  { token, answer, trust = false }: SecondFactor,
  client: Client,
): Promise<SecondFactorOutcome> {
  const pending = await findPending(accounts, token);
  if (pending?.missing !== 'second-factor') return over;
  const ready = await readyFactor(accounts, answer, { user: pending.user });
  return await accounts.database.kysely
    .transaction()
    .execute((transaction) => prove(accounts, transaction, { token, ready, trust, client }));
}

/** After set-up: the account has got its second factor in this pending log-in, and nothing is missing any more. */
export async function finishLogIn(
  accounts: Accounts,
  token: string,
  client: Client,
): Promise<SecondFactorOutcome> {
  return await accounts.database.kysely.transaction().execute(async (transaction) => {
    const pending = await findPending(accounts, token, { in: transaction });
    if (pending?.missing !== 'nothing') return over;
    return await finish(accounts, transaction, { token, pending, proofs: pending.proofs, client });
  });
}

const over = { ok: false, reason: 'over' } as const;

interface Proving {
  readonly token: string;
  readonly ready: ReadyFactor;
  readonly trust: boolean;
  readonly client: Client;
}

async function prove(
  accounts: Accounts,
  transaction: Transaction<Schema>,
  { token, ready, trust, client }: Proving,
): Promise<SecondFactorOutcome> {
  const pending = await findPending(accounts, token, { in: transaction });
  if (pending?.missing !== 'second-factor') return over;
  const { user } = pending;
  const tries = await countPendingTry(transaction, token);
  if (tries > mostWrong) return over;
  const checked = await checkFactor(accounts, transaction, { user, ready, client });
  if (!checked.ok) return await refuse(accounts, transaction, { token, user, client, tries, ready, checked });
  const { factor, codesLeft } = checked;
  const proofs = [...pending.proofs, { factor, atMs: accounts.clock() }];
  const finished = await finish(accounts, transaction, { token, pending, proofs, client });
  if (!finished.ok) return finished;
  // A recovery code says that something is lost: no moment to ask for less from now on.
  const isTrusted = trust && factor !== 'recovery-code';
  const presented = { userId: user.id, cookie: client.trusted, client };
  return {
    ...finished,
    ...(codesLeft !== undefined && { codesLeft }),
    ...(isTrusted && { trusted: await trustBrowser(accounts, transaction, presented) }),
  };
}

interface Refusing {
  readonly token: string;
  readonly user: User;
  readonly client: Client;
  /** With this one. */
  readonly tries: number;
  readonly ready: ReadyFactor;
  readonly checked: Extract<CheckedFactor, { readonly ok: false }>;
}

async function refuse(
  accounts: Accounts,
  transaction: Transaction<Schema>,
  { token, user, client, tries, ready, checked }: Refusing,
): Promise<SecondFactorOutcome> {
  const detail = checked.reason === 'wrong' ? checked.detail : undefined;
  await noteWrong(accounts, transaction, { user, client, by: detail ?? ready.by });
  const isLast = tries === mostWrong;
  const isWrongCode = ready.by === 'totp' && checked.reason === 'wrong' && detail === undefined;
  // The password is known to somebody who has nothing else: its owner should hear of it (ASVS 6.3.5).
  if (isLast || (isWrongCode && (await isNextFifth(transaction, user)))) {
    await notify(accounts, user, { in: transaction, template: 'second-factor-failed', client });
  }
  if (!isLast) return { ok: false, reason: checked.reason };
  await spendPending(transaction, token);
  return over;
}

/** The attack: four codes in each of many pending log-ins, so that none of them ends by a fifth. */
async function isNextFifth(transaction: Transaction<Schema>, { id }: User): Promise<boolean> {
  const totp = transaction.selectFrom('totps').select('failures').where('user_id', '=', id);
  const failures = (await totp.executeTakeFirst())?.failures ?? 0;
  return failures > 0 && failures % mostWrong === 0;
}

async function noteWrong(
  accounts: Accounts,
  transaction: Transaction<Schema>,
  { user, client, by }: { readonly user: User; readonly client: Client; readonly by: string },
): Promise<void> {
  const entry = {
    event: 'second-factor-failed',
    result: 'failure',
    userId: user.id,
    client,
    detail: by,
  } as const;
  await recordAudit(accounts, entry, { in: transaction });
}

interface Finishing {
  readonly token: string;
  readonly pending: { readonly user: User; readonly remember: boolean };
  readonly proofs: readonly Proof[];
  readonly client: Client;
}

async function finish(
  accounts: Accounts,
  transaction: Transaction<Schema>,
  { token, pending, proofs, client }: Finishing,
): Promise<SecondFactorOutcome> {
  if (!(await spendPending(transaction, token))) return over;
  const completed = await letIn(accounts, pending.user, { transaction, proofs, client });
  if (!completed.ok) return over;
  const browser = browserAfterLogIn(accounts, client.browser, completed.user);
  return { ...completed, remember: pending.remember, browser };
}
