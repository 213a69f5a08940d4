import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import type { AccountsSettings } from '../accounts.ts';
import { recordAudit } from '../audit/record.ts';
import { askForEmailChange } from '../email-change/ask-for-email-change.ts';
import { logInWithPassword } from '../log-in/log-in-with-password.ts';
import { client, mailbox, oldPassword } from '../recovery/test-mailbox.ts';
import { sessionStore } from '../sessions/store.ts';
import { seriesOf, sessionOf } from '../sessions/test-records.ts';
import type { TestScope } from '../testing.ts';
import { issueToken } from '../tokens/one-time-token.ts';
import { deleteUser, disableUser } from '../users/change-user.ts';
import { findUser } from '../users/find.ts';
import type { User } from '../users/user.ts';
import { type AskedDeletion, askForDeletion } from './ask-for-deletion.ts';
import { deleteDue } from './delete-due.ts';

const dayMs = 86_400_000;

async function open(scope: TestScope, settings: Partial<Omit<AccountsSettings, 'mail'>> = {}) {
  const box = await mailbox(scope, { mail: { verification: 'off' }, ...settings });
  const { accounts, clock, ada, database } = box;
  const store = sessionStore(accounts);
  const begin = async (idHash: string, user: User = ada) => {
    const next = seriesOf(user, `series ${idHash}`, { atMs: clock() });
    const session = sessionOf(user, idHash, { series: next.series, atMs: clock() });
    return await store.start(session, { user, series: { next } });
  };
  await begin('here');
  await begin('there');
  const ask = (changes: Partial<AskedDeletion> = {}) =>
    askForDeletion(accounts, { user: ada, sessionIdHash: 'here', confirmation: 'ada', ...changes }, client);
  const logIn = (identifier = 'ada', password = oldPassword) =>
    logInWithPassword(accounts, { identifier, password }, client);
  const templates = async () => (await box.written()).map(({ template, to }) => `${template} to ${to}`);
  const dump = async () => {
    const tables = await sql<{ name: string }>`SELECT name FROM sqlite_schema WHERE type = 'table'`.execute(
      database.kysely,
    );
    const rows = tables.rows.map(
      async ({ name }) => (await sql`SELECT * FROM ${sql.table(name)}`.execute(database.kysely)).rows,
    );
    return JSON.stringify(await Promise.all(rows));
  };
  return { ...box, store, begin, ask, logIn, templates, dump };
}

test('whoever asks is told the day, loses every session and link at once, and has a mail', async (t) => {
  const { accounts, ada, ask, store, clock, templates, audited, database } = await open(t);
  await issueToken(accounts, { purpose: 'reset-password', userId: ada.id, lifetimeMs: dayMs });
  assert.deepEqual(await ask(), { ok: true, deletesAtMs: clock() + 7 * dayMs });
  assert.deepEqual([store.find('here'), store.find('there')], [undefined, undefined]);
  assert.equal(store.findSeries('series there'), undefined);
  assert.deepEqual(await database.kysely.selectFrom('one_time_tokens').selectAll().execute(), []);
  assert.deepEqual(await templates(), ['deletion-asked to ada@example.com']);
  assert.deepEqual(await audited('deletion-asked'), [{ who: ada.id, detail: null, actor: 'visitor' }]);
  assert.equal((await findUser(accounts, 'ada'))?.deletesAtMs, clock() + 7 * dayMs);
});

test('the name or the address must be typed, as people type them', async (t) => {
  const { ask, add, begin } = await open(t);
  const reasonFor = async (confirmation: string) => {
    const outcome = await ask({ confirmation });
    return !outcome.ok && outcome.reason === 'faults' ? outcome.faults[0]?.reason : outcome.ok;
  };
  assert.equal(await reasonFor('  '), 'empty');
  for (const wrong of ['delete', 'bob', 'ada@example.org', 'ad']) {
    assert.equal(await reasonFor(wrong), 'mismatch', wrong);
  }
  assert.equal(await reasonFor(' ADA@Example.COM '), true);
  const bob = await add({ username: 'Bob', password: oldPassword });
  await begin('bob’s', bob);
  assert.ok((await ask({ user: bob, sessionIdHash: 'bob’s', confirmation: 'ＢＯＢ' })).ok);
});

