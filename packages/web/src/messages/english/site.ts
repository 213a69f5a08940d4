import type { FaultValues, Named, Waiting } from '../values.ts';

/** The texts of the first pages: home, sign-up, log-in, dashboard, confirm, password; of faults, flashes and errors. */
export const site = {
  'title.page': ({ title, siteName }: { title: string; siteName: string }) => `${title} – ${siteName}`,
  'title.refused': ({ title }: { title: string }) => `Error: ${title}`,

  'skip-link': 'Skip to the content',
  'nav.label': 'Main',
  'nav.home': 'Home',
  'nav.dashboard': 'Dashboard',
  'nav.hello': ({ name }: Named) => `Hello, ${name}!`,
  'nav.log-out': 'Log out',
  'nav.log-in': 'Log in',
  'nav.sign-up': 'Sign up',
  'summary.heading': 'There is a problem',

  'home.title': 'Home',
  'home.heading': ({ siteName }: { siteName: string }) => `Welcome to ${siteName}`,
  'home.text': 'Log in to go on where you left off, or create an account in a minute.',
  'home.text-logged-in': 'You are logged in. Your dashboard is one step away.',
  'home.dashboard': 'Go to your dashboard',

  'signup.title': 'Create an Account',
  'signup.button': 'Create Account',
  'signup.log-in-question': 'Already have an account?',
  'signup.magic-link': 'Log in here',

  'login.title': 'Log In',
  'login.identifier': 'Email address or username',
  'login.remember': 'Remember me',
  'login.remember-hint': 'Stay logged in on this browser. Not for a computer that others use.',
  'login.button': 'Log In',
  'login.sign-up-question': "Don't have an account?",
  'login.sign-up-link': 'Sign up here',
  'login.wrong': 'Invalid email or password. Please try again.',

  'logout.title': 'Log Out',
  'logout.text': 'Do you want to log out on this browser?',
  'logout.button': 'Log out',

  'dashboard.title': 'Dashboard',
  'dashboard.heading': ({ name }: Named) => `Welcome to your Dashboard, ${name}!`,
  'dashboard.text': 'You are successfully logged in. This page is only visible to authenticated users.',
  'dashboard.account': 'Your Account Info',
  'dashboard.username': 'Username',
  'dashboard.email': 'Email',
  'dashboard.id': 'Account ID',
  'dashboard.none': 'none',
  'dashboard.your-account': 'Your account',
  'dashboard.change-password': 'Change your password',
  'dashboard.log-out': 'Log out',

  'confirm.title': 'Confirm That It Is You',
  'confirm.text': 'This page needs a fresh log-in. Confirm that it is you, and you go on.',
  'confirm.button': 'Confirm',

  'password.title': 'Change Your Password',
  'password.text': 'Afterwards every other browser that is logged in to your account has to log in again.',
  'password.button': 'Change Password',
  'password.back': 'Back to your account',

  'field.account': 'Account',
  'field.username': 'Username',
  'field.username-hint': '3 to 150 characters, without @',
  'field.email': 'Email Address',
  'field.password': 'Password',
  'field.password-hint': ({ minimum }: { minimum: number }) => `At least ${minimum} characters`,
  'field.confirm-password': 'Confirm Password',
  'field.current-password': 'Current Password',
  'field.new-password': 'New Password',
  'field.confirm-new-password': 'Confirm New Password',

  'flash.login-needed': 'Please log in to access this page.',
  'flash.confirmation-needed': 'Please confirm that it is you.',
  'flash.account-created': 'Account created successfully! Please log in.',
  'flash.account-created-logged-in': ({ name }: Named) => `Account created successfully! Welcome, ${name}!`,
  'flash.welcome-back': ({ name }: Named) => `Welcome back, ${name}!`,
  'flash.logged-out': 'You have been logged out successfully.',
  'flash.password-changed': 'Your password has been changed.',
  'flash.login-ended':
    'You have been logged out: the password was wrong too often, or the log-in was ended elsewhere. Please log in again.',

  'fault.all-required': 'All fields are required.',
  'fault.unknown': 'Please check this field.',
  'fault.username.empty': 'Username is required.',
  'fault.username.too-short': ({ minimum = 3 }: FaultValues) =>
    `Username must be at least ${minimum} characters long.`,
  'fault.username.too-long': ({ maximum = 150 }: FaultValues) =>
    `Username must be at most ${maximum} characters long.`,
  'fault.username.has-at-sign': 'Username must not contain an @.',
  'fault.username.control-characters': 'Username must not contain control or invisible characters.',
  'fault.username.invalid': 'Username contains characters that cannot be stored.',
  'fault.username.taken': 'That username is already taken.',
  'fault.email.empty': 'Email address is required.',
  'fault.email.too-long': ({ maximum = 254 }: FaultValues) =>
    `Email address must be at most ${maximum} characters long.`,
  'fault.email.invalid': 'Enter an email address like name@example.com.',
  'fault.email.taken': 'An account with that email already exists.',
  'fault.password.empty': 'Password is required.',
  'fault.password.invalid': 'Password contains characters that cannot be stored.',
  'fault.password.too-short': ({ minimum = 8 }: FaultValues) =>
    `Password must be at least ${minimum} characters long.`,
  'fault.password.too-long': ({ maximumBytes = 1024 }: FaultValues) =>
    `Password must be at most ${maximumBytes} bytes long.`,
  'fault.password.needs-upper-case': 'Password must contain an upper-case letter.',
  'fault.password.needs-digit': 'Password must contain a digit.',
  'fault.password.own-name': 'Password is too close to your username or email address.',
  'fault.password.site-name': 'Password is too close to the name of this site.',
  'fault.password.common':
    'This password is one of the most common ones, and guessed first. Please choose another.',
  'fault.password.same-as-before': 'Password must differ from your current one.',
  'fault.confirmPassword.empty': 'Confirm your password by entering it again.',
  'fault.confirmPassword.mismatch': 'Passwords do not match.',
  'fault.currentPassword.empty': 'Current password is required.',
  'fault.currentPassword.wrong': 'This is not your current password.',
  'fault.confirm.empty': 'Password is required.',
  'fault.confirm.wrong': 'That password is not right. Please try again.',

  'form.stale':
    'This form was open for too long, or you logged in or out in another tab. Nothing has happened yet: please send it again.',
  'form.no-cookies':
    'Your browser did not send our cookie back. Logging in needs cookies: please allow them for this site and try again.',

  'error.400.title': 'Bad Request',
  'error.400.text': 'The server could not read what your browser sent. Nothing has been changed.',
  'error.403.title': 'Not Accepted',
  'error.403.text':
    'This request did not come from one of our pages, or the page was open for too long. Nothing has been changed. Please open the page again and send the form once more.',
  'error.403.no-cookies':
    'Your browser did not send our cookie back. These pages need cookies: please allow them for this site, open the page again and send the form once more. Nothing has been changed.',
  'error.404.title': 'Page Not Found',
  'error.404.text':
    'There is no page at this address. It may have moved, or the address has a typing mistake.',
  'error.405.title': 'Not Possible Here',
  'error.405.text': 'This page does not take that kind of request. Nothing has been changed.',
  'error.413.title': 'Too Large',
  'error.413.text': 'What your browser sent is larger than any of our forms. Nothing has been changed.',
  'error.415.title': 'Unknown Format',
  'error.415.text': 'This page takes plain forms only. Nothing has been changed.',
  'error.429.title': 'Too Many Tries',
  'error.429.text': (waiting: Waiting) => `There were too many tries. Please try again ${inWords(waiting)}.`,
  'error.429.closed':
    'There were too many tries, and this way in is closed. Please ask whoever runs this site to open it again.',
  'error.429.closed-until-reset':
    'There were too many tries, and this way in is closed. Choose a new password by “Forgot your password?” on the log-in page: that opens it again.',
  'error.500.title': 'Something Went Wrong',
  'error.500.text': 'Something went wrong. Please try again.',
  'error.500.id': ({ id }: { id: string }) => `If it happens again, tell us this number: ${id}`,
  'error.503.title': 'Busy Right Now',
  'error.503.text': (waiting: Waiting) =>
    `A lot is going on at the moment. Nothing has been changed. Please try again ${inWords(waiting)}.`,
  'error.back-home': 'Go to the home page',
  'error.open-again': 'Open the page again',
};

/** "in 1 second", "in 2 minutes": rounded up, so that nobody comes too early. */
function inWords({ retryAfterSeconds }: Waiting): string {
  if (retryAfterSeconds < 60) return `in ${count(Math.max(1, retryAfterSeconds), 'second')}`;
  if (retryAfterSeconds < 3600) return `in ${count(Math.ceil(retryAfterSeconds / 60), 'minute')}`;
  return `in ${count(Math.ceil(retryAfterSeconds / 3600), 'hour')}`;
}

function count(amount: number, unit: string): string {
  return `${amount} ${unit}${amount === 1 ? '' : 's'}`;
}
