export interface OfSite {
  readonly siteName: string;
}

/** Every text of a mail. Subjects name the site, and nothing that a stranger could have chosen. */
export const mails = {
  'mail.greeting': 'Hello,',
  'mail.link-until': ({ until }: { until: string }) => `The link works once, until ${until}.`,
  'mail.link-written-out': 'If the button does not work, open this address:',
  'mail.fact.account': 'Account',
  'mail.fact.new-address': 'New email address',
  'mail.fact.time': 'Time',
  'mail.fact.from': 'IP address',
  'mail.fact.browser': 'Browser',
  'mail.quoted': ({ name }: { name: string }) => `“${name}”`,
  'mail.log-in': 'Log In',
  'mail.new-password': 'Choose a New Password',
  'mail.see-sessions': 'See Where You Are Logged In',
  'mail.see-account': 'Go to Your Account',
  'mail.see-security': 'See How Your Account Is Secured',
  'mail.look-at-sessions': 'Look whether you know every browser that is logged in:',

  'mail.verify-address.subject': ({ siteName }: OfSite) => `Confirm your address at ${siteName}`,
  'mail.verify-address.what': ({ siteName }: OfSite) =>
    `Somebody, probably you, gave this email address at ${siteName}. Please confirm that it is yours:`,
  'mail.verify-address.link': 'Confirm This Address',
  'mail.verify-address.where':
    'Open the link in the browser in which you signed up. In any other you need the password that you chose.',
  'mail.verify-address.not-you': 'If it was not you, ignore this mail: the address stays unconfirmed.',

  'mail.already-registered.subject': ({ siteName }: OfSite) => `You already have an account at ${siteName}`,
  'mail.already-registered.what': ({ siteName }: OfSite) =>
    `Somebody, probably you, wanted to use this email address for a new account at ${siteName}, or for another one. There is an account with it already, so nothing was changed. You can log in:`,
  'mail.already-registered.forgot': 'If you do not know your password any more:',
  'mail.already-registered.not-you':
    'If it was not you, ignore this mail: whoever tried was not told that you have an account.',

  'mail.reset-password.subject': ({ siteName }: OfSite) => `Choose a new password for ${siteName}`,
  'mail.reset-password.what': ({ siteName }: OfSite) =>
    `Somebody, probably you, asked for a new password for your account at ${siteName}. Choose it here:`,
  'mail.reset-password.not-you':
    'If it was not you, ignore this mail: your password stays as it is. Show the link to nobody, whoever has it can take your account.',

  'mail.magic-link.subject': ({ siteName }: OfSite) => `Your link to log in at ${siteName}`,
  'mail.magic-link.what': ({ siteName }: OfSite) =>
    `Somebody, probably you, asked for a link to log in at ${siteName} without a password. Here it is:`,
  'mail.magic-link.where':
    'Open it in the browser in which you asked for it. In any other you also need the code that the first one shows.',
  'mail.magic-link.not-you':
    'If it was not you, ignore this mail: without the link nobody is logged in. Show it to nobody.',

  'mail.confirm-email.subject': ({ siteName }: OfSite) => `Confirm your new address at ${siteName}`,
  'mail.confirm-email.what': ({ siteName }: OfSite) =>
    `Somebody, probably you, wants to use this email address for an account at ${siteName}. The account keeps its old address until you confirm this one.`,
  'mail.confirm-email.link': 'Confirm the New Address',
  'mail.confirm-email.where':
    'Open the link in a browser in which you are logged in. In any other you need the password of the account.',
  'mail.confirm-email.not-you': 'If it was not you, ignore this mail: the account keeps its old address.',

  'mail.email-change-asked.subject': ({ siteName }: OfSite) =>
    `Your address at ${siteName} is about to change`,
  'mail.email-change-asked.what': ({ siteName }: OfSite) =>
    `Somebody, probably you, asked for another email address for your account at ${siteName}. It changes as soon as the new address is confirmed. If it was you, there is nothing to do here.`,
  'mail.email-change-asked.not-you': 'If it was not you, stop the change now:',
  'mail.email-change-asked.link': 'Keep My Address',
  'mail.email-change-asked.then':
    'After that choose a new password, because somebody else is logged in to your account:',

  'mail.password-changed.subject': ({ siteName }: OfSite) => `Your password at ${siteName} was changed`,
  'mail.password-changed.what': ({ siteName }: OfSite) =>
    `The password of your account at ${siteName} was changed. Every other browser has been logged out.`,
  'mail.password-changed.not-you':
    'If it was not you, somebody knows your password or reads your mail. Choose a new password now:',

  'mail.email-changed.subject': ({ siteName }: OfSite) => `Your address at ${siteName} was changed`,
  'mail.email-changed.what': ({ siteName }: OfSite) =>
    `The email address of your account at ${siteName} was changed. From now on mails go to the new address; this is the last one to this address.`,
  'mail.email-changed.not-you': ({ siteName }: OfSite) =>
    `If it was not you, somebody else can use your account. If you cannot log in any more, write to the people who run ${siteName}. If you can, log in with your username, change your password, and set your address back:`,

  'mail.username-changed.subject': ({ siteName }: OfSite) => `Your username at ${siteName} was changed`,
  'mail.username-changed.what': ({ siteName }: OfSite) =>
    `The username of your account at ${siteName} was changed. You log in with the new one, or with your email address.`,
  'mail.username-changed.not-you':
    'If it was not you, somebody else can use your account. Log in with your email address, change your password, and set your username back:',
  'mail.username-changed.forgot': 'If you cannot log in any more, choose a new password:',

  'mail.new-device.subject': ({ siteName }: OfSite) => `A new browser logged in at ${siteName}`,
  'mail.new-device.what': ({ siteName }: OfSite) =>
    `A browser that we do not know yet has logged in to your account at ${siteName}. If it was you, there is nothing to do.`,
  'mail.new-device.not-you':
    'If it was not you, somebody knows your password or reads your mail. Choose a new password now, that logs every browser out:',

  'mail.remember-token-replayed.subject': ({ siteName }: OfSite) =>
    `Somebody may have copied your log-in at ${siteName}`,
  'mail.remember-token-replayed.what': ({ siteName }: OfSite) =>
    `A browser of yours stays logged in at ${siteName} by a cookie. That cookie came back after it had been replaced: somebody may have copied it. Everything that was opened with it has been ended, and you have to log in again.`,
  'mail.remember-token-replayed.not-you':
    'If you do not, choose a new password, that logs every browser out:',

  'mail.sessions-ended.subject': ({ siteName }: OfSite) => `Browsers were logged out at ${siteName}`,
  'mail.sessions-ended.what': ({ siteName }: OfSite) =>
    `Browsers that were logged in to your account at ${siteName} have been logged out. If it was you, there is nothing to do.`,
  'mail.sessions-ended.not-you':
    'If it was not you, somebody else can use your account. Choose a new password now:',

  'mail.factor.not-you':
    'If it was not you, somebody else can use your account. Choose a new password now, that logs every browser out:',
  'mail.factor.then': 'Then log in, and remove everything that you do not know:',
  'mail.factor.locked-out': ({ siteName }: OfSite) =>
    `If you cannot log in any more, write to the people who run ${siteName}.`,
  'mail.factor.tried':
    'If it was not you, somebody knows your password or reads your mail. Choose a new password now:',

  'mail.factor-added.totp-subject': ({ siteName }: OfSite) =>
    `An authenticator app was set up at ${siteName}`,
  'mail.factor-added.passkey-subject': ({ siteName }: OfSite) => `A passkey was added at ${siteName}`,
  'mail.factor-added.security-key-subject': ({ siteName }: OfSite) =>
    `A security key was added at ${siteName}`,
  'mail.factor-added.password-subject': ({ siteName }: OfSite) => `A password was added at ${siteName}`,
  'mail.factor-added.totp': ({ siteName }: OfSite) =>
    `An authenticator app was set up for your account at ${siteName}. You log in with two steps now: the second one asks for a code of this app. If you had another app before, this one has replaced it, and its codes do not work any more.`,
  'mail.factor-added.passkey': ({ siteName }: OfSite) =>
    `A passkey was added to your account at ${siteName}. With it you log in without a password. With a password, you log in with two steps now.`,
  'mail.factor-added.security-key': ({ siteName }: OfSite) =>
    `A security key was added to your account at ${siteName}. You log in with two steps now, and this key works for the second one.`,
  'mail.factor-added.password': ({ siteName }: OfSite) =>
    `Your account at ${siteName} had no password, and now it has one. You can log in with it now.`,

  'mail.factor-removed.totp-subject': ({ siteName }: OfSite) =>
    `Your authenticator app was removed at ${siteName}`,
  'mail.factor-removed.passkey-subject': ({ siteName }: OfSite) => `A passkey was removed at ${siteName}`,
  'mail.factor-removed.security-key-subject': ({ siteName }: OfSite) =>
    `A security key was removed at ${siteName}`,
  'mail.factor-removed.password-subject': ({ siteName }: OfSite) =>
    `Your password was removed at ${siteName}`,
  'mail.factor-removed.totp': ({ siteName }: OfSite) =>
    `The authenticator app was removed from your account at ${siteName}: its codes are not accepted any more. Every other browser has been logged out.`,
  'mail.factor-removed.passkey': ({ siteName }: OfSite) =>
    `A passkey was removed from your account at ${siteName}: it is not accepted any more. Every other browser has been logged out.`,
  'mail.factor-removed.security-key': ({ siteName }: OfSite) =>
    `A security key was removed from your account at ${siteName}: it is not accepted any more. Every other browser has been logged out.`,
  'mail.factor-removed.password': ({ siteName }: OfSite) =>
    `The password of your account at ${siteName} was removed: nobody can log in with it any more. Every other browser has been logged out.`,
  'mail.factor-removed.then':
    'Then log in, remove everything that you do not know, and add again what is missing:',

  'mail.factors-removed.subject': ({ siteName }: OfSite) => `Two-step log-in was turned off at ${siteName}`,
  'mail.factors-removed.what': ({ siteName }: OfSite) =>
    `The people who run ${siteName} have removed every authenticator app, passkey, security key and recovery code from your account. You log in with one step now, and every browser has been logged out.`,
  'mail.factors-removed.then': 'Log in, and set up two-step log-in again:',
  'mail.factors-removed.no-password': 'If you have no password, choose one first:',
  'mail.factors-removed.not-you': ({ siteName }: OfSite) =>
    `If you did not ask for that, write to the people who run ${siteName}.`,

  'mail.passkey-renamed.subject': ({ siteName }: OfSite) => `A passkey got another name at ${siteName}`,
  'mail.passkey-renamed.what': ({ siteName }: OfSite) =>
    `A passkey or security key of your account at ${siteName} got another name. Nothing else has changed. If it was you, there is nothing to do.`,

  'mail.passkey-cloned.subject': ({ siteName }: OfSite) => `A passkey was refused at ${siteName}`,
  'mail.passkey-cloned.what': ({ siteName }: OfSite) =>
    `A passkey or security key of your account at ${siteName} was refused, because its counter went back. There may be a copy of it. Nobody was let in by it. It also happens when you use the same key in two windows at the same moment: then there is nothing to do.`,
  'mail.passkey-cloned.then':
    'If you did not, do not trust this key any more. Log in, add another one, and remove this one:',

  'mail.recovery-codes-made.subject': ({ siteName }: OfSite) => `New recovery codes at ${siteName}`,
  'mail.recovery-codes-made.what': ({ siteName }: OfSite) =>
    `New recovery codes were made for your account at ${siteName}. Each of them works once in place of your second step, and codes that were made before do not work any more.`,
  'mail.recovery-codes-made.then': 'Then log in, and make new recovery codes:',

  'mail.recovery-code-used.subject': ({ siteName }: OfSite) => `A recovery code was used at ${siteName}`,
  'mail.recovery-code-used.what': ({ siteName }: OfSite) =>
    `Somebody, probably you, used a recovery code in place of the second step at ${siteName}. That code does not work any more.`,
  'mail.recovery-code-used.left': ({ count }: { count: number }) => {
    if (count === 0) return 'It was your last one. Make new ones now, before you need one:';
    if (count === 1) return 'Only one is left. Make new ones before you need them:';
    if (count <= 3) return `Only ${count} are left. Make new ones before you need them:`;
    return `You have ${count} left. If you have lost your second step, remove it and add another:`;
  },
  'mail.recovery-code-used.not-you':
    'If it was not you, somebody has your recovery codes, and your password or your mail. Choose a new password now, then make new codes:',

  'mail.second-factor-failed.subject': ({ siteName }: OfSite) =>
    `Somebody failed at your second step at ${siteName}`,
  'mail.second-factor-failed.what': ({ siteName }: OfSite) =>
    `Somebody got through the first step of the log-in to your account at ${siteName}, and failed five times at the second one. Nobody was logged in. If it was you, there is nothing to do.`,
  'mail.second-factor-failed.lost':
    'If it was you, and you have lost your second step: each of your recovery codes works once in place of it.',

  'mail.totp-disabled.subject': ({ siteName }: OfSite) =>
    `Your authenticator app was shut out at ${siteName}`,
  'mail.totp-disabled.what': ({ siteName }: OfSite) =>
    `The codes of your authenticator app are not accepted at ${siteName} any more: 100 wrong ones came in a row, and somebody could be trying them all.`,
  'mail.totp-disabled.then':
    'Then log in with a recovery code or a passkey as the second step, remove the authenticator app and add it again:',
  'mail.totp-disabled.neither': ({ siteName }: OfSite) =>
    `If you have neither, write to the people who run ${siteName}.`,

  'mail.deletion-asked.subject': ({ siteName }: OfSite) => `Your account at ${siteName} will be deleted`,
  'mail.deletion-asked.what': ({ siteName, until }: OfSite & { readonly until: string }) =>
    `Somebody, probably you, asked to delete your account at ${siteName}. It will be deleted on ${until}, with everything in it. If you want that, there is nothing to do.`,
  'mail.deletion-asked.keep': 'If you want to keep your account, log in before then. That is all it takes:',
  'mail.deletion-asked.not-you':
    'If it was not you, somebody else can use your account. Log in to keep it, and choose a new password:',

  'mail.account-deleted.subject': ({ siteName }: OfSite) => `Your account at ${siteName} was deleted`,
  'mail.account-deleted.what': ({ siteName }: OfSite) =>
    `Your account at ${siteName} has been deleted, with everything in it. This is the last mail to this address.`,
  'mail.account-deleted.not-you': ({ siteName }: OfSite) =>
    `If you did not want that, write to the people who run ${siteName}.`,
};
