import type { Fault } from '@latchkey/accounts';

/** What is wrong with a new account, in the words of the sign-up page. */
export function faultSentence({ field, reason, values = {} }: Fault): string {
  const name = fieldNames[field];
  const { minimum, maximum, maximumBytes } = values;
  if (reason === 'too-short') return `${name} must be at least ${minimum} characters long.`;
  if (reason === 'too-long') {
    return maximumBytes === undefined
      ? `${name} must be at most ${maximum} characters long.`
      : `${name} must be at most ${maximumBytes} bytes long.`;
  }
  if (reason === 'taken') {
    return field === 'email'
      ? 'An account with that email already exists.'
      : 'That username is already taken.';
  }
  return `${name} ${endings[reason]}`;
}

const fieldNames: Readonly<Record<Fault['field'], string>> = {
  username: 'Username',
  email: 'Email address',
  password: 'Password',
  confirmPassword: 'The repeated password',
  currentPassword: 'The current password',
};

const endings: Readonly<Record<Exclude<Fault['reason'], 'too-short' | 'too-long' | 'taken'>, string>> = {
  empty: 'is required.',
  invalid: 'is not valid.',
  'has-at-sign': 'must not contain an @.',
  'control-characters': 'must not contain control characters.',
  'needs-upper-case': 'must contain an upper-case letter.',
  'needs-digit': 'must contain a digit.',
  'own-name': 'is too close to the username or email address.',
  'site-name': 'is too close to the name of the site.',
  common: 'is one of the most common ones, and guessed first.',
  mismatch: 'is not the same.',
  wrong: 'is wrong.',
  'same-as-before': 'is the same as before.',
};
