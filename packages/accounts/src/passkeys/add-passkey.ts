import type { Transaction } from 'kysely';
import type { Accounts, Client } from '../accounts.ts';
import type { PasskeysTable, Schema } from '../database/schema.ts';
import { type Enrolling, enrollerStands, refusalToAdd } from '../factors/enrolling.ts';
import { type FactorAdded, factorAdded } from '../factors/factor-added.ts';
import type { User } from '../users/user.ts';
import { type PasskeyAnswer, spendChallenge } from './challenge.ts';
import { nameOfKind, readPasskeyName } from './passkey-name.ts';
import { type VerifiedNewPasskey, verifyNewPasskey } from './verify-new-passkey.ts';

export interface PasskeyToAdd {
  readonly enrolling: Enrolling;
  /** At most 64 code points. Default, and where it is empty: by where the passkey is kept. */
  readonly name?: string;
  /** To `askForNewPasskey`. */
  readonly answer: PasskeyAnswer;
}

export type AddPasskeyOutcome =
  /** Its factor is `passkey` where it can log in alone, else `security-key`. */
  | (FactorAdded & { readonly ok: true })
  /** Longer than 64 code points, or with signs that nobody can see. */
  | { readonly ok: false; readonly reason: 'name' }
  /** The account's address is not proven yet: see `refusalToAdd`. */
  | { readonly ok: false; readonly reason: 'unproven-address' }
  /** Forged, too old, used before, made for another site, account or browser. */
  | { readonly ok: false; readonly reason: 'wrong' }
  /** It is there already, in this account or in another. */
  | { readonly ok: false; readonly reason: 'exists' }
  /** The account has 20. */
  | { readonly ok: false; readonly reason: 'too-many' }
  /** The session, the pending log-in or the account has changed meanwhile, and nothing was written. */
  | { readonly ok: false; readonly reason: 'gone' };

/** One more passkey for this account. */
export async function addPasskey(
  accounts: Accounts,
  { enrolling, name: typed = '', answer }: PasskeyToAdd,
  client: Client,
): Promise<AddPasskeyOutcome> {
  const { user } = enrolling;
  const name = readPasskeyName(typed);
  if (name === undefined) return { ok: false, reason: 'name' };
  const refusal = refusalToAdd(accounts, enrolling);
  if (refusal !== undefined) return { ok: false, reason: refusal };
  const verified = await verifyNewPasskey(accounts, answer, { user });
  if (verified === undefined) return { ok: false, reason: 'wrong' };
  return await accounts.database.kysely
    .transaction()
    .execute((transaction) => add(accounts, transaction, { enrolling, name, verified, client }));
}

interface Adding {
  readonly enrolling: Enrolling;
  readonly name: string;
  readonly verified: VerifiedNewPasskey;
  readonly client: Client;
}

async function add(
  accounts: Accounts,
  transaction: Transaction<Schema>,
  { enrolling, name, verified, client }: Adding,
): Promise<AddPasskeyOutcome> {
  if (!(await enrollerStands(accounts, transaction, enrolling))) return { ok: false, reason: 'gone' };
  if (!(await spendChallenge(accounts, transaction, verified.challenge)))
    return { ok: false, reason: 'wrong' };
  const names = await namesOf(transaction, enrolling.user);
  if (names.length >= mostOfAccount) return { ok: false, reason: 'too-many' };
  const called = name || nameOfKind(verified.aaguid, new Set(names));
  const inserted = await transaction
    .insertInto('passkeys')
    .values(rowOf(accounts, verified, { userId: enrolling.user.id, name: called }))
    .onConflict((conflict) => conflict.column('credential_id').doNothing())
    .executeTakeFirst();
  if ((inserted.numInsertedOrUpdatedRows ?? 0n) === 0n) return { ok: false, reason: 'exists' };
  const factor = canLogIn(verified) ? 'passkey' : 'security-key';
  const added = await factorAdded(accounts, transaction, { enrolling, factor, client });
  return { ok: true, ...added };
}

const mostOfAccount = 20;

/** Whoever adds it reads what it is good for: without a finger, face or PIN, or without the account in it, for a second factor only. */
function canLogIn({ verifiesUser, isDiscoverable }: VerifiedNewPasskey): boolean {
  return verifiesUser && isDiscoverable !== false;
}

async function namesOf(transaction: Transaction<Schema>, { id }: User): Promise<string[]> {
  const rows = transaction.selectFrom('passkeys').select('name').where('user_id', '=', id);
  return (await rows.execute()).map(({ name }) => name);
}

function rowOf(
  { random, clock }: Accounts,
  verified: VerifiedNewPasskey,
  { userId, name }: { readonly userId: string; readonly name: string },
): PasskeysTable {
  const { isDiscoverable, aaguid } = verified;
  return {
    id: Buffer.from(random(16)).toString('base64url'),
    user_id: userId,
    credential_id: verified.credentialId,
    user_handle: verified.userHandle,
    public_key: verified.publicKey,
    counter: verified.counter,
    transports: JSON.stringify(verified.transports),
    device_type: verified.deviceType,
    is_backed_up: verified.isBackedUp ? 1 : 0,
    is_discoverable: isDiscoverable === undefined ? null : isDiscoverable ? 1 : 0,
    verifies_user: verified.verifiesUser ? 1 : 0,
    aaguid: /^[0-]+$/.test(aaguid) ? null : aaguid,
    name,
    created_at: clock(),
    last_used_at: null,
  };
}
