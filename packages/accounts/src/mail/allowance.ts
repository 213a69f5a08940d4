import type { Kysely } from 'kysely';
import type { Accounts } from '../accounts.ts';
import type { Schema } from '../database/schema.ts';
import { takeFromWindow } from '../limits/window.ts';
import { canonicalEmail } from '../users/canonical.ts';

/**
 * One of the three mails an hour that strangers can cause at one address; `false`: no more for now. The attack: filling
 * somebody's mailbox by asking for links again and again. Whoever asks is told nothing of it: the mail is withheld.
 */
export async function takeMailPlace(
  accounts: Accounts,
  recipient: string,
  { in: kysely }: { readonly in?: Kysely<Schema> } = {},
): Promise<boolean> {
  const mac = accounts.keyring.mac('mail-recipient', canonicalEmail(recipient));
  const taken = await takeFromWindow(
    accounts,
    { name: 'mail-recipient', recipient: mac },
    kysely === undefined ? {} : { in: kysely },
  );
  return taken.ok;
}
