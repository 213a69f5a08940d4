import { isCommon } from './blocklist.ts';
import { resembles } from './resemblance.ts';
import { isTooLong, maximumBytes, normalise } from './text.ts';

/** Why a password is refused. `invalid`: it holds a lone surrogate, which UTF-8 cannot write; no form can send one. */
export type PasswordFaultReason =
  | 'empty'
  | 'invalid'
  | 'too-short'
  | 'too-long'
  | 'needs-upper-case'
  | 'needs-digit'
  | 'own-name'
  | 'site-name'
  | 'common';

/** One thing that is wrong with a new password. `values`: `minimum` in code points, or `maximumBytes` of UTF-8. */
export interface PasswordFault {
  readonly reason: PasswordFaultReason;
  readonly values?: Readonly<Record<string, number>>;
}

/** Whose password it is going to be. */
export interface AboutAccount {
  readonly username?: string | undefined;
  readonly email?: string | undefined;
}

export interface PolicySettings {
  readonly minimumLength: number;
  readonly needsUpperCase: boolean;
  readonly needsDigit: boolean;
  readonly siteName: string | undefined;
}

/**
 * Judges a new password by NIST SP 800-63B-4 section 3.1.1.2: long enough, not expected, whatever else it is made of.
 * Answers everything that is wrong at once, the plainest first.
 */
export function createPolicy(
  settings: PolicySettings,
): (password: string, about: AboutAccount) => PasswordFault[] {
  return (password, { username, email }) => {
    if (password === '') return [{ reason: 'empty' }];
    if (!password.isWellFormed()) return [{ reason: 'invalid' }];
    if (isTooLong(password)) return [{ reason: 'too-long', values: { maximumBytes } }];
    const faults = faultsOfForm(normalise(password), settings);
    if (resembles(password, [username, ...partsOfEmail(email)])) faults.push({ reason: 'own-name' });
    else if (resembles(password, [settings.siteName])) faults.push({ reason: 'site-name' });
    else if (isCommon(password)) faults.push({ reason: 'common' });
    return faults;
  };
}

function faultsOfForm(password: string, settings: PolicySettings): PasswordFault[] {
  const { minimumLength, needsUpperCase, needsDigit } = settings;
  const faults: PasswordFault[] = [];
  if ([...password].length < minimumLength)
    faults.push({ reason: 'too-short', values: { minimum: minimumLength } });
  if (needsUpperCase && !/\p{Lu}/u.test(password)) faults.push({ reason: 'needs-upper-case' });
  if (needsDigit && !/\p{Nd}/u.test(password)) faults.push({ reason: 'needs-digit' });
  return faults;
}

/** The whole address, what stands before the `@`, and that without a `+tag`. */
function partsOfEmail(email = ''): string[] {
  const [local = ''] = email.split('@');
  const [untagged = ''] = local.split('+');
  return [email, local, untagged];
}
