import type { Accounts, Client } from '../accounts.ts';
import { askForLink, type LinkAskedOutcome } from '../mail/ask-for-link.ts';

export interface ForgotForm {
  /** A mail address or a user name, as typed. */
  readonly identifier: string;
}

/** Mails a link to a new password, good for 30 minutes and once. The answer is the same for known and unknown. */
export async function askForReset(
  accounts: Accounts,
  { identifier }: ForgotForm,
  client: Client,
): Promise<LinkAskedOutcome> {
  const asked = { identifier, purpose: 'reset-password', lifetimeMs } as const;
  return await askForLink(accounts, { ...asked, template: 'reset-password', event: 'reset-asked' }, client);
}

const lifetimeMs = 30 * 60_000;
