import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Accounts,
  type AccountsSettings,
  type ComposedMail,
  createAccounts,
  findUser,
  type MailData,
  type MailSettings,
  openDatabase,
  signUp,
  type User,
} from '@latchkey/accounts';
import {
  type CommonSettings,
  createKeyring,
  createLogin,
  type Login,
  type UserStore,
} from '@latchkey/session';
import { type Browser, createBrowser } from '@latchkey/session/testing';
import { type LoginForAccounts, loginFor } from './login-for.ts';
import { createMails } from './mail/mails.ts';
import type { WebApp } from './site.ts';
import { createWeb, type WebSettings } from './web.ts';

/** Whatever runs `after` once the test is over: the context of `node:test`. */
export interface TestScope {
  after(work: () => void | Promise<void>): void;
}

export interface TestSiteOptions {
  readonly web?: Partial<WebSettings>;
  readonly login?: Partial<LoginForAccounts & CommonSettings<User>>;
  readonly accounts?: Partial<AccountsSettings>;
  /** Mail is on; what is written is in `mails()`. */
  readonly mail?: true | Omit<MailSettings, 'compose'>;
  /** A store in front of the real one. */
  readonly store?: (real: UserStore<User>) => UserStore<User>;
}

export interface TestSite {
  readonly accounts: Accounts;
  readonly login: Login<User>;
  /** A new browser; `at` is what its visitor's address is. */
  browser(at?: string): Browser;
  readonly web: WebApp;
  answer(request: Request): Promise<Response>;
  later(ms: number): void;
  /** Makes the account `ada` (ada@example.org, password `hunting a snark`), or one of another name. */
  makeUser(name?: string): Promise<User>;
  /** What the audit holds of this event. */
  audited(event: string): Promise<{ result: string; detail: string | null; userId: string | null }[]>;
  /** The mails that wait for the worker, oldest first: whom they would reach, what they say, and the token of their link. */
  mails(): Promise<readonly WaitingMail[]>;
  /** What `onError` was told. */
  readonly errors: { error: unknown; id: string }[];
  count(table: 'users' | 'sessions' | 'remember_series'): Promise<number>;
}

export interface WaitingMail {
  readonly to: string;
  readonly template: string;
  readonly token: string | undefined;
  readonly data: MailData;
  readonly mail: ComposedMail;
}

export const password = 'hunting a snark';
export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;

const secret = 'nT0pGvQd2mZs8yW1kXrB6uJh4cLfEaVo9iPxSgDwYbM';

/** The whole way on a database of its own: pages, session and accounts as an application puts them together. */
export async function testSite(scope: TestScope, options: TestSiteOptions = {}): Promise<TestSite> {
  const clock = { now: Date.UTC(2026, 0, 1) };
  const now = () => clock.now;
  const database = await testDatabase(scope, now);
  const keyring = createKeyring([secret]);
  const post = postOffice();
  const mail = options.mail && { compose: post.compose, ...(options.mail === true ? {} : options.mail) };
  const base = { database, keyring, clock: now, limits: 'off' as const };
  const accounts = createAccounts({ ...base, ...(mail && { mail }), ...options.accounts });
  const prefix = options.web?.prefix ?? '';
  const settings = loginFor(accounts, { prefix });
  const login = createLogin<User>({
    ...settings,
    store: options.store?.(settings.store) ?? settings.store,
    secrets: [secret],
    clientAddress: (request) => request.headers.get('x-test-address') ?? '192.0.2.1',
    ...options.login,
  });
  const errors: TestSite['errors'] = [];
  const onError = (error: unknown, id: string) => void errors.push({ error, id });
  const web = createWeb({ login, accounts, onError, ...options.web });
  const answer = async (request: Request) => web.fetch(request);
  const origin = options.login?.baseUrl ?? 'http://localhost';
  const from = (at: string) => (request: Request) => {
    request.headers.set('x-test-address', at);
    return answer(request);
  };
  return {
    accounts,
    login,
    errors,
    web,
    answer,
    browser: (at = '192.0.2.1') => createBrowser(from(at), origin),
    later(ms) {
      clock.now += ms;
    },
    makeUser: (name = 'ada') => makeUser(accounts, name),
    audited: (event) => audited(accounts, event),
    count: (table) => count(accounts, table),
    mails: () => waitingMails(accounts, post),
  };
}

