import type { Transaction } from 'kysely';
import type { Accounts, Client } from '../accounts.ts';
import { recordAudit } from '../audit/record.ts';
import type { Schema } from '../database/schema.ts';
import { notify } from '../notices/notify.ts';
import { clearCredentials } from '../users/clear-credentials.ts';
import type { User } from '../users/user.ts';
import { noEnd } from './lifetimes.ts';
import { type Browser, browsersOf } from './list.ts';
import { stillStands } from './session-stands.ts';

export interface SessionToEnd {
  readonly user: User;
  /** Of `listSessions`, as received. */
  readonly handle: string;
  /** `idHash` of the session that asks. */
  readonly current?: string | undefined;
}

export type EndSessionOutcome =
  | { readonly ok: true; readonly isCurrent: boolean }
  /** This account has no such session, any more or ever; nobody is told which. */
  | { readonly ok: false; readonly reason: 'gone' };

/** By its owner, who is told unless it is the one that asks: ends one session with its remember token, or such a token alone. */
export async function endSessionOf(
  accounts: Accounts,
  { user, handle, current }: SessionToEnd,
  client: Client,
): Promise<EndSessionOutcome> {
  return await accounts.database.kysely.transaction().execute(async (transaction) => {
    // Only among one's own: the handle of somebody else's session names nothing here. Of any age: what was listed can be ended.
    const browsers = await browsersOf(accounts, user, { ...noEnd, current, in: transaction });
    const meant = browsers.filter(({ info }) => info.handle === handle);
    if (meant.length === 0) return { ok: false, reason: 'gone' };
    for (const browser of meant) await end(transaction, user, browser);
    await recordAudit(
      accounts,
      { event: 'session-ended', result: 'success', userId: user.id, client },
      { in: transaction },
    );
    const isCurrent = meant.some(({ info }) => info.isCurrent);
    // A log-out is nothing to be told about.
    if (!isCurrent) await notify(accounts, user, { in: transaction, template: 'sessions-ended', client });
    return { ok: true, isCurrent };
  });
}

async function end(
  transaction: Transaction<Schema>,
  { id }: User,
  { series, idHashes }: Browser,
): Promise<void> {
  if (series !== undefined) {
    await transaction
      .deleteFrom('remember_series')
      .where('series', '=', series)
      .where('user_id', '=', id)
      .execute();
  }
  if (idHashes.length === 0) return;
  await transaction
    .deleteFrom('sessions')
    .where('id_hash', 'in', idHashes)
    .where('user_id', '=', id)
    .execute();
}

export interface OthersToEnd {
  readonly user: User;
  /** `idHash` of the session that goes on, with its remember token. */
  readonly keep: string;
}

export type EndOthersOutcome =
  | { readonly ok: true }
  /** The session that was to go on has ended, or the account has changed, and nothing was written. */
  | { readonly ok: false; readonly reason: 'gone' };

/** By the owner: every session and remember token but this one ends. */
export async function endOtherSessions(
  accounts: Accounts,
  { user, keep }: OthersToEnd,
  client: Client,
): Promise<EndOthersOutcome> {
  return await accounts.database.kysely.transaction().execute(async (transaction) => {
    // Without a session that goes on every one would end, and the owner's with them.
    if (!(await stillStands(transaction, { user, sessionIdHash: keep })))
      return { ok: false, reason: 'gone' };
    const browsers = await browsersOf(accounts, user, { ...noEnd, current: keep, in: transaction });
    // What changes nothing is worth no line and no mail: it can be done again and again.
    if (browsers.every(({ info }) => info.isCurrent)) return { ok: true };
    await clearCredentials(transaction, user.id, { reason: 'others-ended', keepSession: keep });
    await recordAudit(
      accounts,
      { event: 'sessions-ended', result: 'success', userId: user.id, client },
      { in: transaction },
    );
    await notify(accounts, user, { in: transaction, template: 'sessions-ended', client });
    return { ok: true };
  });
}
