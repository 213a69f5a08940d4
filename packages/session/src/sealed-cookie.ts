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
  const purpose = `latchkey:session/1/${cookieName}`; // the number is that of the row's shape
  const stampOf = (user: User) => stampHash(sessionStamp(user));
  const seal = (session: SessionRecord, stamp: string) =>
    fitting(keyring.seal(purpose, write(session, stamp)));
  return {
    read: remembering((cookie) => {
      const text = keyring.unseal(purpose, cookie);
      return text === undefined ? undefined : readBack(text);
    }),
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

const mostOpened = 1_000;

/**
 * To open a cookie costs more than all the rest of a request, and a browser sends the same one for an hour. Kept by a hash, so
 * that no time tells how much of a guess was right; only what opens is kept. Age and stamp are judged each time.
 */
function remembering(open: (cookie: string) => Ticket | undefined): (cookie: string) => Ticket | undefined {
  const opened = new Map<string, Ticket>();
  return (cookie) => {
    const key = hashToken(cookie);
    const known = opened.get(key);
    if (known !== undefined) return known;
    const ticket = open(cookie);
    if (ticket === undefined) return undefined;
    const [oldest] = opened.size < mostOpened ? [] : opened.keys();
    if (oldest !== undefined) opened.delete(oldest);
    opened.set(key, ticket);
    return ticket;
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
  // Frozen: other requests are handed the same one.
  for (const proof of proofs) Object.freeze(proof);
  const known = {
    idHash,
    userId,
    via,
    proofs: Object.freeze(proofs),
    series: undefined,
    looks: looks ?? undefined,
  };
  return { idHash, stampHash, session: Object.freeze({ ...known, forced, createdAtMs, lastSeenAtMs }) };
}
