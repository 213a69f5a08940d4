import type { AuditEvent } from '@latchkey/accounts';

/** How a log-in was proven. */
const factors = {
  'factor.password': 'password',
  'factor.magic-link': 'link in a mail',
  'factor.sign-up-link': 'link in the sign-up mail',
  'factor.remember-token': 'remembered browser',
  'factor.totp': 'code of the authenticator app',
  'factor.recovery-code': 'recovery code',
  'factor.passkey': 'passkey',
  'factor.security-key': 'security key',
};

const sessions = {
  'sessions.title': 'Your Sessions',
  'sessions.text':
    'Every browser that is logged in to your account, or comes back without a password. If you do not know one of them, end it and change your password.',
  'sessions.this': 'This browser',
  'sessions.away': 'Not logged in at the moment, but it will be without a password when it comes back.',
  'sessions.remembered': 'Stays logged in when the browser is closed.',
  'sessions.address': 'IP address',
  'sessions.address-unknown': 'unknown',
  'sessions.first-seen': 'First seen',
  'sessions.last-seen': 'Last seen',
  'sessions.factors': 'Logged in by',
  'sessions.end': 'End This Session',
  'sessions.end-label': ({ device }: { device: string }) => `End This Session: ${device}`,
  'sessions.end-current': 'Log Out Here',
  'sessions.others': 'All Other Sessions',
  'sessions.others-text': 'Every browser but this one is logged out at once.',
  'sessions.others-none': 'No other browser is logged in to your account.',
  'sessions.others-button': 'End All Other Sessions',

  'flash.session-ended': 'That session has ended.',
  'flash.session-gone': 'That session has ended already, or has changed. This is how it stands now.',
  'flash.sessions-ended': 'All other sessions have ended. Only this browser is logged in now.',
};

/** One text for each event there is; a new event without one does not compile. */
const events = {
  'history.event.signed-up': 'You created your account',
  'history.event.user-added': 'Your account was created',
  'history.event.user-disabled': 'Your account was locked',
  'history.event.user-enabled': 'Your account was opened again',
  'history.event.user-deleted': 'Your account was deleted',
  'history.event.user-unlocked': 'Wrong log-in tries were forgiven',
  'history.event.log-in': 'Log-in',
  'history.event.log-in-closed': 'A way to log in was closed after too many wrong tries',
  'history.event.log-out': 'Log-out',
  'history.event.second-factor-asked': 'Log-in begun, and the second step asked for',
  'history.event.second-factor-failed': 'The second step of a log-in was wrong',
  'history.event.totp-disabled':
    'Codes of your authenticator app were switched off after too many wrong ones',
  'history.event.factor-added': 'Added to your ways to log in',
  'history.event.factor-removed': 'Removed from your ways to log in',
  'history.event.factors-removed': 'Two-step log-in was removed',
  'history.event.passkey-renamed': 'A passkey was renamed',
  'history.event.passkey-cloned': 'A passkey was refused: there may be a copy of it',
  'history.event.recovery-codes-made': 'New recovery codes made',
  'history.event.recovery-code-used': 'A recovery code was used',
  'history.event.browser-trusted': 'A browser is no longer asked for the second step',
  'history.event.trusted-browser-ended': 'A browser is no longer trusted',
  'history.event.confirm': 'Confirmed that it is you',
  'history.event.password-changed': 'Password changed',
  'history.event.email-verified': 'Email address confirmed',
  'history.event.reset-asked': 'A link for a new password was asked for',
  'history.event.reset-link-made': 'A link for a new password was made',
  'history.event.password-reset': 'New password set by a link',
  'history.event.magic-link-asked': 'A link to log in was asked for',
  'history.event.username-changed': 'Username changed',
  'history.event.email-change-asked': 'Change of the email address asked for',
  'history.event.email-change-cancelled': 'Change of the email address cancelled',
  'history.event.email-changed': 'Email address changed',
  'history.event.language-changed': 'Language changed',
  'history.event.data-downloaded': 'Your data were downloaded',
  'history.event.deletion-asked': 'Deletion of your account asked for',
  'history.event.deletion-cancelled': 'Your account was kept: you logged in again',
  'history.event.session-ended': 'One session ended',
  'history.event.mail-given-up': 'A mail to you could not be delivered',
  'history.event.sessions-ended': 'Sessions ended',
  'history.event.remember-token-replayed':
    'A remembered log-in came back that was used already. It may have been copied, and every session of it has ended',
  'history.event.csrf-refused': 'A form from another page was refused',
  'history.event.limit-hit': 'Too many tries from one address',
  'history.event.more-failures': 'Further failed tries',
} satisfies Record<`history.event.${AuditEvent}`, string>;