test('nothing is asked from a session that has ended, or for an account that was disabled, meanwhile', async (t) => {
  const { accounts, ada, ask, store } = await open(t);
  await store.end({ idHash: 'there' });
  assert.deepEqual(await ask({ sessionIdHash: 'there' }), { ok: false, reason: 'gone' });
  await disableUser(accounts, ada);
  assert.deepEqual(await ask(), { ok: false, reason: 'gone' });
});

test('a log-in within the seven days keeps the account, and the next sweep leaves it', async (t) => {
  const { accounts, ada, ask, logIn, clock, audited } = await open(t);
  await ask();
  clock.advance(7 * dayMs - 1);
  const outcome = await logIn();
  assert.ok(outcome.ok && outcome.isKept);
  clock.advance(dayMs);
  assert.deepEqual(await deleteDue(accounts), { deleted: 0, failed: [] });
  assert.equal((await findUser(accounts, 'ada'))?.deletesAtMs, undefined);
  assert.equal((await audited('deletion-cancelled'))[0]?.who, ada.id);
});

test('after seven days the account is gone, and a mail says goodbye', async (t) => {
  const { accounts, ask, logIn, clock, templates, audited } = await open(t);
  await ask();
  clock.advance(7 * dayMs - 1);
  assert.deepEqual(await deleteDue(accounts), { deleted: 0, failed: [] });
  clock.advance(1);
  assert.deepEqual(await deleteDue(accounts), { deleted: 1, failed: [] });
  assert.equal(await findUser(accounts, 'ada'), undefined);
  assert.deepEqual(await logIn(), { ok: false, reason: 'wrong' });
  assert.deepEqual(await templates(), ['account-deleted to ada@example.com']);
  assert.deepEqual(await audited('user-deleted'), [{ who: null, detail: null, actor: 'latchkey' }]);
  assert.deepEqual(await deleteDue(accounts), { deleted: 0, failed: [] });
});

for (const by of ['its owner', 'the operator']) {
  test(`of an account deleted by ${by} nothing is left that says whose it was, but the goodbye`, async (t) => {
    const { accounts, ada, ask, logIn, clock, dump, database, add } = await open(t, { limits: {} });
    await add({ username: 'bob', email: 'bob@example.com', password: oldPassword });
    await logIn('ada', 'wrong');
    await recordAudit(accounts, { event: 'log-in', result: 'success', userId: ada.id, client });
    await issueToken(accounts, { purpose: 'magic-link', userId: ada.id, lifetimeMs: 1, email: ada.email });
    await database.kysely
      .insertInto('pending_sign_ups')
      .values({
        ...{ token_hash: 'hash', sealed: 'sealed', email: 'Ada@Example.com', username: null },
        ...{ email_canonical: 'ada@example.com', username_canonical: null, password_hash: '' },
        ...{ browser_hash: 'hash', language: null, created_at: 0, expires_at: 1e15, mailed_at: 0 },
      })
      .execute();
    if (by === 'the operator') assert.ok(await deleteUser(accounts, ada));
    else {
      await ask();
      clock.advance(7 * dayMs);
      await deleteDue(accounts);
    }
    const { numDeletedRows } = await database.kysely
      .deleteFrom('mails')
      .where('template', '=', 'account-deleted')
      .executeTakeFirstOrThrow();
    assert.equal(numDeletedRows, 1n);
    const left = await dump();
    for (const trace of [ada.id, 'ada', 'Ada', client.agent]) assert.ok(!left.includes(trace), trace);
    assert.ok(left.includes('bob@example.com') && left.includes('"log-in"'), 'others stay, and so do lines');
    const addresses = database.kysely.selectFrom('audit').select('address').where('address', 'is not', null);
    assert.deepEqual(await addresses.execute(), []);
  });
}

