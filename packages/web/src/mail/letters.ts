import type { MailTemplate } from '@latchkey/accounts';
import type { About } from './about.ts';
import {
  factorAdded,
  factorRemoved,
  factorsRemoved,
  passkeyCloned,
  passkeyRenamed,
  recoveryCodesMade,
  recoveryCodeUsed,
  secondFactorFailed,
  totpDisabled,
} from './factor-letters.ts';
import type { LetterPart } from './letter.ts';
import { account, linkUntil, logIn, newPassword, sessions, withoutButton } from './letter-links.ts';

/** What stands in each mail below its greeting. One link has a button, the one that most people need. */
export const letters: Readonly<Record<MailTemplate, (about: About) => readonly LetterPart[]>> = {
  'verify-address': verifyAddress,
  'already-registered': alreadyRegistered,
  'reset-password': resetPassword,
  'magic-link': magicLink,
  'confirm-email': confirmEmail,
  'email-change-asked': emailChangeAsked,
  'password-changed': passwordChanged,
  'email-changed': emailChanged,
  'username-changed': usernameChanged,
  'new-device': newDevice,
  'remember-token-replayed': rememberTokenReplayed,
  'sessions-ended': sessionsEnded,
  'factor-added': factorAdded,
  'factor-removed': factorRemoved,
  'factors-removed': factorsRemoved,
  'passkey-renamed': passkeyRenamed,
  'passkey-cloned': passkeyCloned,
  'recovery-codes-made': recoveryCodesMade,
  'recovery-code-used': recoveryCodeUsed,
  'second-factor-failed': secondFactorFailed,
  'totp-disabled': totpDisabled,
  'deletion-asked': deletionAsked,
  'account-deleted': accountDeleted,
};

// Anybody can cause the first five, at any address. So they never show the name of an account.

function verifyAddress(about: About): LetterPart[] {
  const { text, siteName } = about;
  return [
    text['mail.verify-address.what']({ siteName }),
    { button: text['mail.verify-address.link'], href: about.toWithToken('/verify') },
    text['mail.verify-address.where'],
    linkUntil(about),
    text['mail.verify-address.not-you'],
    about.scene(),
  ];
}

function alreadyRegistered(about: About): LetterPart[] {
  const { text, siteName } = about;
  return [
    text['mail.already-registered.what']({ siteName }),
    logIn(about),
    text['mail.already-registered.forgot'],
    withoutButton(newPassword(about)),
    text['mail.already-registered.not-you'],
    about.scene(),
  ];
}

function resetPassword(about: About): LetterPart[] {
  const { text, siteName } = about;
  return [
    text['mail.reset-password.what']({ siteName }),
    { button: text['mail.new-password'], href: about.toWithToken('/reset') },
    linkUntil(about),
    text['mail.reset-password.not-you'],
    about.scene(),
  ];
}

function magicLink(about: About): LetterPart[] {
  const { text, siteName } = about;
  return [
    text['mail.magic-link.what']({ siteName }),
    { button: text['mail.log-in'], href: about.toWithToken('/login/link/open') },
    text['mail.magic-link.where'],
    linkUntil(about),
    text['mail.magic-link.not-you'],
    about.scene(),
  ];
}

/** To the new address. */
function confirmEmail(about: About): LetterPart[] {
  const { text, siteName } = about;
  return [
    text['mail.confirm-email.what']({ siteName }),
    { button: text['mail.confirm-email.link'], href: about.toWithToken('/email/confirm') },
    text['mail.confirm-email.where'],
    linkUntil(about),
    text['mail.confirm-email.not-you'],
    about.scene(),
  ];
}

/** To the old address, which can stop it. */
function emailChangeAsked(about: About): LetterPart[] {
  const { text, siteName } = about;
  return [
    text['mail.email-change-asked.what']({ siteName }),
    about.sceneOfAccount(),
    text['mail.email-change-asked.not-you'],
    { button: text['mail.email-change-asked.link'], href: about.toWithToken('/email/cancel') },
    linkUntil(about),
    text['mail.email-change-asked.then'],
    withoutButton(newPassword(about)),
  ];
}

function passwordChanged(about: About): LetterPart[] {
  const { text, siteName } = about;
  return [
    text['mail.password-changed.what']({ siteName }),
    about.sceneOfAccount(),
    text['mail.password-changed.not-you'],
    newPassword(about),
  ];
}

/** To the old address, by which nothing can be asked for any more. */
function emailChanged(about: About): LetterPart[] {
  const { text, siteName } = about;
  return [
    text['mail.email-changed.what']({ siteName }),
    about.sceneOfAccount(),
    text['mail.email-changed.not-you']({ siteName }),
    logIn(about),
  ];
}

function usernameChanged(about: About): LetterPart[] {
  const { text, siteName } = about;
  return [
    text['mail.username-changed.what']({ siteName }),
    about.sceneOfAccount(),
    text['mail.username-changed.not-you'],
    account(about),
    text['mail.username-changed.forgot'],
    withoutButton(newPassword(about)),
  ];
}

function newDevice(about: About): LetterPart[] {
  const { text, siteName } = about;
  return [
    text['mail.new-device.what']({ siteName }),
    about.sceneOfAccount(),
    text['mail.new-device.not-you'],
    newPassword(about),
    text['mail.look-at-sessions'],
    withoutButton(sessions(about)),
  ];
}

function rememberTokenReplayed(about: About): LetterPart[] {
  const { text, siteName } = about;
  return [
    text['mail.remember-token-replayed.what']({ siteName }),
    about.sceneOfAccount(),
    text['mail.look-at-sessions'],
    sessions(about),
    text['mail.remember-token-replayed.not-you'],
    withoutButton(newPassword(about)),
  ];
}

function sessionsEnded(about: About): LetterPart[] {
  const { text, siteName } = about;
  return [
    text['mail.sessions-ended.what']({ siteName }),
    about.sceneOfAccount(),
    text['mail.sessions-ended.not-you'],
    newPassword(about),
    text['mail.look-at-sessions'],
    withoutButton(sessions(about)),
  ];
}

function deletionAsked(about: About): LetterPart[] {
  const { text, siteName } = about;
  return [
    text['mail.deletion-asked.what']({ siteName, until: about.until() }),
    about.sceneOfAccount(),
    text['mail.deletion-asked.keep'],
    logIn(about),
    text['mail.deletion-asked.not-you'],
    withoutButton(newPassword(about)),
  ];
}

function accountDeleted(about: About): LetterPart[] {
  const { text, siteName } = about;
  return [
    text['mail.account-deleted.what']({ siteName }),
    about.sceneOfAccount(),
    text['mail.account-deleted.not-you']({ siteName }),
  ];
}
