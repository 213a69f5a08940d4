import { codedError, unavailable } from './errors.ts';
import {
  type FoundSession,
  isThenable,
  type MaybePromise,
  type SessionStore,
  type StartOptions,
} from './store.ts';
import { hashToken, isToken, newToken, type Random } from './tokens.ts';
import type { SessionRecord } from './visitor.ts';

/** What the value of a session cookie stands for. */
export interface Ticket {
  readonly idHash: string;
  /** The session itself, where the cookie holds it. */
  readonly session?: SessionRecord;
  /** Of the user as it was at the log-in, where the cookie holds the session. */
  readonly stampHash?: string;
}

export type NewSession = Omit<SessionRecord, 'idHash'>;

/** A session that has begun, and the value of its cookie. */
export interface Begun {
  readonly session: SessionRecord;
  readonly cookie: string;
}

/** Where sessions are: behind the id in the cookie, or in the cookie. */
export interface Keeper<User> {
  /** `undefined` when the value was not written by us. Absent where there are no sessions, and so no cookie of ours. */
  readonly read?: (cookie: string) => Ticket | undefined;
  find(ticket: Ticket): MaybePromise<FoundSession<User> | undefined>;
  /** Whether the session still holds for the user as it is now. */
  holds(ticket: Ticket, user: User): boolean;
  /** `undefined`: the account or the series has changed meanwhile. */
  begin(session: NewSession, options: StartOptions<User>): Promise<Begun | undefined>;
  readonly touchEveryMs: number;
  /** Notes that the session was seen; answers with the cookie's new value, where that changes with it. */
  touch(session: SessionRecord, seenAtMs: number, options: TouchOptions): MaybePromise<string | undefined>;
  end(idHash: string): MaybePromise<void>;
  /** The remember series; `undefined` where there can be none. */
  readonly series: Pick<SessionStore<User>, 'findSeries' | 'end'> | undefined;
}

export interface TouchOptions {
  /** The remember series that was used as well. */
  readonly series?: string | undefined;
  readonly stampHash?: string | undefined;
}

/** The cookie holds a random token, the store the session under its hash. */
export function storeKeeper<User>(store: SessionStore<User>, random: Random): Keeper<User> {
  return {
    read: (token) => (isToken(token) ? { idHash: hashToken(token) } : undefined),
    find({ idHash }) {
      const found = asking(() => store.find(idHash));
      return found instanceof Promise ? found.then(withoutNull) : withoutNull(found);
    },
    holds: () => true,
    async begin(session, options) {
      const token = newToken(random);
      const record = { ...session, idHash: hashToken(token) };
      const started = await asking(() => store.start(record, options));
      return started ? { session: record, cookie: token } : undefined;
    },
    touchEveryMs: 60_000,
    touch({ idHash }, seenAtMs, { series }) {
      const touched = asking(() => store.touch(idHash, seenAtMs, series));
      return touched instanceof Promise ? touched.then(nothing) : undefined;
    },
    end: (idHash) => asking(() => store.end({ idHash })),
    series: {
      async findSeries(series) {
        return withoutNull(await asking(() => store.findSeries(series)));
      },
      end: (which) => asking(() => store.end(which)),
    },
  };
}

/** For a login by request alone: nobody can log in, so there is nothing to keep. */
export function noKeeper<User>(): Keeper<User> {
  return {
    find: nothing,
    holds: () => false,
    begin() {
      throw codedError('store-missing', 'This login has no store: it knows its users by their requests.');
    },
    touchEveryMs: Number.POSITIVE_INFINITY,
    touch: nothing,
    end: nothing,
    series: undefined,
  };
}

const nothing = () => undefined;

/** Databases say `null` for what is not there; a session whose user is gone (a LEFT JOIN) is not there either. */
function withoutNull<Found extends { readonly user?: unknown }>(
  found: Found | null | undefined,
): Found | undefined {
  return found === null || found?.user === null ? undefined : found;
}

/** A store that is down is no log-out: the request fails, and the cookie lives. */
function asking<Answer>(ask: () => MaybePromise<Answer>): MaybePromise<Answer> {
  try {
    const answer = ask();
    return isThenable(answer) ? Promise.resolve(answer).catch(storeDown) : answer;
  } catch (error) {
    return storeDown(error);
  }
}

function storeDown(error: unknown): never {
  throw unavailable('store-unavailable', 'The store did not answer.', error);
}
