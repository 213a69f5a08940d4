/** What only a programmer can cause: an `Error` with a stable `code` that `docs/session.md` lists. */
export type CodedError = Error & { readonly code: string };

export function codedError(code: string, message: string): CodedError {
  return Object.assign(new Error(message), { code });
}
