import type { Accounts, Client } from '../accounts.ts';
import { recordAudit } from '../audit/record.ts';
import { clearBudget, closesAtFailures, countTry, waitOf } from '../limits/budget.ts';
import { networkOf } from '../limits/network.ts';
import { takeFromWindow } from '../limits/window.ts';
import type { Turn } from '../passwords/passwords.ts';
import type { User } from '../users/user.ts';
import { type Attempt, beginAttempt } from './attempt.ts';
import { completeLogIn, type FactorMissing } from './complete-log-in.ts';
import { browserAfterLogIn } from './known-browser.ts';
import type { Proof } from './proof.ts';
import { storeRehash } from './rehash.ts';

export interface LogInForm {
  /** A mail address or a user name, as typed. */
  readonly identifier: string;
  readonly password: string;
  /** The visitor asks to be remembered; kept while a factor is missing. Default false. */
  readonly remember?: boolean;
}

export type LogInOutcome =
  | {
      readonly ok: true;
      readonly user: User;
      readonly proofs: readonly Proof[];
      /** The value of the known-browser cookie to set, for 180 d. */
      readonly browser: string;
      /** Its deletion had been asked for; by this log-in the account stays. */
      readonly isKept: boolean;
    }
  /** No such account, not its password, or disabled: nobody is told which. */
  | { readonly ok: false; readonly reason: 'wrong' }
  | LogInWaiting
  | FactorMissing
  /** Too many passwords are being hashed; the try was not counted. */
  | { readonly ok: false; readonly reason: 'busy'; readonly retryAfterSeconds: number };

export interface LogInWaiting {
  readonly ok: false;
  readonly reason: 'waiting';
  readonly retryAfterSeconds: number;
  /** After 100 failures in a row: only the operator's unlock or a mailed reset helps. Said of accounts that do not exist just the same. */
  readonly closed: boolean;
}

/**
 * Logs somebody in by password. For an unknown account, a wrong password and a disabled account the same statements
 * run and one hash is computed, so that neither the answer nor its time tells them apart.
 *
 * The order is the defence: what is cheap comes before what is dear, and a try is counted after it has its turn at
 * hashing (so that "busy" costs nobody a try) but before it is hashed (so that parallel tries cannot exceed).
 */
export async function logInWithPassword(
  accounts: Accounts,
  { identifier, password, remember = false }: LogInForm,
  client: Client,
): Promise<LogInOutcome> {
  if (!isIdentifier(identifier)) return wrong;
  const attempt = await beginAttempt(accounts, identifier, client);
  const waiting = await waitingBeforeTurn(accounts, attempt);
  if (waiting !== undefined) return waiting;
  const outcome = await accounts.passwords.withTurn(
    (turn) => tryOnce(accounts, attempt, { turn, password, remember }),
    {
      share: shareOf(attempt),
    },
  );
  if (outcome !== 'busy') return outcome;
  return { ok: false, reason: 'busy', retryAfterSeconds: accounts.passwords.retryAfterSeconds };
}

/** Nobody's name is longer (a mail address has 254 at most), so this refusal tells nothing and needs no hash. */
function isIdentifier(text: string): boolean {
  return text.trim() !== '' && text.length <= 2 * 254 && [...text].length <= 254;
}

const wrong = { ok: false, reason: 'wrong' } as const;

/**
 * A browser that the account knows passes the address by: behind a proxy that is not listed everyone has the same
 * one, and a stranger's wrong tries must not shut out everybody.
 */
async function waitingBeforeTurn(accounts: Accounts, attempt: Attempt): Promise<LogInWaiting | undefined> {
  if (!attempt.isKnownBrowser) {
    const taken = await takeFromWindow(accounts, { name: 'log-in', address: attempt.client.address });
    if (!taken.ok) return { ...taken, reason: 'waiting', closed: false };
  }
  const wait = await waitOf(accounts, attempt.budget);
  if (wait === undefined) return undefined;
  await recordFailure(accounts, attempt, wait.closed ? 'closed' : 'waiting');
  return { ...wait, reason: 'waiting' };
}

/** A browser that the account knows waits on its account's behalf, everybody else on that of their address. */
function shareOf({ isKnownBrowser, user, client }: Attempt): string | undefined {
  if (isKnownBrowser) return user?.id;
  return client.address === undefined ? undefined : networkOf(client.address);
}

interface Trying {
  readonly turn: Turn;
  readonly password: string;
  readonly remember: boolean;
}

async function tryOnce(
  accounts: Accounts,
  attempt: Attempt,
  { turn, password, remember }: Trying,
): Promise<LogInOutcome> {
  const counted = await countTry(accounts, attempt.budget);
  if (!counted.ok) {
    await recordFailure(accounts, attempt, counted.closed ? 'closed' : 'waiting');
    return { ...counted, reason: 'waiting' };
  }
  const { row, user, client } = attempt;
  const verified = await turn.verify(password, row?.password_hash ?? undefined);
  if (row === undefined || user === undefined || !verified.matches) {
    return await refuse(accounts, attempt, { ...counted, detail: row ? 'wrong-password' : 'no-account' });
  }
  const proofs = [{ factor: 'password', atMs: accounts.clock() }];
  const completed = await completeLogIn(accounts, user, { proofs, client, remember });
  if (!completed.ok && completed.reason !== 'factor-missing') {
    return await refuse(accounts, attempt, { ...counted, detail: completed.reason });
  }
  await clearBudget(accounts.database.kysely, attempt.budget);
  if (verified.rehash) await storeRehash(accounts, row, { turn, password });
  if (!completed.ok) return completed;
  const browser = browserAfterLogIn(accounts, client.browser, user);
  return { ...completed, browser };
}

interface Refusal {
  readonly failures: number;
  readonly detail: string;
}

async function refuse(
  accounts: Accounts,
  attempt: Attempt,
  { failures, detail }: Refusal,
): Promise<LogInOutcome> {
  await recordFailure(accounts, attempt, detail);
  if (failures === closesAtFailures) {
    const { who, client, isKnownBrowser } = attempt;
    await recordAudit(accounts, {
      event: 'log-in-closed',
      result: 'info',
      client,
      detail: isKnownBrowser ? 'known-browser' : 'strangers',
      ...who,
    });
  }
  return wrong;
}

async function recordFailure(accounts: Accounts, { who, client }: Attempt, detail: string): Promise<void> {
  await recordAudit(accounts, {
    event: 'log-in',
    result: 'failure',
    client,
    detail,
    ...who,
  });
}
