import { TOTP } from 'otpauth';
import type { Accounts, AccountsSettings, MailSettings } from '../accounts.ts';
import { logInWithPassword } from '../log-in/log-in-with-password.ts';
import type { ComposeMail, MailTemplate } from '../mail/mail.ts';
import { openBody } from '../mail/queue.ts';
import { sessionStore } from '../sessions/store.ts';
import { sessionOf } from '../sessions/test-records.ts';
import { type TestAccounts, type TestScope, testAccounts } from '../testing.ts';
import { addTotp } from '../totp/add-totp.ts';
import { newTotp } from '../totp/new-totp.ts';
import { findUserById } from '../users/find.ts';
import { addUser, type NewUser } from '../users/sign-up.ts';
import type { User } from '../users/user.ts';

/** A mail as it was written; `isWithheld`: it is never sent. */
export interface WrittenMail {
  readonly to: string;
  readonly template: string;
  readonly isWithheld: boolean;
  readonly name: string;
  readonly language: string;
  /** What its link carries. */
  readonly token: string;
}

/** Accounts that write mails, and whoever reads them; for the tests of what goes by mail. */
export interface Mailbox extends TestAccounts {
  /** `ada`, ada@example.com, with the password `oldPassword`. */
  readonly ada: User;
  add(account: NewUser): Promise<User>;
  /** Every mail so far, oldest first. */
  written(): Promise<WrittenMail[]>;
  /** The token in the newest mail of this kind that is sent. */
  mailed(template: MailTemplate): Promise<string>;
  /** Whether this is the password, whatever else is asked for. */
  logsIn(identifier: string, password: string): Promise<boolean>;
  user(id: string): Promise<UserNow>;
  /** Somebody has set up an authenticator app for ada, whose address nobody has proven. */
  addApp(): Promise<void>;
  audited(event: string): Promise<{ who: string | null; detail: string | null; actor: string }[]>;
}

export type UserNow = Awaited<ReturnType<typeof userNow>>;

export const oldPassword = 'kestrel on the mast';
export const newPassword = 'heron under the pier';
export const client = { address: '192.0.2.1', agent: 'A browser', language: 'en' };

export async function mailbox(
  scope: TestScope,
  { mail, ...settings }: Partial<Omit<AccountsSettings, 'mail'>> & { mail?: Partial<MailSettings> } = {},
): Promise<Mailbox> {
  const made = await testAccounts(scope, { mail: { compose, ...mail }, ...settings });
  const { accounts } = made;
  const ada = await add(accounts, { username: 'ada', email: 'ada@example.com', password: oldPassword });
  const written = () => mailsIn(accounts);
  return {
    ...made,
    ada,
    written,
    add: (account) => add(accounts, account),
    mailed: async (template) => {
      const sent = (await written()).filter((one) => one.template === template && !one.isWithheld);
      return sent.at(-1)?.token ?? `no ${template}`;
    },
    logsIn: async (identifier, password) => {
      const outcome = await logInWithPassword(accounts, { identifier, password }, client);
      return outcome.ok || outcome.reason === 'factor-missing';
    },
    user: (id) => userNow(accounts, id),
    addApp: () => addApp(accounts, ada),
    audited: async (event) => {
      const rows = accounts.database.kysely.selectFrom('audit').selectAll().where('event', '=', event);
      const found = await rows.orderBy('id').execute();
      return found.map((row) => ({
        who: row.user_id ?? row.identifier_mac,
        detail: row.detail,
        actor: row.actor,
      }));
    },
  };
}

/** Tells in its text what it was asked to write. */
const compose: ComposeMail = ({ template, name, language = 'none', token }) => ({
  subject: template,
  text: JSON.stringify([name, language, token?.reveal() ?? '']),
  html: '',
});

async function mailsIn(accounts: Accounts): Promise<WrittenMail[]> {
  const rows = await accounts.database.kysely.selectFrom('mails').selectAll().orderBy('id').execute();
  return rows.map((row) => {
    const text = openBody(accounts, row.body ?? '')?.text ?? '[]';
    // Proof: `compose` above wrote it.
    const [name = '', language = '', token = ''] = JSON.parse(text) as string[];
    return {
      to: row.recipient,
      template: row.template,
      isWithheld: row.is_withheld === 1,
      name,
      language,
      token,
    };
  });
}

async function add(accounts: Accounts, account: NewUser): Promise<User> {
  const added = await addUser(accounts, account);
  if (!added.ok) throw new Error(`No account was made: ${added.reason}`);
  return added.user;
}

/** Proven for the moment: it is refused otherwise, and there are accounts from before addresses were proven. */
async function addApp(accounts: Accounts, { id }: User): Promise<void> {
  const { clock, database } = accounts;
  const prove = (email_verified_at: number | null) =>
    database.kysely.updateTable('users').set({ email_verified_at }).where('id', '=', id).execute();
  await prove(1);
  const user = await findUserById(database.kysely, id);
  if (user === undefined) throw new Error('The account is gone.');
  const sessionIdHash = 'with the app';
  await sessionStore(accounts).start(sessionOf(user, sessionIdHash, { atMs: clock() }), { user });
  const { seed, sealed } = newTotp(accounts, user);
  const code = new TOTP({ secret: seed.reveal() }).generate({ timestamp: clock() });
  const added = await addTotp(accounts, { enrolling: { user, sessionIdHash }, sealed, code }, client);
  if (!added.ok) throw new Error(`No app was added: ${added.reason}`);
  await prove(null);
}

async function userNow({ database }: Accounts, id: string) {
  const row = await database.kysely
    .selectFrom('users')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  return {
    hasPassword: row.password_hash !== null,
    verifiedAtMs: row.email_verified_at,
    version: row.credentials_version,
  };
}
