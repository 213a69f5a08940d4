import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Accounts, type AccountsSettings, createAccounts, type Keyring } from './accounts.ts';
import { type Database, type OpenOptions, openDatabase } from './database/open.ts';

export {
  type Authenticator,
  type AuthenticatorOptions,
  createAuthenticator,
  type Lies,
} from './testing/authenticator.ts';

/** A clock that moves when it is told to; it starts at 2026-01-01 00:00 UTC. */
export interface TestClock {
  (): number;
  advance(ms: number): void;
}

/** Whatever runs `after` once the test is over: the context of `node:test`. */
export interface TestScope {
  after(work: () => void | Promise<void>): void;
}

export interface TestDatabase {
  readonly database: Database;
  readonly clock: TestClock;
  /** `sqlite:` and the path, for a second connection or process. */
  readonly url: string;
  readonly folder: string;
}

export interface TestAccounts extends TestDatabase {
  readonly accounts: Accounts;
}

/** A new database in a folder of its own; both go when the test ends. */
export async function testDatabase(scope: TestScope, options: OpenOptions = {}): Promise<TestDatabase> {
  const clock = testClock();
  const folder = newFolder();
  const url = `sqlite:${join(folder, 'test.db')}`;
  const database = await openDatabase(url, { clock, ...options });
  scope.after(async () => {
    await database.close();
    remove(folder);
  });
  return { database, clock, url, folder };
}

/** Accounts over such a database. Limits are off unless `settings` say otherwise (`{}` for the defaults). */
export async function testAccounts(
  scope: TestScope,
  settings: Partial<AccountsSettings> = {},
): Promise<TestAccounts> {
  const made = await testDatabase(scope);
  const { database, clock } = made;
  const accounts = createAccounts({ database, clock, keyring: testKeyring(), limits: 'off', ...settings });
  return { ...made, accounts };
}

/** An empty folder that goes when the test ends. */
export function testFolder(scope: TestScope): string {
  const folder = newFolder();
  scope.after(() => remove(folder));
  return folder;
}

function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'latchkey-'));
}

function remove(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

export function testClock(startMs = Date.UTC(2026, 0, 1)): TestClock {
  let nowMs = startMs;
  const advance = (ms: number) => {
    nowMs += ms;
  };
  return Object.assign(() => nowMs, { advance });
}

/** A key that everyone may know. */
export function testKeyring(): Keyring {
  const mac = (purpose: string, text: string) =>
    createHmac('sha256', 'a key for tests').update(`${purpose}\0${text}`).digest('base64url');
  return { mac, verify: (purpose, text, given) => isSame(mac(purpose, text), given), seal, unseal };
}

function seal(purpose: string, text: string): string {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', keyFor(purpose), iv);
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url');
}

function unseal(purpose: string, sealed: string): string | undefined {
  const bytes = Buffer.from(sealed, 'base64url');
  try {
    const decipher = createDecipheriv('aes-256-gcm', keyFor(purpose), bytes.subarray(0, 12));
    decipher.setAuthTag(bytes.subarray(12, 28));
    return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}

function keyFor(purpose: string): Buffer {
  return createHash('sha256').update(`a key for tests|${purpose}`).digest();
}

/** In constant time, as the keyring that it stands for. */
function isSame(mac: string, given: string): boolean {
  const [made, received] = [Buffer.from(mac), Buffer.from(given)];
  return made.length === received.length && timingSafeEqual(made, received);
}
