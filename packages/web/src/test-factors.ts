import { createHmac } from 'node:crypto';
import {
  addPasskey,
  addTotp,
  askForNewPasskey,
  confirmRecoveryCodes,
  findUser,
  newRecoveryCodes,
  newTotp,
  sessionStore,
  type User,
} from '@latchkey/accounts';
import { createAuthenticator } from '@latchkey/accounts/testing';
import type { Browser } from '@latchkey/session/testing';
import { submit, type TestSite, tokenIn } from './test-site.ts';

const client = { address: undefined };
const relyingParty = { id: 'localhost', origin: 'http://localhost', name: 'Latchkey' };

/** The code that an authenticator app shows (RFC 6238: SHA-1, 30 s, six digits), from the key as a page shows it. */
export function codeAt(key: string, atMs: number): string {
  const bits = [...key.replace(/\s/g, '')].map((char) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(char));
  const binary = bits.map((five) => five.toString(2).padStart(5, '0')).join('');
  const bytes = binary.match(/.{8}/g)?.map((byte) => Number.parseInt(byte, 2)) ?? [];
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(atMs / 30_000)));
  const mac = createHmac('sha1', Buffer.from(bytes)).update(counter).digest();
  const number = mac.readUInt32BE((mac.at(-1) ?? 0) & 15) & 0x7f_ff_ff_ff;
  return String(number % 1_000_000).padStart(6, '0');
}

export interface App {
  /** What it shows now. */
  code(): string;
}

/** An authenticator app for the account of this name; whoever is logged in to it elsewhere is logged out by that. */
export async function addApp(site: Pick<TestSite, 'accounts' | 'later'>, name = 'ada'): Promise<App> {
  const { accounts } = site;
  const { user, sessionIdHash } = await somewhere(site, name);
  const { seed, sealed } = newTotp(accounts, user);
  const key = seed.reveal();
  // A minute from now on, so that the first log-in's code is another one.
  const code = codeAt(key, accounts.clock());
  const added = await addTotp(accounts, { enrolling: { user, sessionIdHash }, sealed, code }, client);
  if (!added.ok) throw new Error(`The app was not added: ${added.reason}.`);
  site.later(60_000);
  return { code: () => codeAt(key, accounts.clock()) };
}

export type Authenticator = ReturnType<typeof createAuthenticator>;

/** A passkey that asks for a finger, for the account of this name. */
export async function addPasskeyTo(
  site: Pick<TestSite, 'accounts'>,
  name = 'ada',
  verifiesUser = true,
): Promise<Authenticator> {
  const { accounts } = site;
  const { user, sessionIdHash } = await somewhere(site, name);
  const authenticator = createAuthenticator({ origin: relyingParty.origin, isResident: true, verifiesUser });
  const ask = { relyingParty, binding: 'here' };
  const response = await authenticator.create(await askForNewPasskey(accounts, { ...ask, user }));
  const enrolling = { user, sessionIdHash };
  const added = await addPasskey(
    accounts,
    { enrolling, name: 'My key', answer: { ...ask, response } },
    client,
  );
  if (!added.ok) throw new Error(`The passkey was not added: ${added.reason}.`);
  return authenticator;
}

/** Ten codes that count. */
export async function addRecoveryCodes(
  site: Pick<TestSite, 'accounts'>,
  name = 'ada',
): Promise<readonly string[]> {
  const { accounts } = site;
  const { user, sessionIdHash } = await somewhere(site, name);
  const made = await newRecoveryCodes(accounts, { user, sessionIdHash });
  if (!made.ok) throw new Error(`There are no codes: ${made.reason}.`);
  const codes = made.codes.map((code) => code.reveal());
  await confirmRecoveryCodes(accounts, { user, sessionIdHash, code: codes[0] ?? '' }, client);
  return codes;
}

let sessions = 0;

/** A session of theirs in no browser. */
async function somewhere(
  { accounts }: Pick<TestSite, 'accounts'>,
  name: string,
): Promise<{ user: User; sessionIdHash: string }> {
  const user = await findUser(accounts, name);
  if (user === undefined) throw new Error(`There is no ${name}.`);
  sessions += 1;
  const idHash = `somewhere ${sessions}`;
  const now = accounts.clock();
  const times = { createdAtMs: now, lastSeenAtMs: now };
  const session = { idHash, userId: user.id, via: 'login' as const, proofs: [], ...times };
  await sessionStore(accounts).start(
    { ...session, series: undefined, looks: undefined, forced: false },
    { user },
  );
  return { user, sessionIdHash: idHash };
}

/** The options of the first passkey form on a page. */
export function optionsIn(page: string): string {
  const options = /data-options="([^"]+)"/.exec(page)?.[1];
  if (options === undefined) throw new Error('The page asks for no passkey.');
  return options.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&');
}

/** Logs in by the button of the log-in page. */
export async function logInByPasskey(
  browser: Browser,
  authenticator: Authenticator,
  path = '/login',
): Promise<Response> {
  const page = await (await browser.get(path)).text();
  // Asked for a finger, a key that has no sensor does not answer; whoever forges the question gets an answer without one.
  const options = { ...JSON.parse(optionsIn(page)), userVerification: 'preferred' };
  const response = await authenticator.get(JSON.stringify(options));
  const query = path.includes('?') ? path.slice(path.indexOf('?')) : '';
  return await browser.post(`/login/passkey${query}`, { csrf_token: tokenIn(page), response });
}

/** The second step of a log-in, by the code of the app. */
export async function stepTwo(
  browser: Browser,
  app: App,
  fields: Record<string, string> = {},
): Promise<Response> {
  return await submit(browser, '/login/factor', { fields: { by: 'totp', code: app.code(), ...fields } });
}
