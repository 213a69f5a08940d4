import type { Accounts, Client } from '../accounts.ts';
import { recordAudit } from '../audit/record.ts';
import { takeFromWindow } from '../limits/window.ts';
import { completeLogIn, type FactorMissing } from '../log-in/complete-log-in.ts';
import { browserAfterLogIn, browserKnownTo } from '../log-in/known-browser.ts';
import type { LogInWaiting } from '../log-in/log-in-with-password.ts';
import type { Proof } from '../log-in/proof.ts';
import { findUserById } from '../users/find.ts';
import type { User } from '../users/user.ts';
import type { PasskeyAnswer } from './challenge.ts';
import { examinePasskey, findPresented, type Presented, spendPasskey } from './verify-passkey.ts';

/** The answer to `askForPasskey`. */
export interface PasskeyLogIn extends PasskeyAnswer {
  /** The visitor asks to be remembered. Default false. */
  readonly remember?: boolean;
}

export type LogInWithPasskeyOutcome =
  | {
      readonly ok: true;
      readonly user: User;
      readonly proofs: readonly Proof[];
      /** The value of the known-browser cookie to set, for 180 d. */
      readonly browser: string;
      /** Its deletion had been asked for; by this log-in the account stays. */
      readonly isKept: boolean;
    }
  | FactorMissing
  /** Unknown, forged, too old, used before, of another site or without a finger, face or PIN, or disabled: nobody is told which. */
  | { readonly ok: false; readonly reason: 'wrong' }
  | LogInWaiting;

/** Logs in whoever shows a passkey that asked for a finger, a face or a PIN: no name, no password, and no second factor. */
export async function logInWithPasskey(
  accounts: Accounts,
  answer: PasskeyLogIn,
  client: Client,
): Promise<LogInWithPasskeyOutcome> {
  const presented = await findPresented(accounts, answer);
  const userId = presented.passkey?.user_id;
  const user = userId === undefined ? undefined : await findUserById(accounts.database.kysely, userId);
  const waiting = await waitingOf(accounts, user, client);
  if (waiting !== undefined) return waiting;
  const outcome = await tryOnce(accounts, answer, { presented, user, client });
  if (typeof outcome !== 'string') return outcome;
  const who = user === undefined ? {} : { userId: user.id };
  await recordAudit(accounts, { event: 'log-in', result: 'failure', client, detail: outcome, ...who });
  return { ok: false, reason: 'wrong' };
}

/** The same window as for passwords, and as there a browser that the account knows passes it by. */
async function waitingOf(
  accounts: Accounts,
  user: User | undefined,
  { address, browser }: Client,
): Promise<LogInWaiting | undefined> {
  if (user !== undefined && browserKnownTo(accounts, browser, user) !== undefined) return undefined;
  const taken = await takeFromWindow(accounts, { name: 'log-in', address });
  return taken.ok ? undefined : { ...taken, reason: 'waiting', closed: false };
}

interface Trying {
  readonly presented: Presented;
  readonly user: User | undefined;
  readonly client: Client;
}

/** A text: why not, for the audit. */
async function tryOnce(
  accounts: Accounts,
  answer: PasskeyLogIn,
  { presented, user, client }: Trying,
): Promise<LogInWithPasskeyOutcome | string> {
  const examined = await examinePasskey(accounts, answer, { presented, ceremony: ['log-in'] });
  if (!examined.ok) return examined.detail;
  const { verified } = examined;
  const factor = await accounts.database.kysely
    .transaction()
    .execute((transaction) => spendPasskey(accounts, transaction, { verified, client }));
  if (factor === undefined || user === undefined) return 'spent-passkey';
  const proofs = [{ factor, atMs: accounts.clock() }];
  const { remember = false } = answer;
  const completed = await completeLogIn(accounts, user, { proofs, client, remember });
  if (completed.ok) return { ...completed, browser: browserAfterLogIn(accounts, client.browser, user) };
  return completed.reason === 'factor-missing' ? completed : completed.reason;
}
