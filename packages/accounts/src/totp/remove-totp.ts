import type { Transaction } from 'kysely';
import type { Accounts, Client } from '../accounts.ts';
import type { Schema } from '../database/schema.ts';
import { enrollerStands } from '../factors/enrolling.ts';
import { factorRemoved } from '../factors/factor-removed.ts';
import type { User } from '../users/user.ts';
import { totpOf } from './totp-of.ts';

export interface TotpToRemove {
  readonly user: User;
  /** The session in which it is asked; of the account's sessions it alone goes on. */
  readonly sessionIdHash: string;
}

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
  if (!(await enrollerStands(accounts, transaction, { user, sessionIdHash }))) return gone;
  if ((await totpOf(transaction, user.id)) === undefined) return gone;
  if (accounts.factors.second === 'required' && !(await hasPasskey(transaction, user))) {
    return { ok: false, reason: 'last-second-factor' };
  }
  await transaction.deleteFrom('totps').where('user_id', '=', user.id).execute();
  const removal = { user, sessionIdHash, factor: 'totp', client } as const;
  return { ok: true, user: await factorRemoved(accounts, transaction, removal) };
}

async function hasPasskey(transaction: Transaction<Schema>, { id }: User): Promise<boolean> {
  const passkeys = transaction.selectFrom('passkeys').select('id').where('user_id', '=', id);
  return (await passkeys.executeTakeFirst()) !== undefined;
}
