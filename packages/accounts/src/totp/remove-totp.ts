import type { Transaction } from 'kysely';
import type { Accounts, Client } from '../accounts.ts';
import type { Schema } from '../database/schema.ts';
import { factorRemoved } from '../factors/factor-removed.ts';
import { hasSecondFactor } from '../factors/second-factor.ts';
import { type Standing, stillStands } from '../sessions/session-stands.ts';
import type { User } from '../users/user.ts';
import { totpOf } from './totp-of.ts';

export type TotpToRemove = Standing;

export type RemoveTotpOutcome =
  /** The user as it is now. */
  | { readonly ok: true; readonly user: User }
  /** There is none any more, or the session or the account has changed; nothing was written. */
  | { readonly ok: false; readonly reason: 'gone' }
  /** Everybody here needs a second factor (`factors.second`), and this account has no other. `addTotp` can replace it. */
  | { readonly ok: false; readonly reason: 'last-second-factor' };

/** Its seed is gone from the database with it. With the last second factor the recovery codes go. */
export async function removeTotp(
  accounts: Accounts,
  asked: TotpToRemove,
  client: Client,
): Promise<RemoveTotpOutcome> {
  return await accounts.database.kysely
    .transaction()
    .execute((transaction) => remove(accounts, transaction, { ...asked, client }));
}

async function remove(
  accounts: Accounts,
  transaction: Transaction<Schema>,
  { user, sessionIdHash, client }: TotpToRemove & { readonly client: Client },
): Promise<RemoveTotpOutcome> {
  const gone = { ok: false, reason: 'gone' } as const;
  if (!(await stillStands(transaction, { user, sessionIdHash }))) return gone;
  if ((await totpOf(transaction, user.id)) === undefined) return gone;
  const isRequired = accounts.factors.second === 'required';
  if (isRequired && !(await hasSecondFactor(transaction, { user, without: { totp: true } }))) {
    return { ok: false, reason: 'last-second-factor' };
  }
  await transaction.deleteFrom('totps').where('user_id', '=', user.id).execute();
  const removal = { user, sessionIdHash, factor: 'totp', client } as const;
  return { ok: true, user: await factorRemoved(accounts, transaction, removal) };
}
