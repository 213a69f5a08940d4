import type { Accounts } from '../accounts.ts';
import type { User } from '../users/user.ts';
import { algorithms } from './ask.ts';
import { type Challenge, type PasskeyAnswer, type RelyingParty, readChallenge } from './challenge.ts';
import { type Made, readMade } from './response.ts';
import { userHandleOf } from './user-handle.ts';
import { deviceTypes } from './verify-passkey.ts';

/** A passkey that was made here and now; its challenge is not spent yet. */
export interface VerifiedNewPasskey {
  readonly challenge: Challenge;
  readonly userHandle: string;
  readonly credentialId: string;
  /** COSE, base64url. */
  readonly publicKey: string;
  readonly counter: number;
  readonly transports: readonly string[];
  readonly deviceType: 'single-device' | 'multi-device';
  readonly isBackedUp: boolean;
  readonly isDiscoverable: boolean | undefined;
  readonly verifiesUser: boolean;
  readonly aaguid: string;
}

/** Verifies the answer to `askForNewPasskey` (WebAuthn section 7.1). Not in a transaction. `undefined`: it is worth nothing. */
export async function verifyNewPasskey(
  accounts: Accounts,
  { response, relyingParty, binding }: PasskeyAnswer,
  { user }: { readonly user: Pick<User, 'id'> },
): Promise<VerifiedNewPasskey | undefined> {
  const made = readMade(response);
  if (made === undefined) return undefined;
  const { clientData, credentialId, transports, isDiscoverable } = made;
  if (clientData.isFramed) return undefined;
  const userHandle = await userHandleOf(accounts, user);
  const ceremony = ['new', userHandle] as const;
  const challenge = readChallenge(accounts, clientData.challenge, { binding, ceremony });
  const signed = challenge && (await verifyMade(made, relyingParty));
  if (challenge === undefined || signed?.credential.id !== credentialId) return undefined;
  const { credential, userVerified: verifiesUser, credentialBackedUp: isBackedUp, aaguid } = signed;
  const { counter } = credential;
  const publicKey = Buffer.from(credential.publicKey).toString('base64url');
  const deviceType = deviceTypes[signed.credentialDeviceType];
  const seen = { counter, transports, deviceType, isBackedUp, isDiscoverable, verifiesUser, aaguid };
  return { challenge, userHandle, credentialId, publicKey, ...seen };
}

async function verifyMade({ json, clientData }: Made, { id: rpId, origin }: RelyingParty) {
  const { verifyRegistrationResponse } = await import('@simplewebauthn/server');
  try {
    const { registrationInfo } = await verifyRegistrationResponse({
      response: await withoutAttestation(json),
      expectedChallenge: clientData.challenge,
      expectedOrigin: origin,
      expectedRPID: rpId,
      requireUserVerification: false,
      supportedAlgorithmIDs: [...algorithms],
    });
    if (registrationInfo !== undefined) await demandUsable(registrationInfo.credential.publicKey);
    return registrationInfo;
  } catch {
    // It throws for whatever is wrong in the answer, from the format on.
    return undefined;
  }
}

/**
 * A key that is cut off or not on its curve would be a second factor which nobody can ever show: the library reads a key no further
 * than to its kind. It throws where it cannot verify a signature by it, and this one is well formed and of nobody.
 */
async function demandUsable(credentialPublicKey: Uint8Array<ArrayBuffer>): Promise<void> {
  const { verifySignature } = await import('@simplewebauthn/server/helpers');
  const signature = new Uint8Array([0x30, 6, 2, 1, 1, 2, 1, 1]);
  await verifySignature({ signature, data: new Uint8Array(0), credentialPublicKey });
}

/**
 * Who built an authenticator is not asked, so that what one says about it is not looked at. The attack: certificates in it, which
 * make a verifier fetch the addresses that stand in them.
 */
async function withoutAttestation(json: Made['json']): Promise<Made['json']> {
  const { decodeAttestationObject, isoCBOR, isoBase64URL } = await import('@simplewebauthn/server/helpers');
  const { attestationObject } = json.response;
  const authData = decodeAttestationObject(isoBase64URL.toBuffer(attestationObject)).get('authData');
  const none = new Map<string, string | Uint8Array | Map<string, string>>([
    ['fmt', 'none'],
    ['attStmt', new Map()],
    ['authData', authData],
  ]);
  const { response } = json;
  return {
    ...json,
    response: { ...response, attestationObject: isoBase64URL.fromBuffer(isoCBOR.encode(none)) },
  };
}
