/**
 * `users.email_canonical` when `error` says that a value is there already, else `undefined`.
 * Of several columns SQLite names the first that it tried.
 */
export function uniqueViolationOf(error: unknown): string | undefined {
  const number = sqliteNumber(error);
  if (number !== SQLITE_CONSTRAINT_UNIQUE && number !== SQLITE_CONSTRAINT_PRIMARYKEY) return undefined;
  return error instanceof Error ? /failed: (\S+?)(?:,|$)/.exec(error.message)?.[1] : undefined;
}

/** Another connection holds the lock that this statement needs; trying again later may help. */
export function isSqliteBusy(error: unknown): boolean {
  // The low byte is the primary code; BUSY_RECOVERY and its like share it.
  return ((sqliteNumber(error) ?? 0) & 0xff) === SQLITE_BUSY;
}

// https://sqlite.org/rescode.html
const SQLITE_BUSY = 5;
const SQLITE_CONSTRAINT_PRIMARYKEY = 1555;
const SQLITE_CONSTRAINT_UNIQUE = 2067;

function sqliteNumber(error: unknown): number | undefined {
  const known = error instanceof Error && 'errcode' in error ? error.errcode : undefined;
  return typeof known === 'number' ? known : undefined;
}
