import { hash } from '@node-rs/argon2';
import { type Insertable, type KyselyPlugin, SqliteQueryCompiler } from 'kysely';
import type { Accounts, AccountsSettings } from '../accounts.ts';
import type { UsersTable } from '../database/schema.ts';
import type { Passwords, Turn } from '../passwords/passwords.ts';
import { type TestClock, type TestScope, testAccounts } from '../testing.ts';
import { canonicalEmail, canonicalUsername } from '../users/canonical.ts';
import { type User, userFrom } from '../users/user.ts';
import { type LogInOutcome, logInWithPassword } from './log-in-with-password.ts';

/** Accounts whose log-ins can be watched, with limits on; for the tests of limits and log-in. */
export interface FrontDoor {
  readonly accounts: Accounts;
  readonly clock: TestClock;
  /** Passwords compared so far, decoys among them. */
  hashed(): number;
  /** SQL of every statement so far. */
  readonly statements: string[];
  /** `ada`, `ada@example.com`; the password is `right`, its hash cheap and of old parameters. */
  addUser(username: string, columns?: Partial<Insertable<UsersTable>>): Promise<User>;
  /** One try; each from an address of its own unless one is given. */
  try(identifier: string, password: string, from?: From): Promise<LogInOutcome>;
}

export interface From {
  readonly address?: string;
  readonly browser?: string | undefined;
}

export async function frontDoor(
  scope: TestScope,
  settings: Partial<AccountsSettings> = {},
): Promise<FrontDoor> {
  const made = await testAccounts(scope, { limits: {}, ...settings });
  const statements: string[] = [];
  const watched = watchPasswords(made.accounts.passwords);
  const kysely = made.database.kysely.withPlugin(watchStatements(statements));
  const database = { ...made.database, kysely };
  const accounts: Accounts = { ...made.accounts, database, passwords: watched.passwords };
  let tries = 0;
  return {
    accounts,
    clock: made.clock,
    hashed: watched.hashed,
    statements,
    addUser: (username, columns = {}) => addUser(accounts, username, columns),
    try: (identifier, password, { address, browser } = {}) => {
      tries += 1;
      return logInWithPassword(
        accounts,
        { identifier, password },
        { address: address ?? addressOf(tries), browser },
      );
    },
  };
}

/** One of 16 million addresses. */
export function addressOf(number: number): string {
  return `10.${(number >> 16) & 255}.${(number >> 8) & 255}.${number & 255}`;
}

/** A session of hers, restored by this remember series if one is named. */
export async function addSession(
  { accounts, clock }: FrontDoor,
  user: User,
  { idHash = 's1', series = '' } = {},
): Promise<void> {
  const { kysely } = accounts.database;
  const now = clock();
  if (series !== '') {
    const times = { rotated_at: now, created_at: now, last_used_at: now };
    const remembered = { series, user_id: user.id, token_hash: 'h', previous_hash: null, ...times };
    await kysely
      .insertInto('remember_series')
      .values(remembered)
      .onConflict((on) => on.doNothing())
      .execute();
  }
  await kysely
    .insertInto('sessions')
    .values({
      id_hash: idHash,
      user_id: user.id,
      credentials_version: user.credentialsVersion,
      via: 'login',
      proofs: '[]',
      series: series || null,
      created_at: now,
      last_seen_at: now,
    })
    .execute();
}

function watchPasswords(passwords: Passwords): {
  readonly passwords: Passwords;
  readonly hashed: () => number;
} {
  let hashed = 0;
  const watch = (turn: Turn): Turn => ({
    ...turn,
    verify: (password, stored) => {
      hashed += 1;
      return turn.verify(password, stored);
    },
  });
  return {
    passwords: { ...passwords, withTurn: (work) => passwords.withTurn((turn) => work(watch(turn))) },
    hashed: () => hashed,
  };
}

function watchStatements(statements: string[]): KyselyPlugin {
  const compiler = new SqliteQueryCompiler();
  return {
    transformQuery: ({ node, queryId }) => {
      statements.push(compiler.compileQuery(node, queryId).sql);
      return node;
    },
    transformResult: async ({ result }) => result,
  };
}

let rightHash: Promise<string> | undefined;

async function addUser(
  accounts: Accounts,
  username: string,
  columns: Partial<Insertable<UsersTable>>,
): Promise<User> {
  rightHash ??= hash('right', { memoryCost: 8, timeCost: 1, parallelism: 1 });
  const email = `${username}@example.com`;
  const row = await accounts.database.kysely
    .insertInto('users')
    .values({
      id: `id of ${username}`,
      username,
      username_canonical: canonicalUsername(username),
      email,
      email_canonical: canonicalEmail(email),
      password_hash: await rightHash,
      created_at: accounts.clock(),
      ...columns,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return userFrom(row);
}
