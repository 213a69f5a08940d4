import type { PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/server';
import type { Accounts } from '../accounts.ts';
import type { User } from '../users/user.ts';
import { newChallenge, type PasskeyAsk } from './challenge.ts';
import { userHandleOf } from './user-handle.ts';

/** Somebody is to show one of their own passkeys. */
export interface OwnPasskeyAsk extends PasskeyAsk {
  readonly user: Pick<User, 'id'>;
}

/** A new passkey is to be made. */
export interface NewPasskeyAsk extends PasskeyAsk {
  readonly user: Pick<User, 'id' | 'name'>;
}

/**
 * For a log-in by passkey: JSON for `PublicKeyCredential.parseRequestOptionsFromJSON`. It names no account and no passkey, so that
 * it tells nobody who has one; and it demands a finger, a face or a PIN, so that it is two factors at once.
 */
export function askForPasskey(accounts: Accounts, ask: PasskeyAsk): string {
  const challenge = newChallenge(accounts, ask, ['log-in']);
  return requestOptions(ask, { challenge, userVerification: 'required' });
}

/**
 * For a second factor, and to prove it again: JSON for `PublicKeyCredential.parseRequestOptionsFromJSON`. It names the account's
 * passkeys, so ask only whoever has proven a first factor. `undefined`: there are none.
 */
export async function askForOwnPasskey(accounts: Accounts, ask: OwnPasskeyAsk): Promise<string | undefined> {
  const { user } = ask;
  const allowCredentials = await credentialsOf(accounts, user);
  if (allowCredentials.length === 0) return undefined;
  const challenge = newChallenge(accounts, ask, ['second-factor', user.id]);
  return requestOptions(ask, { challenge, userVerification: 'preferred', allowCredentials });
}

type RequestOptions = Pick<
  PublicKeyCredentialRequestOptionsJSON,
  'challenge' | 'userVerification' | 'allowCredentials'
>;

/** Written by hand: every log-in page carries it, and the library takes a tenth of a second to load. */
function requestOptions({ relyingParty }: PasskeyAsk, { challenge, ...wanted }: RequestOptions): string {
  const options: PublicKeyCredentialRequestOptionsJSON = {
    rpId: relyingParty.id,
    challenge: Buffer.from(challenge).toString('base64url'),
    timeout,
    ...wanted,
  };
  return JSON.stringify(options);
}

/** For `addPasskey`: JSON for `PublicKeyCredential.parseCreationOptionsFromJSON`. Nothing is written. */
export async function askForNewPasskey(accounts: Accounts, ask: NewPasskeyAsk): Promise<string> {
  const { user, relyingParty } = ask;
  const userHandle = await userHandleOf(accounts, user);
  const { generateRegistrationOptions } = await import('@simplewebauthn/server');
  const options = await generateRegistrationOptions({
    rpName: relyingParty.name,
    rpID: relyingParty.id,
    userID: new Uint8Array(Buffer.from(userHandle, 'base64url')),
    userName: user.name,
    userDisplayName: user.name,
    challenge: newChallenge(accounts, ask, ['new', userHandle]),
    excludeCredentials: await credentialsOf(accounts, user),
    authenticatorSelection: { residentKey: 'preferred', userVerification: 'preferred' },
    attestationType: 'none',
    supportedAlgorithmIDs: [...algorithms],
    timeout,
  });
  return JSON.stringify(options);
}

/**
 * Ed25519, ECDSA with P-256, RSA (COSE numbers). Written down, because the library's own list depends on the Node that it runs
 * on: a passkey that was made with a newer one would be worth nothing in an older.
 */
export const algorithms: readonly number[] = [-8, -7, -257];

/** How long the browser's own window stays open; milliseconds (WebAuthn section 15.1). */
const timeout = 300_000;

async function credentialsOf({ database }: Accounts, { id }: Pick<User, 'id'>) {
  const rows = await database.kysely
    .selectFrom('passkeys')
    .select(['credential_id', 'transports'])
    .where('user_id', '=', id)
    .orderBy('created_at')
    .execute();
  // Proof: `addPasskey` alone writes the column, from a list of strings.
  return rows.map((row) => ({
    id: row.credential_id,
    type: 'public-key' as const,
    transports: JSON.parse(row.transports) as string[],
  }));
}
