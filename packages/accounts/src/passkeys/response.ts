import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';

/** What a browser says beside the authenticator; it is signed with the rest (WebAuthn section 5.8.1). */
export interface ClientData {
  /** base64url */
  readonly challenge: string;
  readonly origin: string;
  /** Asked inside a frame of another site. */
  readonly isFramed: boolean;
}

/** A passkey was shown. Nothing in it is proven yet. */
export interface Shown {
  /** base64url, as every other value here. */
  readonly credentialId: string;
  readonly userHandle: string | undefined;
  readonly clientData: ClientData;
  readonly json: AuthenticationResponseJSON;
}

/** A passkey was made. Nothing in it is proven yet. */
export interface Made {
  readonly credentialId: string;
  readonly clientData: ClientData;
  readonly transports: readonly string[];
  /** Whether it works without a name; `undefined`: the browser does not say. */
  readonly isDiscoverable: boolean | undefined;
  readonly json: RegistrationResponseJSON;
}

/** What `navigator.credentials.get` gave, as JSON; `undefined`: it has another shape, or more than 16 KiB. */
export function readShown(text: string): Shown | undefined {
  const read = readCredential(text);
  if (read === undefined) return undefined;
  const { credentialId, clientData, clientDataJSON, response } = read;
  const { authenticatorData, signature, userHandle = null } = response;
  if (!isBytes(authenticatorData) || !isBytes(signature)) return undefined;
  if (userHandle !== null && !isBytes(userHandle, mostOfHandle)) return undefined;
  return {
    credentialId,
    userHandle: userHandle ?? undefined,
    clientData,
    json: jsonOf(credentialId, { clientDataJSON, authenticatorData, signature }),
  };
}

/** What `navigator.credentials.create` gave, as JSON; `undefined`: it has another shape, or more than 16 KiB. */
export function readMade(text: string): Made | undefined {
  const read = readCredential(text);
  if (read === undefined) return undefined;
  const { credentialId, clientData, clientDataJSON, response, extensions } = read;
  const { attestationObject, transports = [] } = response;
  if (!isBytes(attestationObject) || !Array.isArray(transports)) return undefined;
  const { credProps = {} } = extensions;
  if (!isRecord(credProps)) return undefined;
  return {
    credentialId,
    clientData,
    transports: knownTransports.filter((transport) => transports.includes(transport)),
    isDiscoverable: typeof credProps.rk === 'boolean' ? credProps.rk : undefined,
    json: jsonOf(credentialId, { clientDataJSON, attestationObject }),
  };
}

const mostCharacters = 16_384;
/** 1023 bytes (WebAuthn section 4, credential ID). */
const mostOfId = 1364;
/** 64 bytes (WebAuthn section 5.4.3). */
const mostOfHandle = 86;
/** WebAuthn section 5.8.4, and the old name of `hybrid`. Others are of no use to a browser that does not know them. */
const knownTransports = ['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb'];

interface Credential {
  readonly credentialId: string;
  readonly clientDataJSON: string;
  readonly clientData: ClientData;
  readonly response: Readonly<Record<string, unknown>>;
  readonly extensions: Readonly<Record<string, unknown>>;
}

function readCredential(text: string): Credential | undefined {
  const parsed = text.length > mostCharacters ? undefined : parse(text);
  if (!isRecord(parsed)) return undefined;
  const { id, rawId, type, response, clientExtensionResults: extensions = {} } = parsed;
  if (!isBytes(id, mostOfId) || rawId !== id || type !== 'public-key') return undefined;
  if (!isRecord(response) || !isRecord(extensions)) return undefined;
  const { clientDataJSON } = response;
  if (!isBytes(clientDataJSON)) return undefined;
  const clientData = readClientData(clientDataJSON);
  return clientData && { credentialId: id, clientDataJSON, clientData, response, extensions };
}

function readClientData(clientDataJSON: string): ClientData | undefined {
  const parsed = parse(Buffer.from(clientDataJSON, 'base64url').toString('utf8'));
  if (!isRecord(parsed)) return undefined;
  const { challenge, origin, crossOrigin = false, topOrigin } = parsed;
  if (!isBytes(challenge) || typeof origin !== 'string' || typeof crossOrigin !== 'boolean') return undefined;
  return { challenge, origin, isFramed: crossOrigin || topOrigin !== undefined };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isBytes(value: unknown, most = mostCharacters): value is string {
  return typeof value === 'string' && value.length <= most && /^[\w-]+$/.test(value);
}

/** Of what was sent, the library is given these fields and no others. */
function jsonOf<Response>(id: string, response: Response) {
  return { id, rawId: id, type: 'public-key' as const, response, clientExtensionResults: {} };
}
