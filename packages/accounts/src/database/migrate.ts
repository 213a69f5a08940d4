import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { codedError } from '../errors.ts';
import { inTransaction, type Sqlite } from './sqlite-dialect.ts';

export interface Migration {
  /** File name, `001-accounts.sql`; the names' order is the order of running. */
  readonly name: string;
  readonly sql: string;
}

/** The steps that come with this version: beside this file in `src`, and, copied by the build, in `dist`. */
export function migrationsOf(dialect: 'sqlite'): Migration[] {
  const folder = new URL(`./migrations/${dialect}/`, import.meta.url);
  return readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .map((name) => ({ name, sql: readFileSync(new URL(name, folder), 'utf8') }));
}

/**
 * Brings the tables up to date, all steps or none, and says which ran. Processes that start together wait for the
 * first; it alone runs them.
 * @throws `migration-changed`, `migration-unknown`
 */
export async function migrate(
  sqlite: Sqlite,
  migrations: Migration[],
  clock: () => number,
): Promise<string[]> {
  return await sqlite.write((database) =>
    // The lock before the look: of two processes that both saw a new file, the second sees the first's work.
    inTransaction(database, () => {
      const pending = pendingOf(migrations, recorded(database));
      for (const migration of pending) run(database, migration, clock());
      return pending.map(({ name }) => name);
    }),
  );
}

interface Recorded {
  readonly name: unknown;
  readonly sha256: unknown;
}

function recorded(database: DatabaseSync): Recorded[] {
  database.exec(
    'CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY, sha256 TEXT NOT NULL, ran_at INTEGER NOT NULL) STRICT',
  );
  const rows = database.prepare('SELECT name, sha256 FROM migrations ORDER BY name').all();
  return rows.map(({ name, sha256 }) => ({ name, sha256 }));
}

function pendingOf(migrations: Migration[], landed: Recorded[]): Migration[] {
  landed.forEach(({ name, sha256 }, index) => {
    const migration = migrations[index];
    if (migration === undefined || migration.name !== name) {
      throw codedError('migration-unknown', `The database has a step this version does not know: ${name}.`);
    }
    if (hashOf(migration) !== sha256) {
      throw codedError(
        'migration-changed',
        `The step ${name} was changed after it had run on this database.`,
      );
    }
  });
  return migrations.slice(landed.length);
}

function run(database: DatabaseSync, migration: Migration, now: number): void {
  database.exec(migration.sql);
  database
    .prepare('INSERT INTO migrations (name, sha256, ran_at) VALUES (?, ?, ?)')
    .run(migration.name, hashOf(migration), now);
}

/** The same for both line endings: a checkout on Windows has others. */
function hashOf({ sql }: Migration): string {
  return createHash('sha256').update(sql.replaceAll('\r\n', '\n')).digest('hex');
}
