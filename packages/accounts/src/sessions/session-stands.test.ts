import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type Transaction,
} from 'kysely';
import type { Schema } from '../database/schema.ts';
import { askForDeletion } from '../deletion/ask-for-deletion.ts';
import { askForEmailChange } from '../email-change/ask-for-email-change.ts';
import { withdrawEmailChange } from '../email-change/cancel-email-change.ts';
import { client, type Mailbox, mailbox } from '../recovery/test-mailbox.ts';
import type { TestScope } from '../testing.ts';
import { issueToken } from '../tokens/one-time-token.ts';
import { disableUser } from '../users/change-user.ts';
import { changeUsername } from '../users/change-username.ts';
import { clearCredentials } from '../users/clear-credentials.ts';
import { endOtherSessions } from './end.ts';
import { stillStands } from './session-stands.ts';
import { sessionStore } from './store.ts';
import { sessionOf } from './test-records.ts';

// `changePassword` says the same in its own test: it asks for the password first.

type Work = (made: Mailbox) => Promise<unknown>;
const sessionIdHash = 'of a thief';

const works: Readonly<Record<string, Work>> = {
  changeUsername: ({ accounts, ada: user }) =>
    changeUsername(accounts, { user, sessionIdHash, username: 'thief' }, client),
  askForEmailChange: ({ accounts, ada: user }) =>
    askForEmailChange(accounts, { user, sessionIdHash, email: 'thief@example.com' }, client),
  withdrawEmailChange: ({ accounts, ada: user }) =>
    withdrawEmailChange(accounts, { user, sessionIdHash }, client),
  endOtherSessions: ({ accounts, ada: user }) =>
    endOtherSessions(accounts, { user, keep: sessionIdHash }, client),
  askForDeletion: ({ accounts, ada: user }) =>
    askForDeletion(accounts, { user, sessionIdHash, confirmation: 'ada' }, client),
};

const ends: Readonly<Record<string, Work>> = {
  'the session was ended': ({ accounts }) => sessionStore(accounts).end({ idHash: sessionIdHash }),
  'the account was taken back by a reset': ({ database, ada }) =>
    database.kysely
      .transaction()
      .execute((transaction) => clearCredentials(transaction, ada.id, { reason: 'password-reset' })),
  'the account was disabled': ({ accounts, ada }) => disableUser(accounts, ada),
};

/** What the work could change. */
async function state({ database: { kysely } }: Mailbox) {
  return [
    await kysely.selectFrom('users').selectAll().execute(),
    await kysely.selectFrom('sessions').selectAll().execute(),
    await kysely.selectFrom('one_time_tokens').selectAll().execute(),
    await kysely.selectFrom('mails').selectAll().execute(),
    await kysely.selectFrom('audit').selectAll().execute(),
  ];
}

async function open(scope: TestScope): Promise<Mailbox> {
  const box = await mailbox(scope, { mail: { verification: 'off' } });
  const { accounts, ada: user, clock } = box;
  await sessionStore(accounts).start(sessionOf(user, sessionIdHash, { atMs: clock() }), { user });
  return box;
}

for (const [name, work] of Object.entries(works)) {
  for (const [end, comeAbout] of Object.entries(ends)) {
    test(`${name} does nothing when ${end} after its guard`, async (t) => {
      const box = await open(t);
      const { accounts, ada: user, clock } = box;
      await comeAbout(box);
      await sessionStore(accounts).start(sessionOf(user, 'of the owner', { atMs: clock() }), { user });
      const about = { purpose: 'change-email', userId: user.id, email: 'ada@new.example' } as const;
      await issueToken(accounts, { ...about, lifetimeMs: 3_600_000 });
      const before = await state(box);
      assert.deepEqual(await work(box), { ok: false, reason: 'gone' });
      assert.deepEqual(await state(box), before);
    });
  }

  test(`${name} works while the session stands`, async (t) => {
    const outcome = await work(await open(t));
    assert.ok(typeof outcome === 'object' && outcome !== null && 'ok' in outcome && outcome.ok === true);
  });
}

async function stands({ accounts, ada: user }: Mailbox): Promise<boolean> {
  const transaction = accounts.database.kysely.transaction();
  return await transaction.execute((open) => stillStands(open, { user, sessionIdHash }));
}

test('whoever asks whether a session still stands changes nothing by it', async (t) => {
  const box = await open(t);
  const before = await state(box);
  assert.equal(await stands(box), true);
  assert.deepEqual(await state(box), before);
});

for (const [end, comeAbout] of Object.entries(ends)) {
  test(`a session stands no more when ${end}`, async (t) => {
    const box = await open(t);
    await comeAbout(box);
    assert.equal(await stands(box), false);
  });
}

test('asking locks the account, where a database lets two transactions write at once', async (t) => {
  const { ada: user } = await open(t);
  const statements: string[] = [];
  const postgres = new Kysely<Schema>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (kysely) => new PostgresIntrospector(kysely),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
    log: ({ query }) => {
      statements.push(query.sql);
    },
  });
  const ask = (transaction: Transaction<Schema>) => stillStands(transaction, { user, sessionIdHash });
  await postgres.transaction().execute(ask);
  assert.equal(statements.length, 1);
  assert.match(statements[0] ?? '', /^update "users" set "id" = "users"\."id" where /);
});
