import type { Named } from '../values.ts';

/** Sign-up with mail on, and proving an address. */
export const verification = {
  'signup-sent.title': 'Look Into Your Mail',
  'signup-sent.text':
    'We have sent you a mail. Open the link in it within 24 hours, best in this browser. Then your account is ready.',
  'signup-sent.hint':
    'No mail after a few minutes? Look into your spam folder, or sign up again if the address had a typing mistake. We send one mail a minute at most, and three an hour.',
  'signup-sent.again': 'Send It Again',
  'signup-sent.link': 'Sign up again',

  'verify.title': 'Confirm Your Email Address',
  'verify.text-here':
    'One step is left: with this button your account is made. Go on only if it was you who signed up.',
  'verify.text-elsewhere':
    'You signed up in another browser, so please enter the password that you chose there. Then your account is made.',
  'verify.not-you':
    'It was not you who signed up? Then close this page: without the password nothing happens.',
  'verify.text-owner': 'With this button you confirm that this is the address of your account.',
  'verify.text-account': 'Please enter the password of your account, and this address is confirmed.',
  'verify.take-over-question':
    'You do not know the password, or somebody else made an account with your address?',
  'verify.take-over-link': 'Make it yours with a new password',
  'verify.address': 'Email address',
  'verify.username': 'Username',
  'verify.chosen-password': 'The password you chose when you signed up',
  'verify.account-password': 'Password of your account',
  'verify.other-username': 'Another username',
  'verify.button': 'Confirm My Address',

  'banner.label': 'Your email address',
  'banner.text': ({ email }: { email: string }) =>
    `Your email address ${email} has not been confirmed yet. Until then we send no notices about your account there. Open the link that we have mailed you, or have one sent now.`,
  'banner.button': 'Send Me the Link',

  'fault.sign-up-password.empty': 'Password is required.',
  'fault.sign-up-password.wrong':
    'This is not the password of this sign-up. If you signed up more than once, each mail belongs to one of them.',
  'fault.account-password.empty': 'Password is required.',
  'fault.account-password.wrong': 'This is not the password of the account.',

  'flash.sign-up-mail-again':
    'The mail is on its way again, with the same link, unless the last one is less than a minute old.',
  'flash.sign-up-completed': 'Your address is confirmed and your account is ready. Please log in.',
  'flash.sign-up-completed-logged-in': ({ name }: Named) =>
    `Your address is confirmed and your account is ready. Welcome, ${name}!`,
  'flash.sign-up-completed-other':
    'The new account is ready. To use it, log out here and log in with the new one.',
  'flash.address-confirmed': 'Your email address is confirmed.',
  'flash.verification-sent': 'We have sent you a mail. Open the link in it to confirm your address.',
  'flash.verification-mailed': 'We have mailed you a link to confirm your address.',
  'flash.verification-waiting': 'A link is on its way already. You can ask for another in a minute.',
  'flash.verification-nothing': 'There is no address to confirm.',
};
