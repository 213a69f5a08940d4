import type { Named } from '../values.ts';

/** A new mail address: asking for it, the two mailed links, and what every dead link shows. */
export const emailChange = {
  'dead-link.title': 'This Link Does Not Work Any More',
  'dead-link.text':
    'It was used already, it is too old, or a newer one has taken its place. If you have pressed its button before, all is done. If you copied it, check that it is complete.',

  'email-change.title': 'Change Your Email Address',
  'email-change.add-title': 'Add an Email Address',
  'email-change.text':
    'We mail a link to the new address. It counts as soon as you have confirmed it through the link. The old address is told, and can stop the change.',
  'email-change.add-text':
    'We mail a link to the address. It counts as soon as you have confirmed it through the link.',
  'email-change.current': 'Current Email Address',
  'email-change.new': 'New Email Address',
  'email-change.button': 'Send the Link',
  'email-change.back': 'Back to your account',
  'email-change.pending': 'A Change Is Waiting',
  'email-change.pending-text': 'Open the link in the mail that went to this address.',
  'email-change.pending-email': 'New email address',
  'email-change.pending-until': 'Link works until',
  'email-change.pending-hint':
    'No mail after a few minutes? Look into your spam folder. If you send the form once more, only the newest link works.',
  'email-change.withdraw': 'Cancel the Change',

  'email-confirm.title': 'Confirm Your New Email Address',
  'email-confirm.text': 'One more click, and this is the address of the account.',
  'email-confirm.text-elsewhere':
    'The account is not logged in in this browser. Open the link where it is, or enter its password here.',
  'email-confirm.not-you':
    'You did not ask for this, or you do not know the account? Then close this page: without the button nothing changes.',
  'email-confirm.account': 'Account',
  'email-confirm.new': 'New email address',
  'email-confirm.now': ({ name }: Named) => `You are logged in as ${name}.`,
  'email-confirm.other': 'You are logged in here to another account than the one this link is for.',
  'email-confirm.button': 'Confirm This Address',
  'email-confirm.ask-again': 'Ask for another link',
  'email-confirm.taken-title': 'This Address Belongs to Another Account',
  'email-confirm.taken-text':
    'In the meantime another account was made with it, so it cannot become the address of this one. Nothing has been changed.',
  'email-confirm.other-address': 'Choose another address',

  'email-cancel.title': 'Stop the Change of Address',
  'email-cancel.text':
    'Somebody who was logged in to this account wants another email address for it. If that was not you, stop it.',
  'email-cancel.account': 'Account',
  'email-cancel.new': 'New email address',
  'email-cancel.button': 'Stop the Change',
  'email-cancel.account-link': 'Go to your account',

  'fault.email.same-as-before': 'That is your email address already.',

  'flash.email-change-asked':
    'We have sent a mail to the new address. Open the link in it to finish the change.',
  'flash.email-change-withdrawn': 'The change was cancelled. Your email address is the same as before.',
  'flash.email-changed': 'The email address has been changed.',
  'flash.email-changed-of-other': 'The email address of the other account has been changed.',
  'flash.email-change-stopped':
    'The change was stopped: the email address of the account is the same as before.',
  'flash.email-change-stopped-next':
    'If it was not you who asked for it, somebody else is logged in to the account or knows its password. Choose a new password here: that ends every session of the account.',
};
