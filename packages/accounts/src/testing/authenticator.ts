import { createHash, randomBytes } from 'node:crypto';
import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/server';
import { type KeyAlgorithm, type Keys, newKeys } from './authenticator-keys.ts';
import { type Cbor, cbor } from './cbor.ts';

export interface AuthenticatorOptions {
  /** Of the page that asks, `https://example.org`. */
  readonly origin: string;
  /** It keeps its keys itself, so that a log-in needs no name. Default true. */
  readonly isResident?: boolean;
  /** It asks for a finger, a face or a PIN. Default true; without, it only notices a touch. */
  readonly verifiesUser?: boolean;
  /** It counts its signatures. Default true; those that are synced say 0 each time. */
  readonly counts?: boolean;
  /** Its keys are kept elsewhere as well. Default false. */
  readonly isSynced?: boolean;
  /** Default `ES256`. */
  readonly algorithm?: KeyAlgorithm;
  /** Which kind it is; default: it does not say. */
  readonly aaguid?: string;
}

/** What no honest browser or authenticator says, and what it would have said otherwise. */
export interface Lies {
  readonly type?: string;
  readonly challenge?: string;
  readonly origin?: string;
  readonly crossOrigin?: boolean;
  readonly topOrigin?: string;
  readonly rpId?: string;
  readonly counter?: number;
  readonly isPresent?: boolean;
  readonly verifiesUser?: boolean;
  readonly isSynced?: boolean;
  readonly isBackedUp?: boolean;
  readonly userHandle?: string | null;
  /** Of the one that is made; base64url. */
  readonly credentialId?: string;
}

/**
 * A browser with an authenticator in it, for tests: real keys, what a page would get from `navigator.credentials`. Both
 * methods take the options as JSON and give `JSON.stringify(credential.toJSON())`.
 */
export interface Authenticator {
  /** @throws a `DOMException`, as the browser does: `InvalidStateError` where it holds an excluded one */
  create(options: string, lies?: Lies): Promise<string>;
  /** @throws a `DOMException`, as the browser does: `NotAllowedError` where it has none that fits */
  get(options: string, lies?: Lies): Promise<string>;
}

export function createAuthenticator(options: AuthenticatorOptions): Authenticator {
  const held: Held[] = [];
  return {
    create: async (json, lies = {}) => create({ options, held, lies }, json),
    get: async (json, lies = {}) => get({ options, held, lies }, json),
  };
}

interface Held {
  readonly id: string;
  readonly rpId: string;
  readonly userHandle: string;
  readonly keys: Keys;
  counter: number;
}

interface Working {
  readonly options: AuthenticatorOptions;
  readonly held: Held[];
  readonly lies: Lies;
}

function create(working: Working, json: string): string {
  const { options, held, lies } = working;
  // Proof: what `askForNewPasskey` has written.
  const asked = JSON.parse(json) as PublicKeyCredentialCreationOptionsJSON;
  const { rp, user, excludeCredentials = [], authenticatorSelection = {}, challenge } = asked;
  const { isResident = true, algorithm = 'ES256' } = options;
  demandRpId(options, rp.id);
  demandVerification(options, authenticatorSelection.userVerification);
  if (!isResident && authenticatorSelection.residentKey === 'required') throw notAllowed();
  if (excludeCredentials.some(({ id }) => held.some((one) => one.id === id))) {
    throw new DOMException('It holds one of these already.', 'InvalidStateError');
  }
  const keys = newKeys(algorithm);
  const { credentialId: id = randomBytes(32).toString('base64url') } = lies;
  const made: Held = { id, rpId: rp.id ?? '', userHandle: user.id, keys, counter: 0 };
  held.push(made);
  const attested = attestedCredential(options, made);
  const authenticatorData = dataOf(working, made, { uv: authenticatorSelection.userVerification, attested });
  const attestation = new Map<string, Cbor>([
    ['fmt', 'none'],
    ['attStmt', new Map()],
    ['authData', authenticatorData],
  ]);
  return JSON.stringify({
    ...credential(id),
    response: {
      clientDataJSON: clientData(working, { type: 'webauthn.create', challenge }),
      attestationObject: cbor(attestation).toString('base64url'),
      authenticatorData: authenticatorData.toString('base64url'),
      transports: ['internal'],
    },
    clientExtensionResults: asked.extensions?.credProps ? { credProps: { rk: isResident } } : {},
  });
}

