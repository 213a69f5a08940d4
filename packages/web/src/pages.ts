import { accountPage } from './account/page.ts';
import { confirmFactorPage } from './confirm/factor-page.ts';
import { confirmPage } from './confirm/page.ts';
import { dashboardPage } from './dashboard/page.ts';
import { dataPage } from './data/page.ts';
import { deletionPage } from './deletion/page.ts';
import { emailCancelPage, emailConfirmPage, emailTakenPage } from './email-change/mailed-page.ts';
import { emailChangePage } from './email-change/page.ts';
import { errorPage } from './error/page.ts';
import { historyPage } from './history/page.ts';
import { homePage } from './home/page.ts';
import { deadLinkPage } from './layout/dead-link.ts';
import { renderLayout } from './layout/layout.ts';
import { logInPage } from './login/page.ts';
import { logOutPage } from './logout/page.ts';
import { magicLinkPage, magicLinkSentPage } from './magic-link/ask-page.ts';
import { magicLinkOpenPage } from './magic-link/open-page.ts';
import { passwordPage } from './password/page.ts';
import { forgotPage, forgotSentPage } from './recovery/forgot-page.ts';
import { resetPage } from './recovery/reset-page.ts';
import { secondFactorPage } from './second-factor/page.ts';
import { setUpPage, setUpTotpPage } from './second-factor/set-up-page.ts';
import { newRecoveryCodesPage, recoveryCodesPage } from './security/codes-page.ts';
import { securityPage } from './security/page.ts';
import { passkeyAddPage } from './security/passkey-add-page.ts';
import { passkeyRenamePage } from './security/passkey-rename-page.ts';
import { removalPage } from './security/removal-page.ts';
import { totpPage } from './security/totp-page.ts';
import { sessionsPage } from './sessions/page.ts';
import { signUpPage } from './signup/page.ts';
import { signUpSentPage } from './signup/sent-page.ts';
import { resumePage } from './step-up/resume-page.ts';
import { usernamePage } from './username/page.ts';
import { verifyPage } from './verification/page.ts';

/**
 * Every page, each one function of plain data: the view that all of them are given, and its own. A host application gives its
 * own in place of any; what a form must send is in `docs/contract.md`.
 */
export const ourPages = {
  /** The whole page around `main`. */
  layout: renderLayout,
  home: homePage,
  signUp: signUpPage,
  signUpSent: signUpSentPage,
  verify: verifyPage,
  logIn: logInPage,
  secondFactor: secondFactorPage,
  setUp: setUpPage,
  setUpTotp: setUpTotpPage,
  logOut: logOutPage,
  dashboard: dashboardPage,
  confirm: confirmPage,
  confirmFactor: confirmFactorPage,
  resume: resumePage,
  password: passwordPage,
  forgot: forgotPage,
  forgotSent: forgotSentPage,
  reset: resetPage,
  magicLink: magicLinkPage,
  magicLinkSent: magicLinkSentPage,
  magicLinkOpen: magicLinkOpenPage,
  account: accountPage,
  username: usernamePage,
  emailChange: emailChangePage,
  emailConfirm: emailConfirmPage,
  emailTaken: emailTakenPage,
  emailCancel: emailCancelPage,
  security: securityPage,
  totp: totpPage,
  passkeyAdd: passkeyAddPage,
  passkeyRename: passkeyRenamePage,
  /** Before an authenticator app, a passkey or the password is removed. */
  removal: removalPage,
  recoveryCodes: recoveryCodesPage,
  newRecoveryCodes: newRecoveryCodesPage,
  sessions: sessionsPage,
  history: historyPage,
  data: dataPage,
  deletion: deletionPage,
  /** A mailed link that is worth nothing (any more). */
  deadLink: deadLinkPage,
  error: errorPage,
};

export type Pages = { readonly [Name in keyof typeof ourPages]: (typeof ourPages)[Name] };
