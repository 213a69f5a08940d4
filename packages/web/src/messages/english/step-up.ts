/** Asking for a proof within a log-in, and what waits for it. */
export const stepUp = {
  'confirm.text-both': 'This page needs both steps of your log-in, made anew. This is the first.',
  'confirm.text-action': 'Before this is done, show that it is you.',
  'confirm.without-password':
    'Your account has no password. If you have no passkey at hand, log out and log in again: that counts as well.',
  'confirm.log-in-again': 'Log out',
  'confirm-factor.title': 'Confirm with Your Second Factor',
  'confirm-factor.text': 'This page needs the second step of your log-in, made anew.',
  'confirm-factor.text-action': ({ action }: { action: string }) =>
    `Before this is done, show that it is you: ${action}`,

  'resume.title': 'Go On Where You Were',
  'resume.text': 'You had sent this before you confirmed that it is you. Nothing has been done yet.',
  'resume.action': 'What you want to do',
  'resume.button': 'Do It Now',
  'resume.drop': 'Do Not Do It',

  'flash.first-factor-needed':
    'That passkey asked for no fingerprint, face or PIN: please confirm in another way as well.',
  'flash.second-factor-needed':
    'That page is only for accounts with two-step log-in. You can set it up here.',
  'flash.resume-over':
    'What you had sent does not wait any more: it is done, was dropped, or is older than ten minutes.',
  'flash.resume-dropped': 'Dropped. Nothing has been done.',
};
