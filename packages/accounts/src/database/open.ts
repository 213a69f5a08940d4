import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Kysely } from 'kysely';
import { codedError } from '../errors.ts';
import { type Migration, migrate, migrationsOf } from './migrate.ts';
import type { Schema } from './schema.ts';
import { openSqlite, type Sqlite } from './sqlite-dialect.ts';

/** An open database with its tables up to date. */
export interface Database {
  readonly kysely: Kysely<Schema>;
  /**
   * A query that is prepared once and gives its first row, for the one read of every request. On SQLite it answers
   * at once and not by a promise; `?` stands for a parameter. The row is its values, in the order of the columns.
   */
  prepareOne: Sqlite['prepareOne'];
  /**
   * Statements that change rows, prepared once; they run together, all or none, in a transaction of their own. They take
   * their place among the writes at once when they are called, with a list of parameters for each, so that `close` waits
   * for them. `?` stands for a parameter.
   */
  prepareRun: Sqlite['prepareRun'];
  /** The steps that this start has run, oldest first; empty when there was nothing to do. */
  readonly migrations: readonly string[];
  /** Lets the writes that were begun finish, then closes the file. What comes later throws. */
  close(): Promise<void>;
}

export interface OpenOptions {
  /** UTC milliseconds; for the record of the steps. */
  readonly clock?: () => number;
  /** How long a write waits for others before it fails with `database-busy`; 5,000. */
  readonly busyMs?: number;
  /** In place of the steps that come with this version; for tests. */
  readonly steps?: Migration[];
}

/**
 * Opens `sqlite:` and a path, relative to the working directory or absolute: `sqlite:data/latchkey.db`. What is
 * missing is created, the folder readable by this user only (0700), and the file too (0600).
 * @throws `database-url-invalid`, `database-not-supported`, `database-no-wal`, `migration-changed`, `migration-unknown`.
 */
export async function openDatabase(url: string, options: OpenOptions = {}): Promise<Database> {
  const { clock = Date.now, busyMs = 5_000, steps = migrationsOf('sqlite') } = options;
  const path = pathOf(url);
  createPrivately(path);
  const sqlite = await openSqlite(path, { busyMs });
  try {
    const migrations = await migrate(sqlite, steps, clock);
    const kysely = new Kysely<Schema>({ dialect: sqlite.dialect });
    const { prepareOne, prepareRun } = sqlite;
    return { kysely, prepareOne, prepareRun, migrations, close: () => closeBoth(kysely, sqlite) };
  } catch (error) {
    await sqlite.close();
    throw error;
  }
}

function pathOf(url: string): string {
  if (/^(postgres(ql)?|mysql|mariadb):/.test(url)) {
    throw codedError(
      'database-not-supported',
      'PostgreSQL and MySQL are not supported yet; use sqlite:data/latchkey.db.',
    );
  }
  const path = /^sqlite:(?!\/\/)([^?#\0]+)$/.exec(url)?.[1];
  if (path === undefined || path === ':memory:' || path.endsWith('/')) {
    throw codedError(
      'database-url-invalid',
      'A database URL is sqlite: and the path of a file: sqlite:data/latchkey.db.',
    );
  }
  return resolve(path);
}

/** SQLite gives its log the mode of the file, so that passwords' hashes are nobody else's to read there either. */
function createPrivately(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  closeSync(openSync(path, 'a', 0o600));
}

async function closeBoth(kysely: Kysely<Schema>, sqlite: Sqlite): Promise<void> {
  await kysely.destroy();
  await sqlite.close();
}
