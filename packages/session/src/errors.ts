/** What only a programmer can cause, or a system that failed: an `Error` with a stable `code` that `docs/errors.md` lists. */
export type CodedError = Error & { readonly code: string };

export function codedError(code: string, message: string, cause?: unknown): CodedError {
  return Object.assign(new Error(message, cause === undefined ? {} : { cause }), { code });
}

export function rememberWithoutStore(): Error {
  return codedError('remember-without-store', 'Remember tokens need a store.');
}

/** For a function of the settings that gave something of another type. @param answer may be a promise, whose failure nobody awaits */
export function wrongAnswer(code: string, message: string, answer: unknown): CodedError {
  Promise.resolve(answer).catch(() => undefined);
  return codedError(code, message);
}

/** Somebody we had to ask did not answer. Every framework makes a 503 of it: by `status`, `statusCode` or `getResponse`. */
export interface UnavailableError extends CodedError {
  readonly status: 503;
  readonly statusCode: 503;
  readonly headers: Readonly<Record<string, string>>;
  getResponse(): Response;
}

const retryAfter = { 'Retry-After': '5' };

const codes: readonly unknown[] = ['store-unavailable', 'loader-failed'];

export function unavailable(
  code: 'store-unavailable' | 'loader-failed',
  message: string,
  cause: unknown,
): UnavailableError {
  return Object.assign(codedError(code, message, cause), {
    status: 503,
    statusCode: 503,
    headers: retryAfter,
    getResponse: () =>
      new Response('Service Unavailable\n', {
        status: 503,
        headers: { ...retryAfter, 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' },
      }),
  } as const);
}

/** Whether this is an error that a framework answers with 503. */
export function isUnavailable(error: unknown): error is UnavailableError {
  return error instanceof Error && 'code' in error && codes.includes(error.code);
}
