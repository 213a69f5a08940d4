/** Asking for a proof within a log-in, and what waits for it. */
export const stepUp = {
  'confirm.text-both': 'For this page, confirm both steps of your log-in again. This is the first.',
  'confirm.text-action': 'Before this is done, confirm that it is you.',
  'confirm.without-password':
    'Your account has no password. If you have no passkey at hand, log out and log in again.',
  'confirm.log-in-again': 'Log out',
  'confirm.without-password-mail':
    'Your account has no password. If you have no passkey at hand, we can mail you a link to log in again.',
  'confirm.by-mail': 'Log Out and Go On by Email',
  'confirm.without-password-set':
    'Your account has no password. If you have no passkey at hand, we can mail you a link to choose a password. Then log in with it.',
  'confirm.set-password': 'Choose a password by email',
  'confirm-factor.title': 'Confirm with Your Second Step',
  'confirm-factor.text': 'For this page, confirm the second step of your log-in again.',
  'confirm-factor.text-action': ({ action }: { action: string }) =>
    `Before this is done, confirm that it is you: ${action}`,
  'confirm-factor.back': 'Back to your account',

  'resume.title': 'Go On Where You Were',
  'resume.text':
    'You sent this before you confirmed that it is you. It waits until you press the button; once is enough.',
  'resume.action': 'What you want to do',
  'resume.button': 'Do It Now',
  'resume.drop': 'Discard',

  'flash.first-factor-needed':
    'That passkey asked for no fingerprint, face or PIN: please confirm in another way as well.',
  'flash.second-factor-needed':
    'That page is only for accounts with two-step log-in. You can set it up here.',
  'flash.resume-over':
    'What you sent does not wait any more: it is done, you discarded it, or it is older than ten minutes.',
  'flash.resume-dropped': 'Discarded. It will not be sent again.',
};
