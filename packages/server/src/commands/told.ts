import type { Accounts, User } from '@latchkey/accounts';

/**
 * Whether the owner reads of it, for the operator. The mistake: the mail server is set for the service alone, and a command that is run
 * without it tells nobody.
 * @param user as before the change
 */
export function whetherTold({ mail }: Accounts, { email, emailVerifiedAtMs }: User): string {
  if (email === undefined) return 'The owner is not told by mail: the account has no address.';
  if (mail === undefined) {
    return 'The owner is not told by mail: the settings of this command have none. Tell them yourself.';
  }
  if (!mail.notices) return 'The owner is not told by mail: LATCHKEY_NOTICES is off.';
  if (emailVerifiedAtMs !== undefined) return `The owner is told by mail, at ${email}.`;
  return mail.verification === 'off'
    ? `The owner is told by mail, at ${email}, unless three mails of the last hour went there.`
    : 'The owner is not told by mail: the address is not proven.';
}
