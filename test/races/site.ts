import { type Accounts, createAccounts, type Database, openDatabase, type User } from '@latchkey/accounts';
import { createKeyring, createLogin, type Login } from '@latchkey/session';
import { createWeb, loginFor } from '@latchkey/web';

export interface Site {
  readonly accounts: Accounts;
  readonly login: Login<User>;
  answer(request: Request): Promise<Response>;
}

/** Whether everybody needs a second factor. */
export type Policy = 'optional' | 'required';

const secrets = ['8ZxkQ0uV3fJrT6yWc1NpEo5sLh9BgDm2Ka7iXvRtUqY'];

/** The pages over the database that several processes share, under each policy. A mail says nothing but the token of its link. */
export async function openSites(databaseUrl: string): Promise<Readonly<Record<Policy, Site>>> {
  const database = await openDatabase(databaseUrl);
  return { optional: siteOver(database, 'optional'), required: siteOver(database, 'required') };
}

function siteOver(database: Database, second: Policy): Site {
  const accounts = createAccounts({
    database,
    keyring: createKeyring(secrets),
    limits: 'off',
    factors: { second },
    mail: {
      compose: ({ template, token }) => ({ subject: template, text: token?.reveal() ?? '', html: '' }),
    },
  });
  const login = createLogin({ ...loginFor(accounts), secrets, clientAddress: () => '192.0.2.1' });
  const onError = (error: unknown) => console.error(error);
  const web = createWeb({ login, accounts, magicLink: true, onError });
  return { accounts, login, answer: async (request) => web.fetch(request) };
}
