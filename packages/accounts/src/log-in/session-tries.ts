import type { Kysely } from 'kysely';
import type { Accounts, Client } from '../accounts.ts';
import { recordAudit } from '../audit/record.ts';
import type { Schema } from '../database/schema.ts';
import { clearSeriesFailures, countSeriesFailure } from '../limits/series.ts';
import type { User } from '../users/user.ts';

/** Somebody who is logged in is asked to prove it again, in this session. */
export interface SessionTry {
  readonly user: Pick<User, 'id'>;
  readonly sessionIdHash: string;
}

export interface CountedTry {
  /** If this one is wrong as well, the session ends. */
  readonly isLast: boolean;
  readonly series: string | null;
}

const mostWrong = 10;

/**
 * Counts a try at a password or a second factor before it is judged, so that parallel ones do not exceed ten in a row.
 * `undefined`: there is no such session, or its tries are used up.
 */
export async function countSessionTry(
  accounts: Accounts,
  kysely: Kysely<Schema>,
  { user, sessionIdHash }: SessionTry,
): Promise<CountedTry | undefined> {
  const counted = await kysely
    .updateTable('sessions')
    .set((set) => ({ wrong_passwords: set('wrong_passwords', '+', 1) }))
    .where('id_hash', '=', sessionIdHash)
    .where('user_id', '=', user.id)
    .where('wrong_passwords', '<', mostWrong)
    .where('credentials_version', '=', (of) =>
      of.selectFrom('users').select('users.credentials_version').where('users.id', '=', user.id),
    )
    .returning(['wrong_passwords', 'series'])
    .executeTakeFirst();
  if (counted === undefined) return undefined;
  const { wrong_passwords: inSession, series } = counted;
  const inSeries = series === null ? 0 : await countSeriesFailure(accounts, series, { in: kysely });
  if (inSeries > mostWrong) return undefined;
  return { series, isLast: Math.max(inSession, inSeries) >= mostWrong };
}

/** Ends the session and its series, and with the series whatever else it restored. */
export async function endSessionAfterTries(
  accounts: Accounts,
  kysely: Kysely<Schema>,
  { user, sessionIdHash, client }: SessionTry & { readonly client: Client },
): Promise<{ readonly ok: false; readonly reason: 'ended' | 'gone' }> {
  if (!(await deleteSession(kysely, { user, sessionIdHash }))) return { ok: false, reason: 'gone' };
  await recordAudit(
    accounts,
    {
      event: 'sessions-ended',
      result: 'info',
      userId: user.id,
      client,
      actor: 'latchkey',
      detail: 'wrong-proofs',
    },
    { in: kysely },
  );
  return { ok: false, reason: 'ended' };
}

async function deleteSession(kysely: Kysely<Schema>, { user, sessionIdHash }: SessionTry): Promise<boolean> {
  const deleted = await kysely
    .deleteFrom('sessions')
    .where('id_hash', '=', sessionIdHash)
    .where('user_id', '=', user.id)
    .returning('series')
    .executeTakeFirst();
  if (deleted?.series)
    await kysely.deleteFrom('remember_series').where('series', '=', deleted.series).execute();
  return deleted !== undefined;
}

/** After a right one. */
export async function forgetSessionTries(
  kysely: Kysely<Schema>,
  { sessionIdHash, series }: { readonly sessionIdHash: string; readonly series: string | null },
): Promise<void> {
  const sessions = kysely.updateTable('sessions').set({ wrong_passwords: 0 });
  await sessions.where('id_hash', '=', sessionIdHash).execute();
  if (series !== null) await clearSeriesFailures(kysely, series);
}
