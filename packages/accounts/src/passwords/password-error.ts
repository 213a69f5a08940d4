import type { CodedError } from '../errors.ts';

/** What a programmer can do wrong with passwords; `docs/passwords.md` lists them. Never what a visitor can. */
export type PasswordErrorCode =
  | 'hashing-too-weak'
  | 'hashing-too-costly'
  | 'at-once-invalid'
  | 'queue-invalid'
  | 'minimum-length-invalid'
  | 'password-not-storable';

/** A programmer's mistake. Its message never holds a password. */
export type PasswordError = CodedError<PasswordErrorCode>;
