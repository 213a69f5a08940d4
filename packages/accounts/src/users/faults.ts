import type { PasswordFaultReason } from '../passwords/policy.ts';

export type FaultField =
  | 'username'
  | 'email'
  /** Either of the two, where one field takes both. */
  | 'identifier'
  | 'password'
  | 'confirmPassword'
  | 'currentPassword'
  /** One's own user name or mail address, typed before the account is deleted. */
  | 'confirmation';

/** One thing that is wrong with one field of a form. */
export interface Fault {
  readonly field: FaultField;
  readonly reason: FaultReason;
  /** Numbers and names for the sentence: `{ minimum: 8 }`. */
  readonly values?: Readonly<Record<string, string | number>>;
}

export type FaultReason =
  | PasswordFaultReason
  | 'has-at-sign'
  | 'control-characters'
  | 'taken'
  | 'mismatch'
  | 'wrong'
  | 'same-as-before';
