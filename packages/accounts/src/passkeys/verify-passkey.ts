import type { Selectable, Transaction } from 'kysely';
import type { Accounts, Client } from '../accounts.ts';
import { recordAudit } from '../audit/record.ts';
import type { PasskeysTable, Schema } from '../database/schema.ts';
import { notify } from '../notices/notify.ts';
import { findUserById } from '../users/find.ts';
import type { User } from '../users/user.ts';
import {
  type Ceremony,
  type Challenge,
  type PasskeyAnswer,
  type RelyingParty,
  readChallenge,
  spendChallenge,
} from './challenge.ts';
import { readShown, type Shown } from './response.ts';

/** The signature is right; the challenge and the counter are judged where they are spent. */
export interface VerifiedPasskey {
  readonly passkeyId: string;
  readonly userId: string;
  readonly challenge: Challenge;
  readonly counter: number;
  readonly isBackedUp: boolean;
  /** It asked for a finger, a face or a PIN. */
  readonly verifiesUser: boolean;
  /** It was found without a name. */
  readonly isDiscoverable: boolean;
}

export interface OwnPasskeyCheck {
  /** Whose it must be. */
  readonly user: Pick<User, 'id'>;
}

/** Verifies the answer to `askForOwnPasskey`. Not in a transaction: a signature takes time. `undefined`: it is worth nothing. */
export async function verifyPasskey(
  accounts: Accounts,
  answer: PasskeyAnswer,
  { user: { id } }: OwnPasskeyCheck,
): Promise<VerifiedPasskey | undefined> {
  const presented = await findPresented(accounts, answer);
  if (presented.passkey?.user_id !== id) return undefined;
  const examined = await examinePasskey(accounts, answer, { presented, ceremony: ['second-factor', id] });
  return examined.ok ? examined.verified : undefined;
}

/** What was shown, and what is known of it. */
export interface Presented {
  readonly shown: Shown | undefined;
  readonly passkey: Selectable<PasskeysTable> | undefined;
}

export async function findPresented({ database }: Accounts, { response }: PasskeyAnswer): Promise<Presented> {
  const shown = readShown(response);
  if (shown === undefined) return { shown, passkey: undefined };
  const passkeys = database.kysely.selectFrom('passkeys').selectAll();
  return {
    shown,
    passkey: await passkeys.where('credential_id', '=', shown.credentialId).executeTakeFirst(),
  };
}

/** Why not, for the audit alone. */
export type PasskeyFault =
  | 'malformed'
  | 'no-passkey'
  | 'other-user-handle'
  | 'wrong-origin'
  | 'stale-challenge'
  | 'wrong-signature'
  | 'no-user-verification'
  | 'wrong-flags';

export type Examined =
  | { readonly ok: true; readonly verified: VerifiedPasskey }
  | { readonly ok: false; readonly detail: PasskeyFault };

export interface Examination {
  readonly presented: Presented;
  readonly ceremony: Exclude<Ceremony, readonly ['new', string]>;
}

/** WebAuthn section 7.2, from step 6 on. */
export async function examinePasskey(
  accounts: Accounts,
  { relyingParty, binding }: PasskeyAnswer,
  { presented: { shown, passkey }, ceremony }: Examination,
): Promise<Examined> {
  if (shown === undefined) return fault('malformed');
  if (passkey === undefined) return fault('no-passkey');
  const isDiscoverable = ceremony[0] === 'log-in';
  if (!isHandleOf(passkey, shown, { isDemanded: isDiscoverable })) return fault('other-user-handle');
  const { clientData } = shown;
  if (clientData.isFramed || clientData.origin !== relyingParty.origin) return fault('wrong-origin');
  const challenge = readChallenge(accounts, clientData.challenge, { binding, ceremony });
  if (challenge === undefined) return fault('stale-challenge');
  const signed = await verifySignature(shown, passkey, relyingParty);
  if (signed === undefined) return fault('wrong-signature');
  const { newCounter: counter, credentialBackedUp: isBackedUp } = signed;
  // The attack: whoever finds a key that asked for a touch only sets a PIN on it, which takes no leave, and it would be two factors.
  const verifiesUser = signed.userVerified && passkey.verifies_user === 1;
  if (isDiscoverable && !verifiesUser) return fault('no-user-verification');
  // Whether it can be in several places is settled when it is made (step 22).
  if (deviceTypes[signed.credentialDeviceType] !== passkey.device_type) return fault('wrong-flags');
  const { id: passkeyId, user_id: userId } = passkey;
  const verified = { passkeyId, userId, challenge, counter, isBackedUp, verifiesUser, isDiscoverable };
  return { ok: true, verified };
}

