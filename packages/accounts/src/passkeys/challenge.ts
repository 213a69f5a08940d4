import type { Transaction } from 'kysely';
import type { Accounts } from '../accounts.ts';
import type { Schema } from '../database/schema.ts';
import { hashOfToken } from '../tokens/token-text.ts';

/** The site, as browsers and authenticators know it. */
export interface RelyingParty {
  /** Its host name without port, `example.org`: a passkey is bound to it, and is shown to no other (WebAuthn section 4). */
  readonly id: string;
  /** `https://example.org`, as the browser says it. */
  readonly origin: string;
  /** Shown by the browser when a passkey is made. */
  readonly name: string;
}

/** Somebody is to show a passkey, here. */
export interface PasskeyAsk {
  readonly relyingParty: RelyingParty;
  /** What this browser alone has, such as a cookie: an answer to what was asked in another is worth nothing. */
  readonly binding: string;
}

export interface PasskeyAnswer extends PasskeyAsk {
  /** `JSON.stringify(credential.toJSON())` of the browser, as received. */
  readonly response: string;
}

/** What it is asked for, and of whom: an answer to one is worth nothing for another. */
export type Ceremony =
  | readonly ['log-in']
  | readonly ['second-factor', userId: string]
  | readonly ['new', userHandle: string];

/** One that was ours, not too old, and of this browser and ceremony; whether it is spent, only `spendChallenge` knows. */
export interface Challenge {
  readonly hash: string;
  readonly expiresAtMs: number;
}

/**
 * What the authenticator is to sign: 128 random bits, and the end and the purpose under an HMAC, so that asking writes nothing to
 * the database (ASVS 6.7.2 wants 64 bits). Good for 10 min, and once.
 */
export function newChallenge(
  { clock, random, keyring }: Accounts,
  { binding }: PasskeyAsk,
  ceremony: Ceremony,
): string {
  const expiresAtMs = clock() + lifetimeMs;
  const nonce = Buffer.from(random(16)).toString('base64url');
  const mac = keyring.mac(purpose, textOf({ ceremony, binding, expiresAtMs, nonce }));
  return `${expiresAtMs}.${nonce}.${mac}`;
}

/** `signed`: base64url, as it stands in the client data. */
export function readChallenge(
  { clock, keyring }: Accounts,
  signed: string,
  { binding, ceremony }: { readonly binding: string; readonly ceremony: Ceremony },
): Challenge | undefined {
  const challenge = Buffer.from(signed, 'base64url').toString('latin1');
  const [, end, nonce = '', mac = ''] = shape.exec(challenge) ?? [];
  const expiresAtMs = Number(end);
  if (!keyring.verify(purpose, textOf({ ceremony, binding, expiresAtMs, nonce }), mac)) return undefined;
  return clock() < expiresAtMs ? { hash: hashOfToken(challenge), expiresAtMs } : undefined;
}

/** The attack: an answer that was seen on its way is sent again. `false`: it is spent, or too old meanwhile. */
export async function spendChallenge(
  { clock }: Accounts,
  transaction: Transaction<Schema>,
  { hash, expiresAtMs }: Challenge,
): Promise<boolean> {
  // Rows that are too old get swept away, so that what is too old must not be spent.
  if (clock() >= expiresAtMs) return false;
  const spent = await transaction
    .insertInto('spent_challenges')
    .values({ challenge_hash: hash, expires_at: expiresAtMs })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return (spent.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

const purpose = 'passkey-challenge';
const lifetimeMs = 600_000;
const shape = /^(\d{1,15})\.([\w-]{22})\.([\w-]{43})$/;

interface Signed {
  readonly ceremony: Ceremony;
  readonly binding: string;
  readonly expiresAtMs: number;
  readonly nonce: string;
}

/** As JSON, so that it is unambiguous whatever an imported user id holds. */
function textOf({ ceremony, binding, expiresAtMs, nonce }: Signed): string {
  return JSON.stringify([ceremony, binding, expiresAtMs, nonce]);
}
