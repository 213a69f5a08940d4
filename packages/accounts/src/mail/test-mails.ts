import type { Accounts } from '../accounts.ts';
import { type TestAccounts, type TestScope, testAccounts } from '../testing.ts';
import type { Deliver, OutgoingMail } from './deliver.ts';
import type { ComposedMail, MailData } from './mail.ts';
import { type NewMail, queueMail } from './queue.ts';

/** The mail that says it all; what is in it must be found nowhere else. */
export const composed: ComposedMail = {
  subject: 'Your new password',
  text: 'Open https://login.example.com/reset?token=secret-of-the-mail',
  html: '<a href="https://login.example.com/reset?token=secret-of-the-mail">Open</a>',
};

/** Accounts that write mails. */
export async function testMails(scope: TestScope): Promise<TestAccounts> {
  return await testAccounts(scope, { mail: { compose: () => composed } });
}

const data: MailData = {
  template: 'reset-password',
  language: undefined,
  name: 'ada',
  atMs: 0,
  address: undefined,
  agent: undefined,
};

/** One mail to Ada, or to whom `mail` says. */
export async function write(accounts: Accounts, mail: Partial<NewMail> = {}): Promise<void> {
  await queueMail(accounts, { to: 'ada@example.org', data, ...mail }, { in: accounts.database.kysely });
}

export async function writeTo(accounts: Accounts, recipients: readonly string[]): Promise<void> {
  for (const to of recipients) await write(accounts, { to });
}

/** Takes every mail, and remembers it. */
export function keeping(): { readonly kept: OutgoingMail[]; readonly deliver: Deliver } {
  const kept: OutgoingMail[] = [];
  return {
    kept,
    deliver: async (mail) => {
      kept.push(mail);
      return { ok: true };
    },
  };
}

/** A mail server that is down, or says no. */
export function failing(error = 'ECONNREFUSED', isPermanent = false): Deliver {
  return async () => ({ ok: false, isPermanent, error });
}

export async function rows({ database }: Accounts) {
  return await database.kysely.selectFrom('mails').selectAll().orderBy('id').execute();
}
