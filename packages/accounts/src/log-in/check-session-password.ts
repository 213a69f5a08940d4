import type { Kysely } from 'kysely';
import type { Accounts, Client } from '../accounts.ts';
import { recordAudit } from '../audit/record.ts';
import type { Schema } from '../database/schema.ts';
import { clearSeriesFailures, countSeriesFailure } from '../limits/series.ts';
import type { Turn } from '../passwords/passwords.ts';
import type { User } from '../users/user.ts';
import { storeRehash } from './rehash.ts';

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
  const counted = await count(accounts, asked);
  if (counted === undefined) return await end(accounts, asked, client);
  const row = await accounts.database.kysely
    .selectFrom('users')
    .select(['id', 'password_hash'])
    .where('id', '=', asked.user.id)
    .executeTakeFirst();
  const verified = await turn.verify(asked.password, row?.password_hash ?? undefined);
  if (row === undefined || !verified.matches) return await refuse(accounts, asked, { counted, client });
  await forgetFailures(accounts, asked, counted.series);
  if (verified.rehash) await storeRehash(accounts, row, { turn, password: asked.password });
  return { ok: true };
}

interface Counted {
  /** Wrong ones in a row, this try included. */
  readonly wrongs: number;
  readonly series: string | null;
}

const mostWrongs = 10;

/** `undefined`: there is no such session, or its ten tries are used up. */
async function count(
  accounts: Accounts,
  { user, sessionIdHash }: SessionPassword,
): Promise<Counted | undefined> {
  const counted = await accounts.database.kysely
    .updateTable('sessions')
    .set((set) => ({ wrong_passwords: set('wrong_passwords', '+', 1) }))
    .where('id_hash', '=', sessionIdHash)
    .where('user_id', '=', user.id)
    .where('wrong_passwords', '<', mostWrongs)
    .where('credentials_version', '=', (of) =>
      of.selectFrom('users').select('users.credentials_version').where('users.id', '=', user.id),
    )
    .returning(['wrong_passwords', 'series'])
    .executeTakeFirst();
  if (counted === undefined) return undefined;
  const { series, wrong_passwords: inSession } = counted;
  const inSeries = series === null ? 0 : await countSeriesFailure(accounts, series);
  return inSeries > mostWrongs ? undefined : { series, wrongs: Math.max(inSession, inSeries) };
}

async function refuse(
  accounts: Accounts,
  asked: SessionPassword,
  { counted, client }: { readonly counted: Counted; readonly client: Client },
): Promise<SessionPasswordOutcome> {
  const { user, event = 'confirm' } = asked;
  await recordAudit(accounts, {
    event,
    result: 'failure',
    userId: user.id,
    client,
    detail: 'wrong-password',
  });
  if (counted.wrongs >= mostWrongs) return await end(accounts, asked, client);
  return { ok: false, reason: 'wrong' };
}

/** Ends the session and its series, and with the series whatever else it restored. */
async function end(
  accounts: Accounts,
  { user, sessionIdHash }: SessionPassword,
  client: Client,
): Promise<SessionPasswordOutcome> {
  return await accounts.database.kysely.transaction().execute(async (transaction) => {
    if (!(await deleteSession(transaction, user.id, sessionIdHash))) return { ok: false, reason: 'gone' };
    await recordAudit(
      accounts,
      {
        event: 'sessions-ended',
        result: 'info',
        userId: user.id,
        client,
        actor: 'latchkey',
        detail: 'wrong-passwords',
      },
      { in: transaction },
    );
    return { ok: false, reason: 'ended' };
  });
}

async function deleteSession(kysely: Kysely<Schema>, userId: string, idHash: string): Promise<boolean> {
  const deleted = await kysely
    .deleteFrom('sessions')
    .where('id_hash', '=', idHash)
    .where('user_id', '=', userId)
    .returning('series')
    .executeTakeFirst();
  if (deleted?.series)
    await kysely.deleteFrom('remember_series').where('series', '=', deleted.series).execute();
  return deleted !== undefined;
}

async function forgetFailures(
  accounts: Accounts,
  { sessionIdHash }: SessionPassword,
  series: string | null,
): Promise<void> {
  const sessions = accounts.database.kysely.updateTable('sessions').set({ wrong_passwords: 0 });
  await sessions.where('id_hash', '=', sessionIdHash).execute();
  if (series !== null) await clearSeriesFailures(accounts, series);
}
