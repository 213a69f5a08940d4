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
    `The password of your account at ${siteName} was changed. Whoever was logged in elsewhere has been logged out.`,
  'mail.password-changed.not-you':
    'If it was not you, somebody knows your password or reads your mail. Choose a new password now:',

  'mail.email-changed.subject': ({ siteName }: OfSite) => `Your address at ${siteName} was changed`,
  'mail.email-changed.what': ({ siteName }: OfSite) =>
    `The email address of your account at ${siteName} was changed. From now on mails go to the new address; this is the last one to this address.`,
  'mail.email-changed.not-you': ({ siteName }: OfSite) =>
    `If it was not you, somebody else can use your account. If you cannot log in any more, write to whoever runs ${siteName}. If you can, log in with your username, change your password, and set your address back:`,

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
    `If you did not want that, write to whoever runs ${siteName}.`,
};
