import type { Accounts } from '@latchkey/accounts';

/** What the policy says about a password that is surely too short; for the hint. */
export function minimumPasswordLength({ passwords }: Accounts): number {
  const fault = passwords.faults('.', {}).find(({ reason }) => reason === 'too-short');
  return Number(fault?.values?.minimum ?? 1);
}
