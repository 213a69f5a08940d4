/** What a one-time token is good for, and for nothing else. */
export type TokenPurpose =
  | 'reset-password'
  | 'verify-email'
  | 'change-email'
  | 'cancel-email-change'
  | 'magic-link';
