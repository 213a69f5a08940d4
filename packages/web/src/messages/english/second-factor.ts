import type { Named } from '../values.ts';

/** Whatever asks for a passkey or makes one. */
const passkeys = {
  'passkey.not-used': 'No passkey was used. Try again, or choose another way.',
  'passkey.not-made': 'No passkey was made. Nothing has changed, and you can try again.',
  'passkey.exists': 'This device has a passkey for your account already.',
  'passkey.unnamed': 'Passkeys need a name: open this site as localhost, or by its name.',
  'passkey.unsupported':
    'This browser cannot use passkeys here. You need JavaScript, and a version of the last two years. Allow it, or use another browser.',
  'fault.passkey.empty': 'Your browser sent no passkey. Please try again.',
  'fault.passkey.wrong': 'That passkey was not accepted. Try again, or choose another way.',
};

const logIn = {
  'login.passkey-button': 'Continue with a Passkey',
  'login.go-on': ({ name }: Named) => `Go on logging in as ${name}`,
};

/** The second step of a log-in, and what asks for the same factors later. */
const asking = {
  'second-factor.title': 'Two-Step Log-In',
  'second-factor.text': 'One more step: confirm that it is you. You have ten minutes for it.',
  'second-factor.button': 'Log In',
  'second-factor.code': 'Code from your authenticator app',
  'second-factor.code-hint': 'Six digits, a new code every 30 seconds',
  'second-factor.recovery-code': 'Recovery code',
  'second-factor.recovery-code-hint': 'Six groups of four letters and digits; each code works once',
  'second-factor.passkey-button': 'Use a Passkey',
  'second-factor.trust': 'Trust this browser for 30 days',
  'second-factor.trust-hint':
    'Until then you need no second step here. Do not tick this on a computer that others use.',
  'second-factor.by-totp': 'Use your authenticator app',
  'second-factor.by-passkey': 'Use a passkey',
  'second-factor.by-recovery-code': 'Use a recovery code',
  'second-factor.totp-disabled':
    'Your authenticator app is switched off: too many codes were wrong. Set it up again once you are logged in.',
  'second-factor.none-left': 'You have no other way left. Please ask the people who run this site.',
  'second-factor.lost': 'Lost everything that you could use here? Please ask the people who run this site.',
  'second-factor.cancel': 'Use another account',
  'second-factor.codes-left': ({ count }: { count: number }) =>
    count === 0
      ? 'That was your last recovery code. Make new ones on the page “Security” of your account.'
      : `You have used a recovery code. ${count === 1 ? 'One is' : `${count} are`} left.`,

  'fault.totp.empty': 'Code is required.',
  'fault.totp.wrong':
    'That code is not right, or it was used already. Wait for the next one, and check the time of your device.',
  'fault.totp.totp-disabled': 'Your authenticator app is switched off: too many codes were wrong.',
  'fault.recovery-code.empty': 'Recovery code is required.',
  'fault.recovery-code.wrong': 'That is none of your recovery codes, or it was used already.',

  'flash.log-in-over':
    'That log-in is over: it took more than ten minutes, or too many tries were wrong. Please log in again.',
  'flash.log-in-cancelled': 'That log-in has been cancelled.',
};

/** Where everybody needs a second factor, and an account has none. */
const setUp = {
  'set-up.title': 'Set Up Two-Step Log-In',
  'set-up.text': ({ name }: Named) =>
    `This site asks everybody for a second step, and the account ${name} has none yet. Choose one now, and you are logged in.`,
  'set-up.account': ({ name }: Named) => `For the account ${name}.`,
  'set-up.totp-text':
    'An app on your phone or in your password manager shows a code of six digits, a new one every 30 seconds.',
  'set-up.passkey': 'A Passkey',
  'set-up.passkey-button': 'Add a Passkey',
  'set-up.back': 'Choose another way',
  'flash.account-created-set-up': 'Your account is there. One more step, and you are logged in.',
};

/** Passkeys, the second step of a log-in, and setting one up on the way in. */
export const secondFactor = { ...passkeys, ...logIn, ...asking, ...setUp };
