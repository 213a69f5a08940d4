import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { type Cbor, cbor } from './cbor.ts';

/** The kinds of keys that authenticators have; phones `ES256`, many a Windows `RS256`. */
export type KeyAlgorithm = 'ES256' | 'EdDSA' | 'RS256';

export interface Keys {
  /** As COSE has it (RFC 9052 section 7, RFC 9053 section 7.1 and 7.2, RFC 8230 section 4). */
  readonly publicKey: Buffer;
  sign(bytes: Uint8Array): Buffer;
}

export function newKeys(algorithm: KeyAlgorithm): Keys {
  const { privateKey, publicKey } = pairOf(algorithm);
  const { x, y, n, e } = publicKey.export({ format: 'jwk' });
  const hash = algorithm === 'EdDSA' ? null : 'sha256';
  return {
    publicKey: cbor(new Map([...cose[algorithm], ...partsOf(algorithm, { x, y, n, e })])),
    sign: (bytes) => sign(hash, bytes, privateKey),
  };
}

function pairOf(algorithm: KeyAlgorithm): { privateKey: KeyObject; publicKey: KeyObject } {
  if (algorithm === 'EdDSA') return generateKeyPairSync('ed25519');
  if (algorithm === 'RS256') return generateKeyPairSync('rsa', { modulusLength: 2048 });
  return generateKeyPairSync('ec', { namedCurve: 'P-256' });
}

const cose: Readonly<Record<KeyAlgorithm, readonly (readonly [number, Cbor])[]>> = {
  ES256: [
    [1, 2],
    [3, -7],
    [-1, 1],
  ],
  EdDSA: [
    [1, 1],
    [3, -8],
    [-1, 6],
  ],
  RS256: [
    [1, 3],
    [3, -257],
  ],
};

function partsOf(
  algorithm: KeyAlgorithm,
  { x = '', y = '', n = '', e = '' }: Readonly<Record<'x' | 'y' | 'n' | 'e', string | undefined>>,
): (readonly [number, Cbor])[] {
  const bytes = (text: string) => Buffer.from(text, 'base64url');
  if (algorithm === 'EdDSA') return [[-2, bytes(x)]];
  const [first, second] = algorithm === 'RS256' ? [n, e] : [x, y];
  const at = algorithm === 'RS256' ? -1 : -2;
  return [
    [at, bytes(first)],
    [at - 1, bytes(second)],
  ];
}
