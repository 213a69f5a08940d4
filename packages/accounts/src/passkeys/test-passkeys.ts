import type { Client } from '../accounts.ts';
import { client, testChanges } from '../email-change/test-changes.ts';
import { type Authenticator, createAuthenticator, type Lies, type TestScope } from '../testing.ts';
import type { User } from '../users/user.ts';
import { addPasskey } from './add-passkey.ts';
import { askForNewPasskey, askForOwnPasskey, askForPasskey } from './ask.ts';
import { logInWithPasskey, type PasskeyLogIn } from './log-in-with-passkey.ts';
import { spendPasskey, verifyPasskey } from './verify-passkey.ts';

const origin = 'https://example.org';
/** Asked on this site and in this browser. */
export const ask = { relyingParty: { id: 'example.org', origin, name: 'Example' }, binding: 'this browser' };
export { client };

/** A phone: it keeps its keys, asks for a finger and counts. */
export function phone(options: Partial<Parameters<typeof createAuthenticator>[0]> = {}): Authenticator {
  return createAuthenticator({ origin, ...options });
}

type Settings = Parameters<typeof testChanges>[1];

/** `ada` and `bob` with proven addresses, and what people do with their passkeys. */
export async function testPasskeys(scope: TestScope, settings: Settings = {}) {
  const made = await testChanges(scope, settings);
  const { accounts, database, inSession, user } = made;
  await made.add({ username: 'bob', email: 'bob@example.com' });
  await database.kysely.updateTable('users').set({ email_verified_at: 1 }).execute();
  const answerTo = async (options: string | undefined, device: Authenticator, lies?: Lies) => ({
    ...ask,
    response: await device.get(options ?? '{}', lies),
  });
  /** What the device says when this person logs in. */
  const answer = async (device: Authenticator, lies?: Lies) =>
    answerTo(askForPasskey(accounts, ask), device, lies);
  const send = (given: PasskeyLogIn, by: Client = client) => logInWithPasskey(accounts, given, by);
  /** What the device says when it is asked for as a second factor. */
  const ownAnswer = async (of: User, device: Authenticator, lies?: Lies) =>
    answerTo(await askForOwnPasskey(accounts, { ...ask, user: of }), device, lies);
  const newAnswer = async (of: User, device: Authenticator, lies?: Lies) => ({
    ...ask,
    response: await device.create(await askForNewPasskey(accounts, { ...ask, user: of }), lies),
  });
  return {
    ...made,
    answer,
    send,
    ownAnswer,
    newAnswer,
    logIn: async (device: Authenticator, lies?: Lies) => send(await answer(device, lies)),
    /** Verifies and spends it; `undefined`: it is worth nothing. */
    prove: async (of: User, given: PasskeyLogIn) => {
      const verified = await verifyPasskey(accounts, given, { user: of });
      if (verified === undefined) return undefined;
      const transaction = database.kysely.transaction();
      return await transaction.execute((open) => spendPasskey(accounts, open, { verified, client }));
    },
    /** In a session of its own. */
    addTo: async (name: string, device: Authenticator, options: { name?: string; lies?: Lies } = {}) => {
      const enrolling = await inSession(await user(name));
      const given = await newAnswer(enrolling.user, device, options.lies);
      return await addPasskey(accounts, { enrolling, answer: given, name: options.name ?? '' }, client);
    },
    rows: () => database.kysely.selectFrom('passkeys').selectAll().orderBy('created_at').execute(),
    spent: async () => (await database.kysely.selectFrom('spent_challenges').selectAll().execute()).length,
    /** The details of the log-ins that were refused. */
    refusals: async () =>
      (await made.audited('log-in'))
        .filter(({ result }) => result === 'failure')
        .map(({ userId, detail }) => ({ userId, detail })),
  };
}
