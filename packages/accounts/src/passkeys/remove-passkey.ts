import type { Transaction } from 'kysely';
import type { Accounts, Client } from '../accounts.ts';
import type { Schema } from '../database/schema.ts';
import { enrollerStands } from '../factors/enrolling.ts';
import { factorRemoved } from '../factors/factor-removed.ts';
import { hasOtherWayIn } from '../factors/ways-in.ts';
import type { User } from '../users/user.ts';

export interface PasskeyToRemove {
  readonly user: User;
  /** The session in which it is asked; it alone goes on. */
  readonly sessionIdHash: string;
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
    if (!(await enrollerStands(accounts, transaction, asked))) return gone;
    if (!(await isOwn(transaction, asked))) return gone;
    const refusal = await refusalToRemove(accounts, transaction, asked);
    if (refusal !== undefined) return { ok: false, reason: refusal };
    await transaction.deleteFrom('passkeys').where('id', '=', id).execute();
    const about = { user, sessionIdHash, factor: 'passkey', client } as const;
    return { ok: true, user: await factorRemoved(accounts, transaction, about) };
  });
}

const gone = { ok: false, reason: 'gone' } as const;

async function isOwn(transaction: Transaction<Schema>, { user, id }: PasskeyToRemove): Promise<boolean> {
  const found = transaction.selectFrom('passkeys').select('id').where('id', '=', id);
  return (await found.where('user_id', '=', user.id).executeTakeFirst()) !== undefined;
}

async function refusalToRemove(
  accounts: Accounts,
  transaction: Transaction<Schema>,
  { user, id }: PasskeyToRemove,
): Promise<'last-way-in' | 'last-second-factor' | undefined> {
  if (!(await hasOtherWayIn(accounts, transaction, { user, without: { passkey: id } }))) return 'last-way-in';
  if (accounts.factors.second !== 'required') return undefined;
  return (await hasOtherSecondFactor(transaction, { user, id })) ? undefined : 'last-second-factor';
}

async function hasOtherSecondFactor(
  transaction: Transaction<Schema>,
  { user, id }: Pick<PasskeyToRemove, 'user' | 'id'>,
): Promise<boolean> {
  const totp = transaction.selectFrom('totps').select('user_id').where('user_id', '=', user.id);
  if ((await totp.executeTakeFirst()) !== undefined) return true;
  const others = transaction.selectFrom('passkeys').select('id').where('user_id', '=', user.id);
  return (await others.where('id', '!=', id).executeTakeFirst()) !== undefined;
}
