import type { Transaction } from 'kysely';
import type { Accounts, Client } from '../accounts.ts';
import type { Schema } from '../database/schema.ts';
import { factorRemoved } from '../factors/factor-removed.ts';
import { hasSecondFactor } from '../factors/second-factor.ts';
import { hasOtherWayIn } from '../factors/ways-in.ts';
import { type Standing, stillStands } from '../sessions/session-stands.ts';
import type { User } from '../users/user.ts';

export interface PasskeyToRemove extends Standing {
  /** Of a `PasskeyInfo`, as received. */
  readonly id: string;
}

export type RemovePasskeyOutcome =
  /** The user at the new `credentialsVersion`. */
  | { readonly ok: true; readonly user: User }
  /** Nobody could log in to this account any more. */
  | { readonly ok: false; readonly reason: 'last-way-in' }
  /** Every account needs a second factor here, and this one has no other. */
  | { readonly ok: false; readonly reason: 'last-second-factor' }
  /** No such passkey in this account, or the session or the account has changed meanwhile; nothing was written. */
  | { readonly ok: false; readonly reason: 'gone' };

/** From now on it opens nothing. */
export async function removePasskey(
  accounts: Accounts,
  asked: PasskeyToRemove,
  client: Client,
): Promise<RemovePasskeyOutcome> {
  const { user, sessionIdHash, id } = asked;
  return await accounts.database.kysely.transaction().execute(async (transaction) => {
    if (!(await stillStands(transaction, asked))) return gone;
    const factor = await kindOf(transaction, asked);
    if (factor === undefined) return gone;
    const refusal = await refusalToRemove(accounts, transaction, asked);
    if (refusal !== undefined) return { ok: false, reason: refusal };
    await transaction.deleteFrom('passkeys').where('id', '=', id).execute();
    const about = { user, sessionIdHash, factor, client };
    return { ok: true, user: await factorRemoved(accounts, transaction, about) };
  });
}

const gone = { ok: false, reason: 'gone' } as const;

/** Called what it was added as: without a finger, face or PIN, or without the account in it, a security key. `undefined`: not one of hers. */
async function kindOf(
  transaction: Transaction<Schema>,
  { user, id }: PasskeyToRemove,
): Promise<'passkey' | 'security-key' | undefined> {
  const passkeys = transaction.selectFrom('passkeys').select(['verifies_user', 'is_discoverable']);
  const row = await passkeys.where('id', '=', id).where('user_id', '=', user.id).executeTakeFirst();
  if (row === undefined) return undefined;
  return row.verifies_user === 1 && row.is_discoverable !== 0 ? 'passkey' : 'security-key';
}

async function refusalToRemove(
  accounts: Accounts,
  transaction: Transaction<Schema>,
  { user, id }: PasskeyToRemove,
): Promise<'last-way-in' | 'last-second-factor' | undefined> {
  if (!(await hasOtherWayIn(accounts, transaction, { user, without: { passkey: id } }))) return 'last-way-in';
  if (accounts.factors.second !== 'required') return undefined;
  const hasOther = await hasSecondFactor(transaction, { user, without: { passkey: id } });
  return hasOther ? undefined : 'last-second-factor';
}
