/** What only a programmer can cause: an `Error` with a stable `code` and a sentence. */
export function codedError(code: string, message: string): Error & { readonly code: string } {
  return Object.assign(new Error(message), { code });
}
