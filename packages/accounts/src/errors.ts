export interface CodedError<Code extends string = string> extends Error {
  /** Stable, kebab-case; the docs list them all. */
  readonly code: Code;
}

/** What a programmer or an operator caused: thrown, with a stable code and a sentence that repeats no secret. */
export function codedError<const Code extends string>(
  code: Code,
  message: string,
  cause?: unknown,
): CodedError<Code> {
  return Object.assign(new Error(message, cause === undefined ? undefined : { cause }), { code });
}

/** Whether `error` carries this `code`. */
export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
