import type { Accounts } from '../accounts.ts';
import type { User } from '../users/user.ts';

/** `browserId.issued.mac.issued.mac…`, newest first: a browser, and the accounts that have logged in there. */
interface KnownBrowser {
  readonly browserId: string;
  readonly entries: readonly Entry[];
}

/** That one account logged in there; whose, only the mac knows. */
interface Entry {
  readonly issuedAtMs: number;
  readonly mac: string;
}

type Holder = Pick<User, 'id' | 'credentialsVersion'>;

/**
 * The id of the browser when this account has logged in there within 180 d, with the credentials it still has. The
 * attack: whoever locks an account from outside by guessing must not lock its owner out of her own browsers.
 * `undefined` for nobody costs what it costs for somebody.
 */
export function browserKnownTo(
  accounts: Pick<Accounts, 'keyring' | 'clock'>,
  cookie: string | undefined,
  holder: Holder = nobody,
): string | undefined {
  const browser = read(cookie);
  if (browser === undefined) return undefined;
  const { browserId } = browser;
  const proving = provingEntries(accounts, browser, holder);
  return proving.length > 0 ? browserId : undefined;
}

/** No entry is ever issued for an empty id. */
const nobody: Holder = { id: '', credentialsVersion: 0 };

/**
 * The cookie to set after a log-in: the same browser, this account first, with up to four others that have logged in
 * there before.
 */
export function browserAfterLogIn(
  accounts: Pick<Accounts, 'keyring' | 'clock' | 'random'>,
  cookie: string | undefined,
  holder: Holder,
): string {
  const { keyring, clock, random } = accounts;
  const before = read(cookie) ?? { browserId: newBrowserId(random), entries: [] };
  const { browserId } = before;
  const mine = provingEntries(accounts, before, holder);
  const others = before.entries.filter((entry) => isValidAt(clock(), entry) && !mine.includes(entry));
  const issuedAtMs = clock();
  const entry = { issuedAtMs, mac: keyring.mac('browser', textOf(browserId, { holder, issuedAtMs })) };
  return write({ browserId, entries: [entry, ...others].slice(0, mostEntries) });
}

/** Whether a cookie has the shape that `browserAfterLogIn` gives it; what has not, none of ours wrote. */
export function isKnownBrowserCookie(cookie: string): boolean {
  return read(cookie) !== undefined;
}

function provingEntries(
  { keyring, clock }: Pick<Accounts, 'keyring' | 'clock'>,
  { browserId, entries }: KnownBrowser,
  holder: Holder,
): Entry[] {
  return entries.filter(({ issuedAtMs, mac }) => {
    const isOurs = keyring.verify('browser', textOf(browserId, { holder, issuedAtMs }), mac);
    return isOurs && isValidAt(clock(), { issuedAtMs });
  });
}

/** Unambiguous whatever an imported user id holds: before it 22 characters, after it two numbers. */
function textOf(
  browserId: string,
  { holder, issuedAtMs }: { readonly holder: Holder; readonly issuedAtMs: number },
): string {
  return `${browserId}|${holder.id}|${holder.credentialsVersion}|${issuedAtMs}`;
}

function isValidAt(now: number, { issuedAtMs }: Pick<Entry, 'issuedAtMs'>): boolean {
  return now - issuedAtMs < validMs;
}

const mostEntries = 5;
const validMs = 180 * 86_400_000;

function read(cookie: string | undefined): KnownBrowser | undefined {
  if (cookie === undefined || cookie.length > 512) return undefined;
  const [, browserId, rest] = shape.exec(cookie) ?? [];
  if (browserId === undefined || rest === undefined) return undefined;
  const entries = rest.matchAll(/\.(\d+)\.([\w-]+)/g);
  return {
    browserId,
    entries: Array.from(entries, ([, issued, mac = '']) => ({ issuedAtMs: Number(issued), mac })),
  };
}

const shape = /^([\w-]{22})((?:\.\d{1,15}\.[\w-]{43}){1,5})$/;

function write({ browserId, entries }: KnownBrowser): string {
  return [browserId, ...entries.flatMap(({ issuedAtMs, mac }) => [issuedAtMs, mac])].join('.');
}

function newBrowserId(random: Accounts['random']): string {
  return Buffer.from(random(16)).toString('base64url');
}
