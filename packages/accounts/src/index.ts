export {
  type Accounts,
  type AccountsSettings,
  type Callbacks,
  type Client,
  createAccounts,
  type Keyring,
} from './accounts.ts';
export type { AuditEntry, AuditEvent } from './audit/events.ts';
export { type RecordOptions, recordAudit, settleAudit } from './audit/record.ts';
export type { Migration } from './database/migrate.ts';
export { type Database, type OpenOptions, openDatabase } from './database/open.ts';
export type { Schema } from './database/schema.ts';
export { type CodedError, hasCode } from './errors.ts';
export type { LimitSettings } from './limits/settings.ts';
export { unlockUser } from './limits/unlock.ts';
export type { SessionPassword, SessionPasswordOutcome } from './log-in/check-session-password.ts';
export { type CompletedLogIn, completeLogIn, type LogInCompletion } from './log-in/complete-log-in.ts';
export { type ConfirmOutcome, confirmPassword } from './log-in/confirm-password.ts';
export { browserAfterLogIn, isKnownBrowserCookie } from './log-in/known-browser.ts';
export {
  type LogInForm,
  type LogInOutcome,
  type LogInWaiting,
  logInWithPassword,
} from './log-in/log-in-with-password.ts';
export type { Proof } from './log-in/proof.ts';
export type { Verification } from './passwords/hashing.ts';
export type { PasswordError, PasswordErrorCode } from './passwords/password-error.ts';
export { createPasswords, type Passwords, type Turn } from './passwords/passwords.ts';
export type { AboutAccount, PasswordFault, PasswordFaultReason } from './passwords/policy.ts';
export type { PasswordSettings } from './passwords/settings.ts';
export type { StartSession, StoredSeries, StoredSession } from './sessions/session.ts';
export { type AccountsSessionStore, sessionStore } from './sessions/store.ts';
export { type SweepOptions, sweep } from './sessions/sweep.ts';
export {
  issueToken,
  type NewToken,
  type PresentedToken,
  spendToken,
  type TokenOptions,
} from './tokens/one-time-token.ts';
export type { TokenPurpose } from './tokens/purpose.ts';
export { Secret } from './tokens/secret.ts';
export { type ChangePasswordOutcome, changePassword, type PasswordChange } from './users/change-password.ts';
export { deleteUser, disableUser, enableUser, endSessions } from './users/change-user.ts';
export {
  type ClearOptions,
  type ClearReason,
  type Credential,
  clearCredentials,
  whatDies,
} from './users/clear-credentials.ts';
export type { Fault, FaultField, FaultReason } from './users/faults.ts';
export { findUser, listUsers } from './users/find.ts';
export type { Names } from './users/insert-user.ts';
export {
  type AddUserOutcome,
  addUser,
  type NewUser,
  type SignUpForm,
  type SignUpOutcome,
  signUp,
} from './users/sign-up.ts';
export type { User } from './users/user.ts';
