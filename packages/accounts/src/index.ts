export {
  type Accounts,
  type AccountsSettings,
  type Callbacks,
  type Client,
  createAccounts,
  type Keyring,
  type MailSettings,
} from './accounts.ts';
export type { AuditEntry, AuditEvent } from './audit/events.ts';
export { type HistoryEntry, type HistoryOptions, type HistoryPage, listHistory } from './audit/history.ts';
export { type RecordOptions, recordAudit, settleAudit } from './audit/record.ts';
export type { Migration } from './database/migrate.ts';
export { type Database, type OpenOptions, openDatabase } from './database/open.ts';
export type { Schema } from './database/schema.ts';
export {
  type AskedDeletion,
  type AskForDeletionOutcome,
  askForDeletion,
} from './deletion/ask-for-deletion.ts';
export {
  type DeleteDueOptions,
  type DeletedDue,
  deleteDue,
  type FailedDeletion,
} from './deletion/delete-due.ts';
export {
  askForEmailChange,
  type EmailChange,
  type EmailChangeAsked,
} from './email-change/ask-for-email-change.ts';
export {
  type CancelOutcome,
  cancelEmailChange,
  findEmailChangeCancel,
  type WithdrawnChange,
  type WithdrawOutcome,
  withdrawEmailChange,
} from './email-change/cancel-email-change.ts';
export {
  confirmEmailChange,
  type EmailChangeOutcome,
  findEmailChange,
} from './email-change/confirm-email-change.ts';
export { type EmailChangeLink, type PendingEmailChange, pendingEmailChange } from './email-change/pending.ts';
export { type CodedError, hasCode } from './errors.ts';
export { type Enrolling, refusalToAdd } from './factors/enrolling.ts';
export type { FactorAdded } from './factors/factor-added.ts';
export { factorsProven, provesFirst, provesSecond } from './factors/factors-proven.ts';
export { type Factors, listFactors } from './factors/list.ts';
export { type RemovedFactors, removeFactorsOf } from './factors/remove-factors-of.ts';
export {
  type PasswordToRemove,
  type RemovePasswordOutcome,
  removePassword,
} from './factors/remove-password.ts';
export type { FactorSettings } from './factors/settings.ts';
export { mayKeepField } from './kept-requests/field-names.ts';
export { dropKeptRequest, findKeptRequest } from './kept-requests/find-kept-request.ts';
export { type KeepRequestOutcome, keepRequest, type RequestToKeep } from './kept-requests/keep-request.ts';
export type { KeptRequest } from './kept-requests/kept-request.ts';
export type { LimitSettings } from './limits/settings.ts';
export { unlockUser } from './limits/unlock.ts';
export type { FactorAnswer } from './log-in/check-factor.ts';
export type { SessionPassword, SessionPasswordOutcome } from './log-in/check-session-password.ts';
export {
  type CompletedLogIn,
  completeLogIn,
  type FactorMissing,
  type LogInCompletion,
} from './log-in/complete-log-in.ts';
export {
  type ConfirmFactorOutcome,
  confirmFactor,
  type FactorConfirmation,
} from './log-in/confirm-factor.ts';
export { type ConfirmOutcome, confirmPassword } from './log-in/confirm-password.ts';
export { browserAfterLogIn, isKnownBrowserCookie } from './log-in/known-browser.ts';
export {
  type LogInForm,
  type LogInOutcome,
  type LogInWaiting,
  logInWithPassword,
} from './log-in/log-in-with-password.ts';
export {
  cancelPendingLogIn,
  type FoundPending,
  findPendingLogIn,
  type MissingFactor,
  type PendingLogIn,
  pendingForMs,
} from './log-in/pending-log-in.ts';
export type { Proof } from './log-in/proof.ts';
export {
  finishLogIn,
  proveSecondFactor,
  type SecondFactor,
  type SecondFactorOutcome,
} from './log-in/prove-second-factor.ts';
export {
  askForMagicLink,
  type MagicLinkAsked,
  type MagicLinkForm,
  magicLinkForMs,
} from './magic-link/ask-for-magic-link.ts';
export { codeFor } from './magic-link/code.ts';
export {
  findMagicLink,
  type LinkWithCode,
  type LogInWithMagicLinkOutcome,
  logInWithMagicLink,
  type OpenedLink,
} from './magic-link/log-in-with-magic-link.ts';
export type { LinkAskedOutcome } from './mail/ask-for-link.ts';
export { hasDueMail } from './mail/claim.ts';
export {
  type Deliver,
  type DeliverDueOptions,
  type DeliverOptions,
  type DeliveryOutcome,
  deliverDue,
  type OutgoingMail,
} from './mail/deliver.ts';
export {
  type ListedMail,
  type ListMailsOptions,
  listMails,
  type MailList,
  type RetryMailOutcome,
  retryMail,
} from './mail/list.ts';
export type { ComposedMail, ComposeMail, MailData, MailTemplate, NoticeTemplate } from './mail/mail.ts';
export { noteReplay } from './notices/note-replay.ts';
export { type Notice, type NotifyOptions, notify } from './notices/notify.ts';
export { type AddPasskeyOutcome, addPasskey, type PasskeyToAdd } from './passkeys/add-passkey.ts';
export {
  askForNewPasskey,
  askForOwnPasskey,
  askForPasskey,
  type NewPasskeyAsk,
  type OwnPasskeyAsk,
} from './passkeys/ask.ts';
export type { PasskeyAnswer, PasskeyAsk, RelyingParty } from './passkeys/challenge.ts';
export type { PasskeyInfo } from './passkeys/list-passkeys.ts';
export {
  type LogInWithPasskeyOutcome,
  logInWithPasskey,
  type PasskeyLogIn,
} from './passkeys/log-in-with-passkey.ts';
export {
  type PasskeyToRemove,
  type RemovePasskeyOutcome,
  removePasskey,
} from './passkeys/remove-passkey.ts';
export {
  type PasskeyToRename,
  type RenamePasskeyOutcome,
  renamePasskey,
} from './passkeys/rename-passkey.ts';
export type { Verification } from './passwords/hashing.ts';
export type { PasswordError, PasswordErrorCode } from './passwords/password-error.ts';
export { createPasswords, type Passwords, type Turn } from './passwords/passwords.ts';
export type { AboutAccount, PasswordFault, PasswordFaultReason } from './passwords/policy.ts';
export type { PasswordSettings } from './passwords/settings.ts';
export { askForReset, type ForgotForm } from './recovery/ask-for-reset.ts';
export { makeResetLink } from './recovery/make-reset-link.ts';
export {
  findReset,
  type PasswordReset,
  type ResetPasswordOutcome,
  resetPassword,
} from './recovery/reset-password.ts';
export {
  type ConfirmRecoveryCodesOutcome,
  confirmRecoveryCodes,
  type RecoveryCodesToConfirm,
} from './recovery-codes/confirm-recovery-codes.ts';
export {
  type NewRecoveryCodesOutcome,
  newRecoveryCodes,
  type RecoveryCodesAsked,
} from './recovery-codes/new-recovery-codes.ts';
export type { RecoveryCodes } from './recovery-codes/recovery-codes-of.ts';
export {
  type EndOthersOutcome,
  type EndSessionOutcome,
  endOtherSessions,
  endSessionOf,
  type OthersToEnd,
  type SessionToEnd,
} from './sessions/end.ts';
export { type ListOptions, listSessions, type SessionInfo } from './sessions/list.ts';
export type { StartSession, StoredSeries, StoredSession } from './sessions/session.ts';
export type { Standing } from './sessions/session-stands.ts';
export { type AccountsSessionStore, sessionStore } from './sessions/store.ts';
export { type SweepOptions, sweep } from './sweep.ts';
export {
  type FoundToken,
  findToken,
  issueToken,
  type NewToken,
  type PresentedToken,
  spendToken,
  type TokenOptions,
} from './tokens/one-time-token.ts';
export type { OwnerProof, OwnerRefusal } from './tokens/prove-owner.ts';
export type { TokenPurpose } from './tokens/purpose.ts';
export { Secret } from './tokens/secret.ts';
export { isTokenShape } from './tokens/token-text.ts';
export { type AddTotpOutcome, addTotp, type TotpToAdd } from './totp/add-totp.ts';
export { type NewTotp, newTotp, openTotp } from './totp/new-totp.ts';
export { type RemoveTotpOutcome, removeTotp, type TotpToRemove } from './totp/remove-totp.ts';
export type { TotpInfo } from './totp/totp-of.ts';
export { isTrustedBrowserCookie } from './trusted-browsers/cookie.ts';
export {
  type EndTrustedBrowserOutcome,
  endTrustedBrowser,
  type TrustToEnd,
} from './trusted-browsers/end.ts';
export type { TrustedBrowserInfo } from './trusted-browsers/list.ts';
export { trustedForMs, trustsBrowser } from './trusted-browsers/trust.ts';
export { changeLanguage, type LanguageChange } from './users/change-language.ts';
export { type ChangePasswordOutcome, changePassword, type PasswordChange } from './users/change-password.ts';
export { deleteUser, disableUser, enableUser, endSessions } from './users/change-user.ts';
export {
  type ChangeUsernameOutcome,
  changeUsername,
  type UsernameChange,
} from './users/change-username.ts';
export {
  type ClearOptions,
  type ClearReason,
  type Credential,
  clearCredentials,
  whatDies,
} from './users/clear-credentials.ts';
export { type ExportedData, exportData } from './users/export-data.ts';
export type { ExportedFactors } from './users/export-factors.ts';
export type { Fault, FaultField, FaultReason } from './users/faults.ts';
export { findUser, listUsers } from './users/find.ts';
export { hasPassword } from './users/has-password.ts';
export type { Names } from './users/insert-user.ts';
export {
  type AddUserOutcome,
  addUser,
  type NewUser,
  type SignUpForm,
  type SignUpOutcome,
  type SignUpRefusal,
  signUp,
} from './users/sign-up.ts';
export type { User } from './users/user.ts';
export {
  type AskToSignUpOutcome,
  askToSignUp,
  type SignUpClient,
} from './verification/ask-to-sign-up.ts';
export { type AskToVerifyOutcome, askToVerify } from './verification/ask-to-verify.ts';
export {
  type CompleteSignUpOutcome,
  completeSignUp,
  type SignUpCompletion,
} from './verification/complete-sign-up.ts';
export { type FoundSignUp, findSignUp, type OpenedSignUp } from './verification/find-sign-up.ts';
export { type ResendSignUpOutcome, resendSignUp } from './verification/resend-sign-up.ts';
export {
  findVerification,
  type VerifyEmailOutcome,
  verifyEmail,
} from './verification/verify-email.ts';