/** By the detail of the audit. */
const whyFailed = {
  'history.why.wrong-password': 'wrong password',
  'history.why.wrong-code': 'wrong code',
  'history.why.wrong-totp': 'wrong code of the authenticator app',
  'history.why.wrong-recovery-code': 'wrong recovery code',
  'history.why.wrong-passkey': 'wrong passkey',
  'history.why.waiting': 'too many wrong tries before, so it was not even looked at',
  'history.why.closed': 'this way to log in was closed',
  'history.why.disabled': 'the account was locked',
};

const history = {
  'history.title': 'Your History',
  'history.text':
    'What happened to your account, newest first, also what others tried in vain. If you do not know a log-in, end its session and change your password.',
  'history.empty': 'Nothing has happened yet.',
  ...events,
  'history.failed.log-in': 'Log-in failed',
  'history.failed.confirm': 'It was not confirmed that it is you',
  'history.failed.password-changed': 'Password not changed',
  'history.failed.second-factor-failed': 'The second step of a log-in was wrong',
  'history.failed.email-verified': 'Email address not confirmed',
  'history.failed': ({ what }: { what: string }) => `Did not succeed: ${what}`,
  'history.failed-why': ({ what, why }: { what: string; why: string }) => `${what}: ${why}`,
  ...whyFailed,
  'history.by-factor': ({ what, factor }: { what: string; factor: string }) => `${what} (${factor})`,
  'history.by-operator': 'By whoever runs this site',
  'history.older': 'Older',
  'history.newest': 'Newest',
  'history.pages': 'Pages of your history',
};

const data = {
  'data.title': 'Download Your Data',
  'data.text':
    'One file with everything that we keep about you: your account, your sessions, the mails we sent you without their texts, and your history.',
  'data.format':
    'It is a JSON file, which any text editor opens. It holds no password and nothing that logs anybody in, but it says a lot about you: keep it safe.',
  'data.button': 'Download',
};

const deletion = {
  'deletion.title': 'Delete Your Account',
  'deletion.at-once': ({ count }: { count: number }) =>
    count === 1
      ? 'You are logged out at once, and links that we mailed to you count no more.'
      : `You are logged out at once in every browser (${count}), and links that we mailed to you count no more.`,
  'deletion.wait':
    'Then we wait for seven days. If you change your mind, log in before they are over, and your account stays.',
  'deletion.gone':
    'After that your account is deleted for good, with everything that belongs to it. Our records of what happened stay without your name and your address.',
  'deletion.data': 'You may want to download your data first.',
  'deletion.data-link': 'Download your data',
  'deletion.field': 'Your username or email address',
  'deletion.hint': ({ name }: { name: string }) => `To be sure that you mean it, please enter: ${name}`,
  'deletion.button': 'Delete My Account',
  'deletion.back': 'Back to your account',

  'fault.confirmation.empty': 'Enter your username or email address to delete your account.',
  'fault.confirmation.mismatch': 'That is neither your username nor your email address.',
  'flash.deletion-asked':
    'You have been logged out. Your account will be deleted in seven days; if you want to keep it, log in before then.',
  'flash.account-kept': ({ name }: { name: string }) =>
    `Welcome back, ${name}! Your account stays: its deletion has been cancelled.`,
};

/** Sessions, history, download of the data, deletion of the account. */
export const accountRecords = { ...factors, ...sessions, ...history, ...data, ...deletion };
