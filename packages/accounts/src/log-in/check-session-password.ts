import type { Accounts, Client } from '../accounts.ts';
import { recordAudit } from '../audit/record.ts';
import type { Turn } from '../passwords/passwords.ts';
import type { User } from '../users/user.ts';
import { storeRehash } from './rehash.ts';
import {
  type CountedTry,
  countSessionTry,
  endSessionAfterTries,
  forgetSessionTries,
} from './session-tries.ts';

export interface SessionPassword {
  readonly user: Pick<User, 'id'>;
  /** The session in which the password is asked for. */
  readonly sessionIdHash: string;
  readonly password: string;
  /** What it is asked for, for the audit; `confirm` by default. */
  readonly event?: 'confirm' | 'password-changed';
}

export type SessionPasswordOutcome =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: 'wrong' }
  /** By the tenth wrong password in it: the session is gone, and its cookies are worth nothing. */
  | { readonly ok: false; readonly reason: 'ended' }
  /** The session had gone before: replaced by a second click's first, logged out, or ended from elsewhere. */
  | { readonly ok: false; readonly reason: 'gone' }
  | { readonly ok: false; readonly reason: 'busy'; readonly retryAfterSeconds: number };

/**
 * Asks somebody who is logged in for the password again. The attack: whoever finds a browser logged in, or steals its
 * cookie, guesses the password here, where no log-in limit looks. So ten wrong ones in a row end the session and what
 * could restore it. They are counted before they are hashed, so that parallel ones do not exceed.
 */
export async function checkSessionPassword(
  accounts: Accounts,
  asked: SessionPassword,
  client: Client,
): Promise<SessionPasswordOutcome> {
  const outcome = await accounts.passwords.withTurn((turn) => check(accounts, asked, { turn, client }), {
    share: asked.user.id,
  });
  if (outcome !== 'busy') return outcome;
  return { ok: false, reason: 'busy', retryAfterSeconds: accounts.passwords.retryAfterSeconds };
}

interface Checking {
  readonly turn: Turn;
  readonly client: Client;
}

async function check(
  accounts: Accounts,
  asked: SessionPassword,
  { turn, client }: Checking,
): Promise<SessionPasswordOutcome> {
  const { kysely } = accounts.database;
  const counted = await countSessionTry(accounts, kysely, asked);
  if (counted === undefined) return await end(accounts, asked, client);
  const row = await kysely
    .selectFrom('users')
    .select(['id', 'password_hash'])
    .where('id', '=', asked.user.id)
    .executeTakeFirst();
  const verified = await turn.verify(asked.password, row?.password_hash ?? undefined);
  if (row === undefined || !verified.matches) return await refuse(accounts, asked, { counted, client });
  await forgetSessionTries(kysely, { sessionIdHash: asked.sessionIdHash, series: counted.series });
  if (verified.rehash) await storeRehash(accounts, row, { turn, password: asked.password });
  return { ok: true };
}

async function refuse(
  accounts: Accounts,
  asked: SessionPassword,
  { counted, client }: { readonly counted: CountedTry; readonly client: Client },
): Promise<SessionPasswordOutcome> {
  const { user, event = 'confirm' } = asked;
  await recordAudit(accounts, {
    event,
    result: 'failure',
    userId: user.id,
    client,
    detail: 'wrong-password',
  });
  if (counted.isLast) return await end(accounts, asked, client);
  return { ok: false, reason: 'wrong' };
}

async function end(
  accounts: Accounts,
  { user, sessionIdHash }: SessionPassword,
  client: Client,
): Promise<SessionPasswordOutcome> {
  return await accounts.database.kysely
    .transaction()
    .execute((transaction) => endSessionAfterTries(accounts, transaction, { user, sessionIdHash, client }));
}
