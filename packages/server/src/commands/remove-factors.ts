import {
  type Accounts,
  listFactors,
  type RemovedFactors,
  removeFactorsOf,
  type User,
} from '@latchkey/accounts';
import { say, sayAll } from './say.ts';
import type { ExitCode, Terminal } from './terminal.ts';
import { whetherTold } from './told.ts';

/**
 * For somebody who has lost the second factor and shown who they are: removes them all, and says which. The password
 * stays, so that whoever only knows how to convince an operator is not in yet.
 */
export async function removeFactors(accounts: Accounts, user: User, terminal: Terminal): Promise<ExitCode> {
  const gone = await removeFactorsOf(accounts, user);
  // Somebody else may have deleted the account meanwhile; then its factors are gone all the same.
  const removed = gone === undefined ? [] : inWords(gone);
  if (removed.length === 0) return say(terminal, `${user.name} has no second factor and no passkey.`);
  sayAll(terminal, [
    `Removed from ${user.name}: ${removed.join(', ')}.`,
    `${user.name} is logged out everywhere.`,
    await wayIn(accounts, user),
    ...(accounts.factors.second === 'required' ? ['The next log-in asks for a new second factor.'] : []),
    whetherTold(accounts, user),
  ]);
  return 0;
}

function inWords({ totp, passkeys, codes }: RemovedFactors): string[] {
  return [
    ...(totp === undefined ? [] : ['the authenticator app']),
    ...passkeys.map(({ name }) => `the passkey "${name}"`),
    ...(codes === undefined ? [] : [`the recovery codes (${codes.left} of ${codes.of} were left)`]),
  ];
}

/** An account may have had passkeys and nothing else. */
async function wayIn(accounts: Accounts, user: User): Promise<string> {
  const { name, emailVerifiedAtMs } = user;
  if ((await listFactors(accounts, user)).hasPassword) return 'The password stays as it is.';
  if (accounts.mail !== undefined && emailVerifiedAtMs !== undefined) {
    return `${name} has no password, and gets in by mail: at "Forgot your password?" on the log-in page.`;
  }
  return `${name} has no way in now. "latchkey users reset-link" prints a link to a new password, to hand over.`;
}
