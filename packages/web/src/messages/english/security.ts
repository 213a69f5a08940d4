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
    'Turn it on by adding a passkey or an authenticator app. Then nobody gets in with your password or your mail alone.',
  'security.required': 'This site asks everybody for it.',
  'security.added': 'Added',
  'security.last-used': 'Last used',
  'security.never-used': 'never',
  'security.back': 'Back to security',
  'security.unproven':
    'First confirm your email address by the link that we have mailed to you. Otherwise somebody could sign up with your address, and lock you out.',

  'security.password': 'Password',
  'security.password-there': 'Your account has a password.',
  'security.password-none': 'Your account has no password.',
  'security.password-change': 'Change your password',
  'security.password-set': 'Choose a password',
  'security.password-remove': 'Remove your password',

  'security.passkeys': 'Passkeys',
  'security.passkeys-text':
    'A passkey is on your phone, your computer or a security key. It logs you in by your fingerprint, your face or a PIN, and no fake site can steal it.',
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
  'security.totp-disabled': 'Its codes are not accepted any more: too many were wrong. Set it up again.',

  'security.codes': 'Recovery Codes',
  'security.codes-text':
    'Each of them works once in place of the second step, for the day when you lose your phone or your key. If you lose the codes too, ask the people who run this site.',
  'security.codes-left': 'Left',
  'security.codes-left-of': ({ left, of }: { left: number; of: number }) => `${left} of ${of}`,
  'security.codes-made': 'Made',
  'security.codes-none': 'You have no recovery codes. Without them, a lost phone or key locks you out.',
  'security.codes-few': 'Few are left. Make new ones before they run out.',
  'security.codes-make': 'Make Recovery Codes',
  'security.codes-renew': 'Make New Codes',

  'security.browsers': 'Trusted Browsers',
  'security.browsers-text':
    'In a browser that you trust, you need no second step for 30 days. When you change how you log in, no browser is trusted any more.',
  'security.browsers-none': 'No browser is trusted: you need the second step everywhere.',
  'security.browser-since': 'Trusted since',
  'security.browser-until': 'Trusted until',
  'security.browser-end': 'Stop Trusting It',
  'security.browser-end-label': ({ device }: { device: string }) => `Stop Trusting It: ${device}`,
  'security.sessions': 'Where you are logged in',

  'totp.title': 'Set Up an Authenticator App',
  'totp.replace-title': 'Move to Another Authenticator App',
  'totp.replace-text': 'Your present app works until you have entered a code from the new one.',
  'totp.text': 'You can use any authenticator app, or your password manager. Scan this picture with it:',
  'totp.qr': 'QR code for your authenticator app',
  'totp.key': 'Or type this key into it',
  'totp.open': 'Or, if the app is on this device, open it',
  'totp.code': 'Code that the app shows',
  'totp.code-hint': 'Six digits. The app is set up once you have entered a right code.',
  'totp.button': 'Turn It On',
  'totp.remove-title': 'Remove the Authenticator App',
  'totp.remove-text': 'Then its codes do not work any more, and you are logged out of every other browser.',
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
    'Then it does not work any more, and you are logged out of every other browser. Delete it in your device or password manager too: it would still be offered there.',
  'passkey-remove.button': 'Remove the Passkey',
  'passkey-remove.action': ({ name }: { name: string }) => `Remove the passkey “${name}” from your account`,

  'remove.last-second':
    'It is your last second step: two-step log-in is off afterwards, and your recovery codes do not work any more.',

  'password-remove.title': 'Remove Your Password',
  'password-remove.text':
    'From then on you log in without a password, and you are logged out of every other browser. You can choose a new password at any time.',
  'password-remove.button': 'Remove My Password',

  'password.first-title': 'Choose a Password',
  'password.first-text':
    'Your account has no password yet. Afterwards you have to log in again in every other browser.',
  'password.first-button': 'Save the Password',

  'codes.title': 'Recovery Codes',
  'codes.make-text':
    'You get ten codes. You see them only once. Keep them where you can find them without your phone.',
  'codes.renew-text': 'Your present codes work until you have confirmed the new ones.',
  'codes.make-button': 'Show My Codes',
  'codes.later': 'Not now',
  'codes.new-title': 'Your New Recovery Codes',
  'codes.new-text':
    'Write them down, print them, or put them into your password manager, now: they are never shown again.',
  'codes.list': 'Recovery codes',
  'codes.copy': 'Copy',
  'codes.copied': 'The codes have been copied.',
  'codes.not-copied': 'Your browser did not copy them: select them yourself.',
  'codes.download': 'Download',
  'codes.file': ({ siteName }: { siteName: string }) =>
    `Recovery codes for ${siteName}. Each of them works once.`,
  'codes.confirm': 'One of the codes',
  'codes.confirm-hint':
    'They work as soon as you have typed any of them here. Capital letters and dashes do not matter.',
  'codes.confirm-button': 'I Have Kept Them',
  'codes.waiting':
    'These codes still wait to be confirmed, and are not shown again. If you did not keep them, make others.',
  'codes.again': 'Make others instead',

  'flash.totp-added': 'The authenticator app is set up. Log-in asks for its code from now on.',
  'flash.totp-exists': 'An authenticator app has been set up meanwhile. This is how it stands now.',
  'flash.totp-removed': 'The authenticator app is removed.',
  'flash.passkey-added': 'The passkey is added. You can log in with it from now on.',
  'flash.security-key-added': 'The security key is added. Log-in asks for it from now on.',
  'flash.passkey-renamed': 'The passkey has its new name.',
  'flash.passkey-removed': 'The passkey is removed.',
  'flash.passkey-gone': 'That passkey is gone already. This is how it stands now.',
  'flash.recovery-codes-first': 'Your recovery codes work from now on.',
  'flash.recovery-codes-made':
    'Your new recovery codes work from now on. Those from before do not work any more.',
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
  'fault.new-passkey.exists': 'This device or password manager already has a passkey for your account.',
  'fault.new-passkey.too-many': 'Your account has 20 passkeys, and that is the most. Remove one first.',
  'fault.new-codes.empty': 'Enter one of the codes.',
  'fault.new-codes.wrong': 'That is none of the new codes. Please try again.',
  'fault.remove.last-way-in':
    'This is the last way to log in to your account. Add a passkey or a password first, or confirm your email address.',
  'fault.remove.last-second-factor':
    'This site asks everybody for a second step, and this is your last one. Add another first.',
};
