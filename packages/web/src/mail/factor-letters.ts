import type { About } from './about.ts';
import type { LetterPart } from './letter.ts';
import { newPassword, security, withoutButton } from './letter-links.ts';

// A new password comes first wherever it may have been somebody else: it logs him out, which nothing else does for an owner
// who is not logged in. It takes no factor away, so a factor that he added may keep her out until the operator removes it.

const added = {
  totp: 'mail.factor-added.totp',
  passkey: 'mail.factor-added.passkey',
  'security-key': 'mail.factor-added.security-key',
  password: 'mail.factor-added.password',
} as const;

export function factorAdded(about: About): LetterPart[] {
  const { text, siteName } = about;
  return [
    text[added[about.factor()]]({ siteName }),
    about.sceneOfAccount(),
    text['mail.factor.not-you'],
    newPassword(about),
    text['mail.factor.then'],
    withoutButton(security(about)),
    text['mail.factor.locked-out']({ siteName }),
  ];
}

const removed = {
  totp: 'mail.factor-removed.totp',
  passkey: 'mail.factor-removed.passkey',
  'security-key': 'mail.factor-removed.security-key',
  password: 'mail.factor-removed.password',
} as const;

export function factorRemoved(about: About): LetterPart[] {
  const { text, siteName } = about;
  return [
    text[removed[about.factor()]]({ siteName }),
    about.sceneOfAccount(),
    text['mail.factor.not-you'],
    newPassword(about),
    text['mail.factor-removed.then'],
    withoutButton(security(about)),
    text['mail.factor.locked-out']({ siteName }),
  ];
}

/** By the operator. */
export function factorsRemoved(about: About): LetterPart[] {
  const { text, siteName } = about;
  return [
    text['mail.factors-removed.what']({ siteName }),
    about.sceneOfAccount(),
    text['mail.factors-removed.then'],
    security(about),
    text['mail.factors-removed.no-password'],
    withoutButton(newPassword(about)),
    text['mail.factors-removed.not-you']({ siteName }),
  ];
}

/** Without its name, which somebody typed. */
export function passkeyRenamed(about: About): LetterPart[] {
  const { text, siteName } = about;
  return [
    text['mail.passkey-renamed.what']({ siteName }),
    about.sceneOfAccount(),
    text['mail.factor.not-you'],
    newPassword(about),
    text['mail.factor.then'],
    withoutButton(security(about)),
  ];
}

/** Nobody got in by it, but whoever made a copy may try again, and be faster than its owner. */
export function passkeyCloned(about: About): LetterPart[] {
  const { text, siteName } = about;
  return [
    text['mail.passkey-cloned.what']({ siteName }),
    about.sceneOfAccount(),
    text['mail.passkey-cloned.then'],
    security(about),
    text['mail.factor.locked-out']({ siteName }),
  ];
}

export function recoveryCodesMade(about: About): LetterPart[] {
  const { text, siteName } = about;
  return [
    text['mail.recovery-codes-made.what']({ siteName }),
    about.sceneOfAccount(),
    text['mail.factor.not-you'],
    newPassword(about),
    text['mail.recovery-codes-made.then'],
    withoutButton(security(about)),
    text['mail.factor.locked-out']({ siteName }),
  ];
}

export function recoveryCodeUsed(about: About): LetterPart[] {
  const { text, siteName } = about;
  return [
    text['mail.recovery-code-used.what']({ siteName }),
    about.sceneOfAccount(),
    text['mail.recovery-code-used.left']({ count: about.codesLeft() }),
    security(about),
    text['mail.recovery-code-used.not-you'],
    withoutButton(newPassword(about)),
    text['mail.factor.locked-out']({ siteName }),
  ];
}

/** Whoever it was has a first factor, so the owner must know, although nobody got in. */
export function secondFactorFailed(about: About): LetterPart[] {
  const { text, siteName } = about;
  return [
    text['mail.second-factor-failed.what']({ siteName }),
    about.sceneOfAccount(),
    text['mail.factor.tried'],
    newPassword(about),
    text['mail.second-factor-failed.lost'],
  ];
}

export function totpDisabled(about: About): LetterPart[] {
  const { text, siteName } = about;
  return [
    text['mail.totp-disabled.what']({ siteName }),
    about.sceneOfAccount(),
    text['mail.factor.tried'],
    newPassword(about),
    text['mail.totp-disabled.then'],
    withoutButton(security(about)),
    text['mail.totp-disabled.neither']({ siteName }),
  ];
}
