/** The pages under `/account/security`: how one logs in, and what protects it. */
export const security = {
  'account-nav.security': 'Security',
  'profile.security-link': 'Security',
  'profile.security-text': 'Password, passkeys, two-step log-in and recovery codes.',

  'security.title': 'Security',
  'security.text': 'What you log in with, and what keeps others from it.',
  'security.on': 'Two-step log-in is on',
  'security.on-since': 'On since',
  'security.off': 'Two-step log-in is off.',
  'security.off-text':
    'Turn it on by adding a passkey or an authenticator app. Then nobody can log in who has only found out your password, or reads your mail.',
  'security.required': 'This site asks everybody for it.',
  'security.added': 'Added',
  'security.last-used': 'Last used',
  'security.never-used': 'never',
  'security.back': 'Back to security',
  'security.unproven':
    'First confirm your email address by the link that we have mailed to you. Otherwise somebody could sign up with an address that is not theirs, and lock its owner out.',

  'security.password': 'Password',
  'security.password-there': 'Your account has a password.',
  'security.password-none': 'Your account has no password.',
  'security.password-change': 'Change your password',
  'security.password-set': 'Choose a password',
  'security.password-remove': 'Remove your password',

  'security.passkeys': 'Passkeys',
  'security.passkeys-text':
    'A passkey is on your phone, your computer or a security key. It logs you in by your fingerprint, your face or a PIN, and no false site can steal it.',
  'security.passkeys-none': 'You have no passkey yet.',
  'security.passkey-kind': 'Kind',
  'security.passkey-synced': 'On all your devices, kept by your password manager',
  'security.passkey-bound': 'On one device or key only',
  'security.passkey-second': 'Security key for the second step: it does not log you in by itself',
  'security.passkey-add': 'Add a Passkey',
  'security.passkey-rename': 'Rename',
  'security.passkey-rename-label': ({ name }: { name: string }) => `Rename: ${name}`,
  'security.passkey-remove': 'Remove',
  'security.passkey-remove-label': ({ name }: { name: string }) => `Remove: ${name}`,

  'security.totp': 'Authenticator App',
  'security.totp-text':
    'An app on your phone shows a code of six digits, another one every 30 seconds. Log-in asks for it after your password.',
  'security.totp-none': 'You have not set up an app yet.',
  'security.totp-add': 'Set Up an App',
  'security.totp-replace': 'Move to another phone or app',
  'security.totp-remove': 'Remove the app',
  'security.totp-disabled':
    'Its codes are not accepted any more: there were too many wrong ones. Set it up again.',

  'security.codes': 'Recovery Codes',
  'security.codes-text':
    'Each of them works once in place of the second step, for the day when your phone or your key is lost. Whoever has lost the codes as well must ask whoever runs this site.',
  'security.codes-left': 'Left',
  'security.codes-left-of': ({ left, of }: { left: number; of: number }) => `${left} of ${of}`,
  'security.codes-made': 'Made',
  'security.codes-none': 'You have no recovery codes. Without them, a lost phone or key locks you out.',
  'security.codes-few': 'Few are left. Make new ones before they run out.',
  'security.codes-make': 'Make Recovery Codes',
  'security.codes-renew': 'Make New Codes',

  'security.browsers': 'Trusted Browsers',
  'security.browsers-text':
    'In a browser that you trust, log-in asks for no second step for 30 days. Whenever you change how you log in, none is trusted any more.',
  'security.browsers-none': 'No browser is trusted: log-in asks for the second step everywhere.',
  'security.browser-since': 'Trusted since',
  'security.browser-until': 'Trusted until',
  'security.browser-end': 'Do Not Trust It Any More',
  'security.browser-end-label': ({ device }: { device: string }) => `Do Not Trust It Any More: ${device}`,
  'security.sessions': 'Where you are logged in',

  'totp.title': 'Set Up an Authenticator App',
  'totp.replace-title': 'Move to Another Authenticator App',
  'totp.replace-text': 'The codes of your present app count until the new one has shown a right one.',
  'totp.text':
    'Any app for codes that change with time will do, such as the one in your password manager. Scan this picture with it:',
  'totp.qr': 'QR code for your authenticator app',
  'totp.key': 'Or type this key into it',
  'totp.open': 'Or, where the app is on this very device: open it',
  'totp.code': 'Code that the app shows',
  'totp.code-hint': 'Six digits. Only with a right one the app counts.',
  'totp.button': 'Turn It On',
  'totp.remove-title': 'Remove the Authenticator App',
  'totp.remove-text':
    'Its codes are worth nothing from then on, and every other browser that is logged in to your account is logged out.',
  'totp.remove-button': 'Remove the App',

  'passkey-add.title': 'Add a Passkey',
  'passkey-add.text':
    'Your browser asks where to keep it: in this device, in your phone, in your password manager, or in a security key.',
  'passkey-add.name': 'Name (optional)',
  'passkey-add.name-hint': 'To tell it apart, such as “my phone”; at most 64 characters',
  'passkey-add.button': 'Go On',
  'passkey-rename.title': 'Rename a Passkey',
  'passkey-rename.name': 'Name',
  'passkey-rename.button': 'Save the Name',
  'passkey-remove.title': 'Remove a Passkey',
  'passkey-remove.text': ({ name }: { name: string }) => `You are about to remove “${name}”.`,
  'passkey-remove.then':
    'It opens nothing from then on, and every other browser that is logged in to your account is logged out. Delete it in your device or password manager too, which would go on offering it.',
  'passkey-remove.button': 'Remove the Passkey',
  'passkey-remove.action': ({ name }: { name: string }) => `Remove the passkey “${name}” from your account`,

  'remove.last-second':
    'It is your last second step: two-step log-in is off afterwards, and your recovery codes are worth nothing.',

  'password-remove.title': 'Remove Your Password',
  'password-remove.text':
    'From then on you log in without a password, and every other browser that is logged in to your account is logged out. You can choose a new password at any time.',
  'password-remove.button': 'Remove My Password',

  'password.first-title': 'Choose a Password',
  'password.first-text':
    'Your account has no password yet. Every other browser that is logged in to it has to log in again afterwards.',
  'password.first-button': 'Save the Password',

  'codes.title': 'Recovery Codes',
  'codes.make-text':
    'You get ten codes, which are shown once. Keep them where you find them without your phone.',
  'codes.renew-text': 'Your present codes work until you have confirmed the new ones.',
  'codes.make-button': 'Show My Codes',
  'codes.later': 'Not now',
  'codes.new-title': 'Your New Recovery Codes',
  'codes.new-text':
    'Write them down, print them, or put them into your password manager, now: they are never shown again.',
  'codes.list': 'Recovery codes',
  'codes.copy': 'Copy',
  'codes.copied': 'The codes have been copied.',
  'codes.not-copied': 'Your browser did not let them be copied: select them instead.',
  'codes.download': 'Download',
  'codes.file': ({ siteName }: { siteName: string }) =>
    `Recovery codes for ${siteName}. Each of them works once.`,
  'codes.confirm': 'One of the codes',
  'codes.confirm-hint':
    'They count as soon as you have typed any of them here. Small or capital letters, dashes or none: all the same.',
  'codes.confirm-button': 'I Have Kept Them',
  'codes.again': 'Make others instead',

  'flash.totp-added': 'The authenticator app is set up. Log-in asks for its code from now on.',
  'flash.totp-exists': 'An authenticator app has been set up meanwhile. This is how it stands now.',
  'flash.totp-removed': 'The authenticator app is removed.',
  'flash.passkey-added': 'The passkey is added. You can log in with it from now on.',
  'flash.security-key-added': 'The security key is added. Log-in asks for it from now on.',
  'flash.passkey-renamed': 'The passkey has its new name.',
  'flash.passkey-removed': 'The passkey is removed.',
  'flash.passkey-gone': 'That passkey is gone already. This is how it stands now.',
  'flash.recovery-codes-made': 'Your recovery codes count from now on. Those from before are worth nothing.',
  'flash.recovery-codes-need-factor': 'Recovery codes come with two-step log-in. Set it up first.',
  'flash.browser-not-trusted': 'That browser is not trusted any more.',
  'flash.browser-gone': 'That browser was not trusted any more. This is how it stands now.',
  'flash.password-removed': 'Your password is removed. From now on you log in without it.',
  'flash.password-set': 'Your password is saved. You can log in with it from now on.',

  'fault.new-totp.empty': 'Enter the code that your app shows.',
  'fault.new-totp.wrong':
    'That code is not right. Wait for the next one; if it is wrong too, look whether the clock of your phone is right.',
  'fault.new-totp.stale':
    'This page was open for too long. Here is a new key: please add it to your app anew.',
  'fault.new-passkey.name': 'The name must have 1 to 64 characters that can be seen.',
  'fault.new-passkey.wrong': 'The passkey could not be added. Please try again.',
  'fault.new-passkey.exists': 'This device or password manager holds a passkey of your account already.',
  'fault.new-passkey.too-many': 'Your account has 20 passkeys, and that is the most. Remove one first.',
  'fault.new-codes.empty': 'Enter one of the codes.',
  'fault.new-codes.wrong': 'That is none of the new codes. Please try again.',
  'fault.remove.last-way-in':
    'This is the last way to log in to your account. Add a passkey or a password first, or confirm your email address.',
  'fault.remove.last-second-factor':
    'This site asks everybody for a second step, and this is your last one. Add another first.',
};
