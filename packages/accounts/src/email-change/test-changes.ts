import type { Accounts, AccountsSettings, MailSettings } from '../accounts.ts';
import type { ComposeMail, MailTemplate } from '../mail/mail.ts';
import { openBody } from '../mail/queue.ts';
import { sessionStore } from '../sessions/store.ts';
import { sessionOf } from '../sessions/test-records.ts';
import { type TestScope, testAccounts } from '../testing.ts';
import { findUser } from '../users/find.ts';
import { addUser } from '../users/sign-up.ts';
import type { User } from '../users/user.ts';
import { askForEmailChange } from './ask-for-email-change.ts';
import { confirmEmailChange } from './confirm-email-change.ts';

export const client = { address: '192.0.2.1', agent: 'A browser', language: 'en' };
const password = 'kestrel on the mast';

export interface SentMail {
  readonly to: string;
  readonly template: string;
  readonly name: string;
  /** The new address that it names. */
  readonly email: string;
}

type Settings = Partial<Omit<AccountsSettings, 'mail'>> & { readonly mail?: Partial<MailSettings> };

/** `ada` with the proven address ada@example.com, and everything that is asked about a change of it. */
export async function testChanges(scope: TestScope, { mail, ...settings }: Settings = {}) {
  const made = await testAccounts(scope, { mail: { compose, ...mail }, ...settings });
  const { accounts, database } = made;
  const add = async (names: { username?: string; email?: string }): Promise<User> => {
    const added = await addUser(accounts, { ...names, password });
    if (!added.ok) throw new Error('No account was made.');
    return added.user;
  };
  const user = async (name: string): Promise<User> => {
    const found = await findUser(accounts, name);
    if (found === undefined) throw new Error(`There is no ${name}.`);
    return found;
  };
  const { id } = await add({ username: 'ada', email: 'ada@example.com' });
  await database.kysely.updateTable('users').set({ email_verified_at: 1 }).where('id', '=', id).execute();
  let sessions = 0;
  /** This account, in a session of its own. */
  const inSession = async (of: User) => {
    sessions++;
    const sessionIdHash = `session ${sessions}`;
    await sessionStore(accounts).start(sessionOf(of, sessionIdHash, { atMs: made.clock() }), { user: of });
    return { user: of, sessionIdHash };
  };
  const written = () => mailsIn(accounts);
  const sent = async () => (await written()).filter(({ isWithheld }) => !isWithheld);
  return {
    ...made,
    add,
    user,
    ada: await user('ada'),
    written,
    /** What was sent, oldest first. */
    sent: async (): Promise<SentMail[]> =>
      (await sent()).map(({ to, template, name, email }) => ({ to, template, name, email })),
    /** The token in the newest mail of this kind. */
    mailed: (template: MailTemplate) => newestToken(accounts, template),
    inSession,
    ask: async (email: string, by?: User) =>
      askForEmailChange(accounts, { ...(await inSession(by ?? (await user('ada')))), email }, client),
    /** By Ada, logged in. */
    confirm: async (token: string, by?: User) =>
      confirmEmailChange(accounts, { token, by: by ?? (await user('ada')) }, client),
    audited: (event: string) => auditedIn(accounts, event),
  };
}

/** Tells in its text what it was asked to write. */
const compose: ComposeMail = ({ template, name, email = '', token }) => ({
  subject: template,
  text: JSON.stringify([name, email, token?.reveal() ?? '']),
  html: '',
});

async function mailsIn(accounts: Accounts) {
  const rows = await accounts.database.kysely.selectFrom('mails').selectAll().orderBy('id').execute();
  return rows.map((row) => ({
    ...read(openBody(accounts, row.body ?? '')?.text),
    to: row.recipient,
    template: row.template,
    isWithheld: row.is_withheld === 1,
    userId: row.user_id,
  }));
}

async function newestToken(accounts: Accounts, template: MailTemplate): Promise<string> {
  const mails = accounts.database.kysely.selectFrom('mails').select('body').where('is_withheld', '=', 0);
  const newest = mails.where('template', '=', template).orderBy('id', 'desc');
  const body = (await newest.executeTakeFirst())?.body ?? '';
  return read(openBody(accounts, body)?.text).token;
}

async function auditedIn({ database }: Accounts, event: string) {
  const rows = database.kysely.selectFrom('audit').selectAll().where('event', '=', event).orderBy('id');
  return (await rows.execute()).map(({ user_id: userId, result, detail, agent }) => ({
    userId,
    result,
    detail,
    agent,
  }));
}

function read(text = '[]') {
  // Proof: `compose` above wrote it.
  const [name = '', email = '', token = ''] = JSON.parse(text) as string[];
  return { name, email, token };
}