function get(working: Working, json: string): string {
  const { options, held, lies } = working;
  // Proof: what `askForPasskey` or `askForOwnPasskey` has written.
  const asked = JSON.parse(json) as PublicKeyCredentialRequestOptionsJSON;
  const { rpId = '', allowCredentials = [], userVerification, challenge } = asked;
  const { isResident = true } = options;
  demandRpId(options, rpId);
  demandVerification(options, userVerification);
  const isNamed = allowCredentials.length > 0;
  if (!isNamed && !isResident) throw notAllowed();
  const allowed = new Set(allowCredentials.map(({ id }) => id));
  const used = held.findLast((one) => one.rpId === rpId && (!isNamed || allowed.has(one.id)));
  if (used === undefined) throw notAllowed();
  const authenticatorData = dataOf(working, used, { uv: userVerification });
  const clientDataJSON = clientData(working, { type: 'webauthn.get', challenge });
  const signed = Buffer.concat([authenticatorData, sha256(Buffer.from(clientDataJSON, 'base64url'))]);
  const { userHandle = isResident ? used.userHandle : null } = lies;
  return JSON.stringify({
    ...credential(used.id),
    response: {
      clientDataJSON,
      authenticatorData: authenticatorData.toString('base64url'),
      signature: used.keys.sign(signed).toString('base64url'),
      ...(userHandle !== null && { userHandle }),
    },
    clientExtensionResults: {},
  });
}

function demandRpId({ origin }: AuthenticatorOptions, rpId = ''): void {
  const { hostname } = new URL(origin);
  if (hostname === rpId || hostname.endsWith(`.${rpId}`)) return;
  throw new DOMException(`${rpId} is not ${hostname}.`, 'SecurityError');
}

function demandVerification({ verifiesUser = true }: AuthenticatorOptions, asked = ''): void {
  if (asked === 'required' && !verifiesUser) throw notAllowed();
}

function notAllowed(): DOMException {
  return new DOMException('The person said no, or there is none that fits.', 'NotAllowedError');
}

function credential(id: string) {
  return { id, rawId: id, type: 'public-key', authenticatorAttachment: 'platform' };
}

/** WebAuthn section 5.8.1. */
function clientData(
  { options, lies }: Working,
  { type, challenge }: { readonly type: string; readonly challenge: string },
): string {
  const { topOrigin } = lies;
  const said = {
    type: lies.type ?? type,
    challenge: lies.challenge ?? challenge,
    origin: lies.origin ?? options.origin,
    crossOrigin: lies.crossOrigin ?? false,
    ...(topOrigin !== undefined && { topOrigin }),
  };
  return Buffer.from(JSON.stringify(said)).toString('base64url');
}

/** WebAuthn section 6.1. */
function dataOf(
  { options, lies }: Working,
  held: Held,
  { uv, attested }: { readonly uv?: string | undefined; readonly attested?: Buffer },
): Buffer {
  const { verifiesUser = true, counts = true, isSynced = false } = { ...options, ...lies };
  const { isPresent = true, isBackedUp = isSynced, rpId = held.rpId } = lies;
  if (counts) held.counter++;
  const bits = [
    isPresent,
    false,
    verifiesUser && (uv !== 'discouraged' || lies.verifiesUser === true),
    isSynced,
    isBackedUp,
    false,
    attested !== undefined,
  ];
  const counter = Buffer.alloc(4);
  counter.writeUInt32BE(lies.counter ?? held.counter);
  const flags = Buffer.from([bits.reduce((sum, bit, place) => sum | (Number(bit) << place), 0)]);
  return Buffer.concat([sha256(rpId), flags, counter, attested ?? Buffer.alloc(0)]);
}

/** WebAuthn section 6.5.1. */
function attestedCredential(
  { aaguid = '00000000-0000-0000-0000-000000000000' }: AuthenticatorOptions,
  { id, keys }: Held,
): Buffer {
  const credentialId = Buffer.from(id, 'base64url');
  const length = Buffer.from([credentialId.length >> 8, credentialId.length & 255]);
  const kind = Buffer.from(aaguid.replaceAll('-', ''), 'hex');
  return Buffer.concat([kind, length, credentialId, keys.publicKey]);
}

function sha256(bytes: string | Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}
