import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Accounts, createPasswords, findUser, type User } from '@latchkey/accounts';
import { type Browser, createBrowser, createSignedInBrowser } from '@latchkey/session/testing';
import { tokenIn } from '../person.ts';
import type { FilledForm } from './act.ts';
import { type Pair, startPair } from './pair.ts';
import { openSites, type Site } from './site.ts';

/** Where the rounds are run: two processes that race, and a third one that prepares and looks. */
export interface Ground extends Site {
  readonly pair: Pair;
  /** The same accounts where everybody needs a second factor. */
  readonly required: Site;
  /** One that nobody has had. */
  newName(): string;
  /** An account with a proven address, NAME@example.org, and the password `oldPassword`. */
  add(name: string): Promise<User>;
  browser(): Browser;
  /** @param factors what was proven just now; default one that is not named */
  signedIn(user: User, factors?: readonly string[]): Promise<Browser>;
  /** The token in the newest mail of this kind to this address. */
  mailed(template: string, to: string): Promise<string>;
  row(id: string): Promise<UserRow | undefined>;
  /** How many living one-time tokens this account has, for one purpose or all. */
  livingTokens(userId: string, purpose?: string): Promise<number>;
  isLoggedIn(cookie: string): Promise<boolean>;
  /** How many rows of this account there are. */
  count(table: Counted, userId: string): Promise<number>;
  /** How often this was noted in the audit of this account. */
  audited(event: string, userId: string): Promise<number>;
  /** What this account is logged in by. */
  logIns(userId: string): Promise<{ readonly sessions: number; readonly series: number }>;
  /** The accounts for preparing: every new password has the hash of `oldPassword`, which was made once. */
  readonly withoutHashing: Accounts;
  stop(): Promise<void>;
}

export type Counted =
  | 'sessions'
  | 'remember_series'
  | 'totps'
  | 'passkeys'
  | 'pending_log_ins'
  | 'trusted_browsers'
  | 'kept_requests';

export type UserRow = NonNullable<Awaited<ReturnType<typeof rowOf>>>;

export const oldPassword = 'kestrel on the mast';

export async function openGround(): Promise<Ground> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-races-'));
  const url = `sqlite:${join(folder, 'races.db')}`;
  const { optional: site, required } = await openSites(url);
  const pair = await startPair(url);
  const hashes = await hashesOfOld(site);
  let [names, added] = [0, 0];
  return {
    ...site,
    pair,
    required,
    newName: () => `person${names++}`,
    add: (name) => add(site, name, hashes[added++ % hashes.length] ?? ''),
    browser: () => createBrowser(site.answer),
    signedIn: (user, factors) => signedIn(site, user, factors),
    mailed: (template, to) => mailed(site, template, to),
    row: (id) => rowOf(site, id),
    livingTokens: (userId, purpose) => livingTokens(site, userId, purpose),
    isLoggedIn: async (cookie) => {
      const request = new Request('http://localhost/dashboard', { headers: { cookie } });
      return (await site.answer(request)).status === 200;
    },
    count: (table, userId) => count(site, table, userId),
    audited: (event, userId) => audited(site, event, userId),
    logIns: async (userId) => ({
      sessions: await count(site, 'sessions', userId),
      series: await count(site, 'remember_series', userId),
    }),
    withoutHashing: {
      ...site.accounts,
      passwords: { ...site.accounts.passwords, hash: async () => hashes[0] ?? '' },
    },
    async stop() {
      await pair.stop();
      await site.accounts.database.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** In turns one as it is made today, and one of other parameters, which a log-in replaces: that races as well. */
async function hashesOfOld({ accounts }: Site): Promise<string[]> {
  const before = createPasswords({ hashing: { memoryKiB: 12_288, passes: 3 } });
  return await Promise.all([accounts.passwords.hash(oldPassword), before.hash(oldPassword)]);
}

async function add({ accounts }: Site, name: string, passwordHash: string): Promise<User> {
  const now = accounts.clock();
  const email = `${name}@example.org`;
  const names = { username: name, username_canonical: name, email, email_canonical: email };
  const times = { created_at: now, last_log_in_at: now, disabled_at: null, email_verified_at: now };
  const row = { id: name, ...names, ...times, password_hash: passwordHash };
  await accounts.database.kysely.insertInto('users').values(row).execute();
  const user = await findUser(accounts, name);
  if (user === undefined) throw new Error(`There is no ${name}.`);
  return user;
}

function signedIn({ accounts, login, answer }: Site, user: User, factors?: readonly string[]) {
  const proofs = factors?.map((factor) => ({ factor, atMs: accounts.clock() }));
  return createSignedInBrowser(login, { user, answer, ...(proofs && { proofs }) });
}

async function mailed({ accounts }: Site, template: string, to: string): Promise<string> {
  const mails = accounts.database.kysely.selectFrom('mails').select('body').where('recipient', '=', to);
  const newest = mails.where('template', '=', template).where('is_withheld', '=', 0).orderBy('id', 'desc');
  const { body } = await newest.executeTakeFirstOrThrow();
  const { text }: { text: string } = JSON.parse(accounts.keyring.unseal('mail', body ?? '') ?? '');
  return text;
}

function rowOf({ accounts }: Site, id: string) {
  const users = accounts.database.kysely.selectFrom('users').selectAll();
  return users.where('id', '=', id).executeTakeFirst();
}

async function livingTokens({ accounts }: Site, userId: string, purpose?: string): Promise<number> {
  const tokens = accounts.database.kysely.selectFrom('one_time_tokens').select('purpose');
  const living = await tokens.where('user_id', '=', userId).where('spent_at', 'is', null).execute();
  return living.filter((token) => purpose === undefined || token.purpose === purpose).length;
}

async function count({ accounts }: Site, table: Counted, userId: string): Promise<number> {
  const rows = accounts.database.kysely.selectFrom(table).select('user_id').where('user_id', '=', userId);
  return (await rows.execute()).length;
}

async function audited({ accounts }: Site, event: string, userId: string): Promise<number> {
  const entries = accounts.database.kysely.selectFrom('audit').select('event').where('user_id', '=', userId);
  return (await entries.execute()).filter((entry) => entry.event === event).length;
}

/** The form on this page, filled in and not yet sent. @param page only where it lies elsewhere than it is sent to */
export async function fillIn(
  browser: Browser,
  path: string,
  { page = path, ...fields }: Record<string, string>,
): Promise<FilledForm> {
  const csrf_token = tokenIn(await (await browser.get(page)).text());
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  return { path, cookie, fields: { csrf_token, ...fields } };
}