test('mails to a new address of the person, or to another way to write the old one, go with the account', async (t) => {
  const { accounts, ada, add, begin, templates, database } = await open(t);
  const bob = await add({ username: 'bob', email: 'bob@example.com', password: oldPassword });
  await begin('bob’s', bob);
  const ask = (user: User, sessionIdHash: string, email: string) =>
    askForEmailChange(accounts, { user, sessionIdHash, email }, client);
  assert.ok((await ask(bob, 'bob’s', 'both@new.example')).ok);
  assert.ok((await ask(ada, 'here', 'both@new.example')).ok);
  const waiting = {
    template: 'verify-address',
    body: 'sealed',
    created_at: 0,
    next_try_at: 0,
    is_withheld: 0,
  } as const;
  const to = (recipient: string, user_id: string | null = null) => ({ ...waiting, recipient, user_id });
  const written = [to('Ada@Example.com'), to('ada@NEW.example'), to('ada@example.com', bob.id)];
  await database.kysely.insertInto('mails').values(written).execute();
  const asked = { purpose: 'change-email', userId: ada.id, email: 'Ada@new.example' } as const;
  await issueToken(accounts, { ...asked, lifetimeMs: dayMs });
  const confirm = { ...to('ADA@new.example'), template: 'confirm-email' };
  await database.kysely.insertInto('mails').values(confirm).execute();
  await deleteUser(accounts, ada);
  assert.deepEqual((await templates()).sort(), [
    'account-deleted to ada@example.com',
    'confirm-email to both@new.example',
    'confirm-email to both@new.example',
    'email-change-asked to bob@example.com',
    'verify-address to ada@NEW.example',
    'verify-address to ada@example.com',
  ]);
});

test('of a log-in and the deletion at the same moment one wins, whole', async (t) => {
  const { accounts, ask, logIn, clock, templates } = await open(t);
  await ask();
  clock.advance(7 * dayMs);
  const [outcome, { deleted }] = await Promise.all([logIn(), deleteDue(accounts)]);
  const isThere = (await findUser(accounts, 'ada')) !== undefined;
  assert.deepEqual([outcome.ok, deleted], isThere ? [true, 0] : [false, 1]);
  assert.equal((await templates()).includes('account-deleted to ada@example.com'), !isThere);
});

test('an account that is kept after the sweep has looked, and before its turn, is kept', async (t) => {
  const { accounts, ask, logIn, clock, add, begin } = await open(t, {
    onDelete: async (transaction) => {
      await sql`UPDATE users SET deletes_at = NULL`.execute(transaction);
    },
  });
  const bob = await add({ username: 'bob', password: oldPassword });
  await begin('bob’s', bob);
  await ask();
  clock.advance(1);
  await ask({ user: bob, sessionIdHash: 'bob’s', confirmation: 'bob' });
  clock.advance(7 * dayMs);
  assert.deepEqual(await deleteDue(accounts), { deleted: 1, failed: [] });
  assert.ok((await logIn('bob')).ok);
});

test('an account whose deletion fails stays whole and keeps no other; it is tried once a sweep', async (t) => {
  let tries = 0;
  const { accounts, ada, ask, clock, add, begin, database } = await open(t, {
    onDelete: async (_transaction, user) => {
      tries++;
      if (user.name === 'ada') throw new Error('the application failed');
    },
  });
  const bob = await add({ username: 'bob', password: oldPassword });
  await begin('bob’s', bob);
  await ask();
  await ask({ user: bob, sessionIdHash: 'bob’s', confirmation: 'bob' });
  clock.advance(7 * dayMs);
  const { deleted, failed } = await deleteDue(accounts);
  assert.deepEqual([deleted, tries], [1, 2]);
  assert.deepEqual(
    failed.map(({ userId, error }) => [userId, String(error)]),
    [[ada.id, 'Error: the application failed']],
  );
  assert.equal(await findUser(accounts, 'bob'), undefined);
  assert.equal((await findUser(accounts, 'ada'))?.id, ada.id);
  const mine = database.kysely.selectFrom('audit').select('event').where('user_id', '=', ada.id);
  assert.equal((await mine.execute()).length, 2);
});

test('it stops before the next account when it is told to', async (t) => {
  const { accounts, ask, clock } = await open(t);
  await ask();
  clock.advance(7 * dayMs);
  assert.deepEqual(await deleteDue(accounts, { signal: AbortSignal.abort() }), { deleted: 0, failed: [] });
});
