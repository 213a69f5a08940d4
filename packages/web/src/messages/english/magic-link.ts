/** A log-in by a link in a mail. */
export const magicLink = {
  'login.by-mail': 'Log in by mail, without a password',

  'magic-link.title': 'Log In by Mail',
  'magic-link.text':
    'Enter your email address or your username, and we mail you a link that logs you in. Open it in this browser.',
  'magic-link.button': 'Send the Link',
  'magic-link.with-password': 'Log in with your password',

  'magic-link-sent.title': 'Look Into Your Mail',
  'magic-link-sent.text':
    'If there is an account with that address or username, a mail is on its way. Its link works for 10 minutes, and once.',
  'magic-link-sent.code': 'If you open it in another browser, it asks for this code:',
  'magic-link-sent.warning': 'Type the code only on our page, and tell it to nobody who asks for it.',
  'magic-link-sent.hint':
    'No mail after a few minutes? Look into your spam folder, and check what you typed. We send three such mails an hour at most.',
  'magic-link-sent.again': 'Ask for another link',

  'magic-link-open.title': 'Log In by Mail',
  'magic-link-open.text': 'One more click, and you are logged in.',
  'magic-link-open.text-elsewhere':
    'This link was asked for in another browser. Type the code that is shown there. If it was not you who asked for it, close this page, and nothing happens.',
  'magic-link-open.code': 'Code',
  'magic-link-open.code-hint': 'Eight letters and digits, like K7QM-3XHP',
  'magic-link-open.button': 'Log In',
  'magic-link-open.ask-again': 'Ask for a new link',

  'fault.code.empty': 'Code is required.',
  'fault.code.wrong':
    'This is not the code that the other browser shows. After five wrong ones the link ends.',

  'flash.logged-in-address-proven':
    'Welcome! By this log-in your email address is confirmed. A password that was set before does not count any more: choose a new one by “Forgot your password?” on the log-in page.',
};
