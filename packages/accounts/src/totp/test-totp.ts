import { type TOTP, URI } from 'otpauth';
import type { Accounts, AccountsSettings, MailSettings } from '../accounts.ts';
import type { MailData } from '../mail/mail.ts';
import { sessionStore } from '../sessions/store.ts';
import { sessionOf } from '../sessions/test-records.ts';
import { type TestScope, testAccounts } from '../testing.ts';
import type { Secret } from '../tokens/secret.ts';
import { findUserById } from '../users/find.ts';
import { addUser } from '../users/sign-up.ts';
import type { User } from '../users/user.ts';
import { addTotp } from './add-totp.ts';
import { checkTotp } from './check-totp.ts';
import { newTotp } from './new-totp.ts';

export const client = { address: '192.0.2.1', agent: 'A browser', language: 'en' };
export const stepMs = 30_000;

type Settings = Partial<Omit<AccountsSettings, 'mail'>> & { readonly mail?: Partial<MailSettings> };

/** A phone: it knows what it has scanned, and the time. */
export interface App {
  /** What it shows now, or so many steps of 30 s later. */
  code(stepsLater?: number): string;
  /** What it does not show. */
  wrongCode(): string;
}

/** `ada` with a proven address, people like her, and their phones; for the tests of codes. */
export async function testTotp(scope: TestScope, { mail, ...settings }: Settings = {}) {
  const mails: MailData[] = [];
  const compose = (data: MailData) => {
    mails.push(data);
    return { subject: data.template, text: '', html: '' };
  };
  const made = await testAccounts(scope, {
    siteName: 'The Shop',
    mail: { compose, ...mail },
    ...settings,
  });
  const { accounts, clock } = made;
  const appOf = (uri: Secret): App => appFrom(uri, clock);
  let sessions = 0;
  /** This account, in a session of its own. */
  const inSession = async (user: User) => {
    sessions += 1;
    const sessionIdHash = `session ${sessions}`;
    await sessionStore(accounts).start(sessionOf(user, sessionIdHash, { atMs: clock() }), { user });
    return { user, sessionIdHash };
  };
  return {
    ...made,
    mails,
    appOf,
    inSession,
    ada: await addProven(accounts, 'ada'),
    add: (name: string) => addProven(accounts, name),
    now: (user: User) => reread(accounts, user),
    /** An authenticator app for this account, in a session that goes on; half a minute later, so that the next code is another. */
    addApp: async (user: User) => {
      const enrolling = await inSession(user);
      const { uri, sealed } = newTotp(accounts, user);
      const app = appOf(uri);
      const added = await addTotp(accounts, { enrolling, sealed, code: app.code() }, client);
      if (!added.ok) throw new Error(`No app was added: ${added.reason}`);
      clock.advance(stepMs);
      return { app, user: added.user, sessionIdHash: enrolling.sessionIdHash };
    },
    check: (user: User, code: string, by = accounts) => checkIn(by, user, code),
    row: async ({ id }: User) =>
      await accounts.database.kysely
        .selectFrom('totps')
        .selectAll()
        .where('user_id', '=', id)
        .executeTakeFirst(),
    audited: (event: string) => auditedIn(accounts, event),
  };
}

function appFrom(uri: Secret, clock: () => number): App {
  // Proof: a page that says `otpauth://totp/` is one.
  const totp = URI.parse(uri.reveal()) as TOTP;
  const code = (stepsLater = 0) => totp.generate({ timestamp: clock() + stepsLater * stepMs });
  const near = () => [-3, -2, -1, 0, 1, 2, 3].map(code);
  const candidates = ['000000', '111111', '222222', '333333', '444444', '555555', '666666', '777777'];
  return { code, wrongCode: () => candidates.find((one) => !near().includes(one)) ?? '' };
}

async function addProven(accounts: Accounts, name: string): Promise<User> {
  const added = await addUser(accounts, { username: name, email: `${name}@example.com` });
  if (!added.ok) throw new Error('No account was made.');
  const users = accounts.database.kysely.updateTable('users').set({ email_verified_at: 1 });
  await users.where('id', '=', added.user.id).execute();
  return await reread(accounts, added.user);
}

async function reread({ database }: Accounts, { id }: User): Promise<User> {
  const user = await findUserById(database.kysely, id);
  if (user === undefined) throw new Error('The account is gone.');
  return user;
}

async function checkIn(accounts: Accounts, { id: userId }: User, code: string) {
  return await accounts.database.kysely
    .transaction()
    .execute((transaction) => checkTotp(accounts, transaction, { userId, code, client }));
}

async function auditedIn({ database }: Accounts, event: string) {
  const rows = database.kysely.selectFrom('audit').selectAll().where('event', '=', event).orderBy('id');
  return (await rows.execute()).map(({ user_id: userId, result, detail }) => ({ userId, result, detail }));
}