export const deviceTypes = { singleDevice: 'single-device', multiDevice: 'multi-device' } as const;

function fault(detail: PasskeyFault): Examined {
  return { ok: false, detail };
}

/** Without a name the handle says whose it is; with one it need not be there (step 6). */
function isHandleOf(
  passkey: Presented['passkey'],
  { userHandle }: Shown,
  { isDemanded }: { readonly isDemanded: boolean },
): boolean {
  return userHandle === undefined ? !isDemanded : userHandle === passkey?.user_handle;
}

async function verifySignature(
  { json, clientData }: Shown,
  { credential_id: id, public_key: publicKey }: Selectable<PasskeysTable>,
  { id: rpId, origin }: RelyingParty,
) {
  const { verifyAuthenticationResponse } = await import('@simplewebauthn/server');
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: json,
      expectedChallenge: clientData.challenge,
      expectedOrigin: origin,
      expectedRPID: rpId,
      requireUserVerification: false,
      // With 0 it refuses none: a counter that has gone back is only a sign of a copy where the signature is right.
      credential: { id, publicKey: new Uint8Array(Buffer.from(publicKey, 'base64url')), counter: 0 },
    });
    return verified ? authenticationInfo : undefined;
  } catch {
    // It throws for whatever is wrong in the answer, from the format on.
    return undefined;
  }
}

export interface PasskeySpending {
  readonly verified: VerifiedPasskey;
  readonly client: Client;
}

/**
 * Spends the answer, in the transaction of what it is good for; commit it also when it is refused. Challenge and counter are one
 * conditional statement each. `undefined`: spent before, removed meanwhile, or the counter went back. The attack of that: a copy
 * of an authenticator, whose next use counts from where the copy was made (WebAuthn section 6.1.1). What counts nothing says 0.
 */
export async function spendPasskey(
  accounts: Accounts,
  transaction: Transaction<Schema>,
  { verified, client }: PasskeySpending,
): Promise<'passkey' | 'security-key' | undefined> {
  const { passkeyId, challenge, counter, isBackedUp, verifiesUser, isDiscoverable } = verified;
  if (!(await spendChallenge(accounts, transaction, challenge))) return undefined;
  const used = await transaction
    .updateTable('passkeys')
    .set({
      counter,
      is_backed_up: isBackedUp ? 1 : 0,
      last_used_at: accounts.clock(),
      ...(isDiscoverable && { is_discoverable: 1 }),
    })
    .where('id', '=', passkeyId)
    .where('counter', counter === 0 ? '=' : '<', counter)
    .executeTakeFirst();
  if (used.numUpdatedRows > 0n) return verifiesUser ? 'passkey' : 'security-key';
  await noteCopy(accounts, transaction, { verified, client });
  return undefined;
}

/** The owner is told: whoever made a copy had the device, or what keeps its keys. */
async function noteCopy(
  accounts: Accounts,
  transaction: Transaction<Schema>,
  { verified: { passkeyId, userId }, client }: PasskeySpending,
): Promise<void> {
  const passkey = transaction.selectFrom('passkeys').select('id').where('id', '=', passkeyId);
  if ((await passkey.executeTakeFirst()) === undefined) return;
  await recordAudit(
    accounts,
    { event: 'passkey-cloned', result: 'failure', userId, client },
    { in: transaction },
  );
  const owner = await findUserById(transaction, userId);
  if (owner !== undefined) {
    await notify(accounts, owner, { in: transaction, template: 'passkey-cloned', client });
  }
}
