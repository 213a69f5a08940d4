import type { Kysely } from 'kysely';
import type { Accounts } from '../accounts.ts';
import type { Schema } from '../database/schema.ts';
import { takeFromWindow } from '../limits/window.ts';
import { canonicalEmail } from '../users/canonical.ts';

export interface MailPlaceOptions {
  readonly in?: Kysely<Schema>;
  /**
   * Nobody will be mailed: the same statements, another counter. Or asking for an address that has no account would take the
   * mails of the sign-up that its owner begins a minute later. Default false.
   */
  readonly isDecoy?: boolean;
}

/**
 * One of the three mails an hour that strangers can cause at one address; `false`: no more for now. The attack: filling
 * somebody's mailbox by asking for links again and again. Whoever asks is told nothing of it: the mail is withheld.
 */
export async function takeMailPlace(
  accounts: Accounts,
  recipient: string,
  { in: kysely, isDecoy = false }: MailPlaceOptions = {},
): Promise<boolean> {
  const mac = accounts.keyring.mac('mail-recipient', canonicalEmail(recipient));
  const taken = await takeFromWindow(
    accounts,
    { name: isDecoy ? 'mail-decoy' : 'mail-recipient', recipient: mac },
    kysely === undefined ? {} : { in: kysely },
  );
  return taken.ok;
}
