import { timingSafeEqual } from 'node:crypto';
import type { Transaction } from 'kysely';
import type { Accounts, Client } from '../accounts.ts';
import { recordAudit } from '../audit/record.ts';
import type { Schema } from '../database/schema.ts';
import { completeLogIn, type FactorMissing } from '../log-in/complete-log-in.ts';
import { browserAfterLogIn } from '../log-in/known-browser.ts';
import type { Proof } from '../log-in/proof.ts';
import { countWrongCode, type FoundToken, findToken, spendToken } from '../tokens/one-time-token.ts';
import { hashOfToken } from '../tokens/token-text.ts';
import { clearCredentials } from '../users/clear-credentials.ts';
import { findUserById } from '../users/find.ts';
import type { User } from '../users/user.ts';
import { proveAddress, reasonOfTakeOver } from '../verification/prove-address.ts';
import { isCode, isEmptyCode } from './code.ts';

export interface OpenedLink {
  /** Out of the link, as received. */
  readonly token: string;
  /** What `askForMagicLink` left in the browser that asked; `undefined` in any other. */
  readonly browser: string | undefined;
}

export interface LinkWithCode extends OpenedLink {
  /** What the browser that asked shows, as typed. */
  readonly code?: string | undefined;
}

export type LogInWithMagicLinkOutcome =
  | {
      readonly ok: true;
      readonly user: User;
      readonly proofs: readonly Proof[];
      /** The value of the known-browser cookie to set, for 180 d. */
      readonly browser: string;
      /** Its deletion had been asked for; by this log-in the account stays. */
      readonly isKept: boolean;
      /** The address was proven only now: whatever password there was is gone. */
      readonly isTakenOver: boolean;
    }
  | FactorMissing
  /** Spent, too old or none of ours, or its account is disabled or gone: nobody is told which. */
  | { readonly ok: false; readonly reason: 'over' }
  /** Another browser than the one that asked, and nothing but blanks and dashes for its code: nothing is counted. */
  | { readonly ok: false; readonly reason: 'no-code' }
  /** Another browser than the one that asked, and not its code. The fifth ends the link. */
  | { readonly ok: false; readonly reason: 'wrong-code' };

/** Whether the link is good, and was asked for in this browser. It changes nothing. `undefined`: it is over. */
export async function findMagicLink(
  accounts: Accounts,
  { token, browser }: OpenedLink,
): Promise<{ readonly isHere: boolean } | undefined> {
  const found = await findToken(accounts, { purpose, token });
  return found && { isHere: isAsker(found, browser) };
}

/**
 * Logs in whoever opens the link in the browser that asked for it, or types the code that is shown there. The attack: a link
 * that somebody else asked for and sends on, or that was seen on its way, must log nobody in.
 */
export async function logInWithMagicLink(
  accounts: Accounts,
  link: LinkWithCode,
  client: Client,
): Promise<LogInWithMagicLinkOutcome> {
  const opened = await accounts.database.kysely
    .transaction()
    .execute((transaction) => open(accounts, transaction, { link, client }));
  if (!opened.ok) return opened;
  const { user, isTakenOver } = opened;
  const proofs = [{ factor: 'magic-link', atMs: accounts.clock() }];
  const completed = await completeLogIn(accounts, user, { proofs, client });
  if (!completed.ok) return completed.reason === 'factor-missing' ? completed : over;
  return { ...completed, isTakenOver, browser: browserAfterLogIn(accounts, client.browser, user) };
}

const purpose = 'magic-link';
const over = { ok: false, reason: 'over' } as const;

/** Both hashes, so that the time of the comparison tells nothing that anybody could use. */
function isAsker({ browserHash }: FoundToken, browser: string | undefined): boolean {
  if (browser === undefined || browserHash === undefined) return false;
  const [held, asked] = [Buffer.from(hashOfToken(browser)), Buffer.from(browserHash)];
  return held.length === asked.length && timingSafeEqual(held, asked);
}

interface Opening {
  readonly link: LinkWithCode;
  readonly client: Client;
}

type Opened =
  | { readonly ok: true; readonly user: User; readonly isTakenOver: boolean }
  | Extract<LogInWithMagicLinkOutcome, { readonly ok: false }>;

/** Look, judge and spend are one transaction: of two at the same moment one logs in, and of parallel guesses five count. */
async function open(
  accounts: Accounts,
  transaction: Transaction<Schema>,
  { link, client }: Opening,
): Promise<Opened> {
  const presented = { purpose, token: link.token } as const;
  const found = await findToken(accounts, presented, { in: transaction });
  if (found === undefined) return over;
  const { code = '' } = link;
  if (!isAsker(found, link.browser)) {
    if (isEmptyCode(code)) return { ok: false, reason: 'no-code' };
    const isRight = found.codeMac !== undefined && isCode(accounts, code, found.codeMac);
    if (!isRight) return await refuse(accounts, transaction, { link, client, userId: found.userId });
  }
  const spent = await spendToken(accounts, presented, { in: transaction });
  return spent === undefined ? over : await takeOver(accounts, transaction, { spent, client });
}

async function refuse(
  accounts: Accounts,
  transaction: Transaction<Schema>,
  { link, client, userId }: Opening & { readonly userId: string },
): Promise<Opened> {
  const presented = { purpose, token: link.token } as const;
  await countWrongCode(accounts, presented, { in: transaction });
  await recordAudit(
    accounts,
    { event: 'log-in', result: 'failure', userId, client, detail: 'wrong-code' },
    { in: transaction },
  );
  const isGood = (await findToken(accounts, presented, { in: transaction })) !== undefined;
  return isGood ? { ok: false, reason: 'wrong-code' } : over;
}

/**
 * The attack: somebody signs up with an address of another's, waits until its owner logs in by mail, and then comes back
 * with the password that he had set (pre-hijacking). So where the link is the first to prove the address, the password and
 * whatever logs in by it go before its owner is let in.
 */
async function takeOver(
  accounts: Accounts,
  transaction: Transaction<Schema>,
  { spent, client }: { readonly spent: FoundToken; readonly client: Client },
): Promise<Opened> {
  const { userId, email } = spent;
  const isTakenOver =
    email !== undefined && (await proveAddress(accounts, transaction, { userId, email, client }));
  if (isTakenOver) {
    await transaction.updateTable('users').set({ password_hash: null }).where('id', '=', userId).execute();
    await clearCredentials(transaction, userId, { reason: reasonOfTakeOver(accounts) });
  }
  const user = await findUserById(transaction, userId);
  return user === undefined ? over : { ok: true, user, isTakenOver };
}
