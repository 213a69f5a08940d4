import { codedError, wrongAnswer } from './errors.ts';
import type { Keeper, Ticket } from './keeper.ts';
import type { Keyring } from './keyring.ts';
import { hashToken, newToken, type Random, sameHash } from './tokens.ts';
import type { Proof, SessionRecord } from './visitor.ts';

/** Sealed anew as seldom as this: each time costs a cookie in the answer, and one of the 2^32 texts a key may seal. */
const touchEveryMs = 3_600_000;

/** RFC 6265 section 6.1 asks browsers for 4096 bytes a cookie, name and attributes included; attributes take 150 at most. */
const mostCharacters = 3_900;

export interface SealedCookieSettings<User> {
  readonly keyring: Keyring;
  readonly random: Random;
  /** Part of the purpose. The attack: two logins with one secret, and the cookie of a customer under the name of the admins' one. */
  readonly cookieName: string;
  readonly sessionStamp: (user: User) => string;
}

/** The cookie holds the session itself, encrypted. Nothing can be ended here but by a change of the user's stamp. */
export function sealedKeeper<User>(settings: SealedCookieSettings<User>): Keeper<User> {
  const { keyring, random, sessionStamp, cookieName } = settings;
  const purpose = `session/1/${cookieName}`; // the number is that of the row's shape
  const stampOf = (user: User) => stampHash(sessionStamp(user));
  const seal = (session: SessionRecord, stamp: string) =>
    fitting(keyring.seal(purpose, write(session, stamp)));
  return {
    read(cookie) {
      const text = keyring.unseal(purpose, cookie);
      return text === undefined ? undefined : readBack(text);
    },
    find: ({ session }) => session && { session },
    holds: ({ stampHash }, user) => stampHash !== undefined && sameHash(stampHash, stampOf(user)),
    async begin(session, { user }) {
      const record = { ...session, idHash: hashToken(newToken(random)) };
      return { session: record, cookie: seal(record, stampOf(user)) };
    },
    touchEveryMs,
    touch: (session, seenAtMs, { stampHash = '' }) => seal({ ...session, lastSeenAtMs: seenAtMs }, stampHash),
    end: () => undefined,
    series: undefined,
  };
}

/** The stamp itself may be the hash of a password: not even sealed does it leave the server. */
function stampHash(stamp: unknown): string {
  if (typeof stamp !== 'string' || stamp === '') {
    throw wrongAnswer('session-stamp-invalid', '`sessionStamp` must return a text that is not empty.', stamp);
  }
  return hashToken(stamp).slice(0, 22);
}

function fitting(cookie: string): string {
  if (cookie.length <= mostCharacters) return cookie;
  throw codedError(
    'sealed-cookie-too-large',
    `The sealed session takes ${cookie.length} characters, and browsers drop more than ${mostCharacters}.`,
  );
}

/** In the order of the fields below. */
type Row = [
  idHash: string,
  userId: string,
  via: 'login' | 'remember',
  proofs: readonly Proof[],
  looks: string | null,
  forced: boolean,
  createdAtMs: number,
  lastSeenAtMs: number,
  stampHash: string,
];

function write(session: SessionRecord, stamp: string): string {
  const { idHash, userId, via, proofs, looks, forced, createdAtMs, lastSeenAtMs } = session;
  const row: Row = [idHash, userId, via, proofs, looks ?? null, forced, createdAtMs, lastSeenAtMs, stamp];
  return JSON.stringify(row);
}

function readBack(text: string): Ticket {
  // Proof: the text was sealed by `write` alone, under a key for this purpose.
  const row = JSON.parse(text) as Row;
  const [idHash, userId, via, proofs, looks, forced, createdAtMs, lastSeenAtMs, stampHash] = row;
  const times = { createdAtMs, lastSeenAtMs };
  const session = {
    idHash,
    userId,
    via,
    proofs,
    series: undefined,
    looks: looks ?? undefined,
    forced,
    ...times,
  };
  return { idHash, session, stampHash };
}
