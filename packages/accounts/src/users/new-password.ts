import type { Accounts } from '../accounts.ts';
import type { Fault } from './faults.ts';

export interface NewPassword {
  readonly password: string;
  /** `undefined`: nobody was asked to type it twice. */
  readonly confirmPassword: string | undefined;
  readonly username: string | undefined;
  readonly email: string | undefined;
}

/** What is wrong with a password somebody wants to set, and with its repetition. */
export function faultsOfNewPassword({ passwords }: Accounts, given: NewPassword): Fault[] {
  const { password, confirmPassword, username, email } = given;
  const faults: Fault[] = passwords
    .faults(password, { username, email })
    .map((fault) => ({ field: 'password', ...fault }));
  if (confirmPassword === '') faults.push({ field: 'confirmPassword', reason: 'empty' });
  // With no password typed there is nothing to repeat; its own line says so.
  else if (confirmPassword !== undefined && password !== '' && confirmPassword !== password) {
    faults.push({ field: 'confirmPassword', reason: 'mismatch' });
  }
  return faults;
}
