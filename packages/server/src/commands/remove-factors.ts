import { type Accounts, type Factors, listFactors, removeFactorsOf, type User } from '@latchkey/accounts';
import { say, sayAll } from './say.ts';
import type { ExitCode, Terminal } from './terminal.ts';

/**
 * For somebody who has lost the second factor and shown who they are: takes them all, and says which. The password
 * stays, so that whoever only knows how to convince an operator is not in yet.
 */
export async function removeFactors(accounts: Accounts, user: User, terminal: Terminal): Promise<ExitCode> {
  const before = await listFactors(accounts, user);
  const removed = inWords(before);
  if (removed.length === 0) return say(terminal, `${user.name} has no second factor and no passkey.`);
  // Somebody else may have deleted the account meanwhile; then its factors are gone all the same.
  await removeFactorsOf(accounts, user);
  sayAll(terminal, [
    `Removed from ${user.name}: ${removed.join(', ')}.`,
    `${user.name} is logged out everywhere.`,
    wayIn(accounts, user, before),
    ...(accounts.factors.second === 'required' ? ['The next log-in asks for a new second factor.'] : []),
  ]);
  return 0;
}

function inWords({ totp, passkeys, codes }: Factors): string[] {
  return [
    ...(totp === undefined ? [] : ['the authenticator app']),
    ...passkeys.map(({ name }) => `the passkey "${name}"`),
    ...(codes === undefined ? [] : [`the recovery codes (${codes.left} of ${codes.of} were left)`]),
  ];
}

/** An account may have had passkeys and nothing else. */
function wayIn({ mail }: Accounts, { name, emailVerifiedAtMs }: User, { hasPassword }: Factors): string {
  if (hasPassword) return 'The password stays as it is.';
  if (mail !== undefined && emailVerifiedAtMs !== undefined) {
    return `${name} has no password, and gets in by mail: at "Forgot your password?" on the log-in page.`;
  }
  return `${name} has no way in now. "latchkey users reset-link" prints a link to a new password, to hand over.`;
}