interface PostOffice {
  readonly compose: MailSettings['compose'];
  readonly written: Map<string, MailData>;
}

/** Writes the mails of an application, and remembers what each was made from. */
function postOffice(): PostOffice {
  const written = new Map<string, MailData>();
  const write = createMails({ baseUrl: 'http://localhost' });
  return {
    written,
    compose(data) {
      const mail = write(data);
      written.set(mail.text, data);
      return mail;
    },
  };
}

/** Out of the database, as the worker finds them: withheld ones reach nobody. */
async function waitingMails(
  { database, keyring }: Accounts,
  { written }: PostOffice,
): Promise<WaitingMail[]> {
  const waiting = database.kysely.selectFrom('mails').selectAll().where('is_withheld', '=', 0).orderBy('id');
  return (await waiting.execute()).map(({ recipient: to, template, body }) => {
    // Proof: `queueMail` sealed it.
    const mail = JSON.parse(keyring.unseal('mail', body ?? '') ?? '') as ComposedMail;
    const data = written.get(mail.text);
    if (data === undefined) throw new Error('Nobody composed this mail.');
    return { to, template, token: data.token?.reveal(), data, mail };
  });
}

async function testDatabase(scope: TestScope, clock: () => number) {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-web-'));
  const database = await openDatabase(`sqlite:${join(folder, 'test.db')}`, { clock });
  scope.after(async () => {
    await database.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return database;
}

async function makeUser(accounts: Accounts, name: string): Promise<User> {
  const form = { username: name, email: `${name}@example.org`, password };
  const outcome = await signUp(accounts, form, { address: undefined });
  const user = await findUser(accounts, name);
  if (!outcome.ok || user === undefined) throw new Error(`There is no ${name}.`);
  return user;
}

async function audited(accounts: Accounts, event: string) {
  const rows = await accounts.database.kysely.selectFrom('audit').selectAll().orderBy('id').execute();
  const ofEvent = rows.filter((row) => row.event === event);
  return ofEvent.map(({ result, detail, user_id: userId }) => ({ result, detail, userId }));
}

async function count(accounts: Accounts, table: 'users' | 'sessions' | 'remember_series'): Promise<number> {
  const rows = await accounts.database.kysely
    .selectFrom(table)
    .select((of) => of.fn.countAll().as('n'))
    .execute();
  return Number(rows[0]?.n);
}

/** The token in the first form of a page. */
export function tokenIn(page: string): string {
  const token = /name="csrf_token" value="([^"]+)"/.exec(page)?.[1];
  if (token === undefined) throw new Error('The page has no form.');
  return token;
}

/** Opens the page at `path`, and sends its form as a person would. */
export async function submit(
  browser: Browser,
  path: string,
  { fields = {}, headers = {} }: { fields?: Record<string, string>; headers?: Record<string, string> } = {},
): Promise<Response> {
  const csrf_token = tokenIn(await (await browser.get(path)).text());
  return browser.post(path, { csrf_token, ...fields }, headers);
}

export async function logIn(browser: Browser, fields: Record<string, string> = {}): Promise<Response> {
  const response = await submit(browser, '/login', {
    fields: { email: 'ada@example.org', password, ...fields },
  });
  if (response.status !== 303) throw new Error(`The log-in was answered with ${response.status}.`);
  return response;
}

/** What stands on the page, without its tags. */
export async function textOf(response: Response): Promise<string> {
  const page = (await response.text()).replace(/<[^>]+>/g, ' ');
  return page
    .replaceAll('&#39;', "'")
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ');
}

/** One request of nobody's browser. */
export function send(site: TestSite, path: string, init: RequestInit): Promise<Response> {
  return site.answer(new Request(new URL(path, 'http://localhost'), init));
}
