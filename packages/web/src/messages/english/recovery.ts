/** A forgotten password: asking for a link, and choosing a new one. */
export const recovery = {
  'login.forgot': 'Forgot your password?',
  'login.wrong-verify': 'If you have just signed up, open the link in our mail first.',

  'forgot.title': 'Forgot Your Password',
  'forgot.text':
    'Enter your email address or your username, and we mail you a link to choose a new password.',
  'forgot.button': 'Send the Link',
  'forgot.back': 'Back to the log-in page',

  'forgot-sent.title': 'Look Into Your Mail',
  'forgot-sent.text':
    'If there is an account with that address or username, a mail is on its way. Its link works for 30 minutes, and once.',
  'forgot-sent.hint':
    'No mail after a few minutes? Look into your spam folder, and check what you typed. We send three such mails an hour at most.',
  'forgot-sent.again': 'Ask for another link',

  'reset.title': 'Choose a New Password',
  'reset.text':
    'Afterwards every browser that is logged in to your account has to log in again, this one too.',
  'reset.button': 'Set the New Password',
  'reset.ask-again': 'Ask for a new link',

  'fault.identifier.empty': 'Email address or username is required.',

  'flash.password-reset':
    'Your password has been changed, and every browser has been logged out. Please log in with the new password.',
};
