export interface CodedError extends Error {
  /** Stable, kebab-case; the docs list them all. */
  readonly code: string;
}

/** What a programmer or an operator caused: thrown, with a stable code and a sentence. */
export function codedError(code: string, message: string, cause?: unknown): CodedError {
  return Object.assign(new Error(message, cause === undefined ? undefined : { cause }), { code });
}

/** Whether `error` carries this `code`. */
export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

/**
 * `users.email_canonical` when `error` says that a value is there already, else `undefined`.
 * Of several columns SQLite names the first that it tried.
 */
export function isUniqueViolation(error: unknown): string | undefined {
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
