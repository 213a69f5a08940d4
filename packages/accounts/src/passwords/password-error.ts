/** What a programmer can do wrong with passwords; `docs/passwords.md` lists them. Never what a visitor can. */
export type PasswordErrorCode =
  | 'hashing-too-weak'
  | 'hashing-too-costly'
  | 'at-once-invalid'
  | 'queue-invalid'
  | 'minimum-length-invalid'
  | 'password-not-storable';

/** A programmer's mistake. Its message never holds a password. */
export type PasswordError = Error & { readonly code: PasswordErrorCode };

export function passwordError(code: PasswordErrorCode, message: string): PasswordError {
  return Object.assign(new Error(message), { code });
}
