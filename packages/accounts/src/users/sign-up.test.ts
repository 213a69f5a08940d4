import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Callbacks } from '../accounts.ts';
import { testAccounts } from '../testing.ts';
import { findUser, listUsers } from './find.ts';
import { addUser, type SignUpForm, signUp } from './sign-up.ts';

const client = { address: '192.0.2.1' };
const ada: SignUpForm = { username: 'Ada', email: 'Ada@Example.com', password: 'kestrel on the mast' };

test('a person signs up, and is found by name and by mail address, whatever the case', async (t) => {
  const { accounts, clock } = await testAccounts(t);
  const outcome = await signUp(
    accounts,
    { ...ada, username: ' Ada ', confirmPassword: ada.password },
    client,
  );
  assert.ok(outcome.ok);
  const { id, ...user } = outcome.user;
  assert.match(id, /^[0-9a-f-]{36}$/);
  assert.deepEqual(user, {
    username: 'Ada',
    email: 'Ada@Example.com',
    name: 'Ada',
    createdAtMs: clock(),
    credentialsVersion: 1,
  });
  for (const identifier of ['ADA', ' ada', 'ada@EXAMPLE.com']) {
    assert.deepEqual(await findUser(accounts, identifier), outcome.user, identifier);
  }
  assert.equal(await findUser(accounts, 'nobody'), undefined);
});

test('the password is stored as a hash only, and one line in the audit says who signed up', async (t) => {
  const { accounts, database } = await testAccounts(t);
  const outcome = await signUp(accounts, ada, client);
  const row = await database.kysely.selectFrom('users').select('password_hash').executeTakeFirstOrThrow();
  assert.match(row.password_hash ?? '', /^\$argon2id\$/);
  const lines = await database.kysely
    .selectFrom('audit')
    .select(['event', 'user_id', 'address', 'actor'])
    .execute();
  const userId = outcome.ok && outcome.user.id;
  assert.deepEqual(lines, [{ event: 'signed-up', user_id: userId, address: '192.0.2.1', actor: 'visitor' }]);
});

test('everything that is wrong is told at once, in the order of the form', async (t) => {
  const { accounts } = await testAccounts(t);
  const form = { username: 'a@b', email: 'nonsense', password: 'short', confirmPassword: 'shirt' };
  assert.deepEqual(await signUp(accounts, form, client), {
    ok: false,
    reason: 'faults',
    faults: [
      { field: 'username', reason: 'has-at-sign' },
      { field: 'email', reason: 'invalid' },
      { field: 'password', reason: 'too-short', values: { minimum: 8 } },
      { field: 'confirmPassword', reason: 'mismatch' },
    ],
  });
});

test('each field left empty has its own fault', async (t) => {
  const { accounts } = await testAccounts(t);
  const outcome = await signUp(
    accounts,
    { username: '', email: ' ', password: '', confirmPassword: '' },
    client,
  );
  const fields = ['username', 'email', 'password', 'confirmPassword'] as const;
  const faults = fields.map((field) => ({ field, reason: 'empty' }));
  assert.deepEqual(outcome, { ok: false, reason: 'faults', faults });
});

test('a taken name and a taken mail address are both told, beside a bad password', async (t) => {
  const { accounts } = await testAccounts(t);
  await signUp(accounts, ada, client);
  const outcome = await signUp(
    accounts,
    { username: 'ＡＤＡ', email: 'ADA@example.COM', password: 'x' },
    client,
  );
  assert.ok(!outcome.ok && outcome.reason === 'faults');
  assert.deepEqual(
    outcome.faults.map(({ field, reason }) => `${field} ${reason}`),
    ['username taken', 'email taken', 'password too-short'],
  );
});

test('of many sign-ups with the same mail at the same moment, case aside, one makes an account', async (t) => {
  const { accounts, database } = await testAccounts(t);
  const outcomes = await Promise.all(
    ['ada@example.com', 'ADA@example.com', 'Ada@Example.com', 'aDa@EXAMPLE.com'].map((email, index) =>
      signUp(accounts, { ...ada, username: `ada${index}`, email }, client),
    ),
  );
  assert.equal(outcomes.filter(({ ok }) => ok).length, 1);
  for (const outcome of outcomes.filter(({ ok }) => !ok)) {
    assert.deepEqual(outcome, { ok: false, reason: 'faults', faults: [{ field: 'email', reason: 'taken' }] });
  }
  assert.equal((await listUsers(accounts)).length, 1);
  assert.equal((await database.kysely.selectFrom('audit').selectAll().execute()).length, 1);
});

test('the twenty-first sign-up of an hour from one address waits, also when it only asks what is taken', async (t) => {
  const { accounts, clock } = await testAccounts(t, { limits: {} });
  const asking = { ...ada, password: 'x' };
  for (let count = 0; count < 20; count++) await signUp(accounts, asking, client);
  assert.deepEqual(await signUp(accounts, ada, client), {
    ok: false,
    reason: 'limited',
    retryAfterSeconds: 3600,
  });
  assert.equal((await signUp(accounts, ada, { address: '192.0.2.2' })).ok, true);
  clock.advance(3_600_000);
  const bo = { ...ada, username: 'bo lind', email: 'bo@example.com' };
  assert.equal((await signUp(accounts, bo, client)).ok, true);
});

test('a form with nothing in it costs no place in the limit', async (t) => {
  const { accounts } = await testAccounts(t, { limits: {} });
  const empty = { username: '', email: '', password: '', confirmPassword: '' };
  for (let count = 0; count < 30; count++) await signUp(accounts, empty, client);
  assert.equal((await signUp(accounts, ada, client)).ok, true);
});

test('when too many passwords are being hashed, a sign-up is told to come back', async (t) => {
  const { accounts } = await testAccounts(t, { passwords: { atOnce: 1, queue: 0 } });
  const forms = ['ada', 'bob', 'eve'].map((username) => ({
    ...ada,
    username,
    email: `${username}@example.com`,
  }));
  const outcomes = await Promise.all(forms.map((form) => signUp(accounts, form, client)));
  const busy = outcomes.filter((outcome) => !outcome.ok && outcome.reason === 'busy');
  assert.equal(busy.length, 2);
  for (const outcome of busy) assert.ok('retryAfterSeconds' in outcome && outcome.retryAfterSeconds > 0);
});

const withProfiles = (onSignUp: NonNullable<Callbacks['onSignUp']>) => ({ onSignUp });
const makeProfiles = sql`CREATE TABLE profiles (user_id TEXT PRIMARY KEY REFERENCES users (id), slug TEXT UNIQUE) STRICT`;

test("an application's own row is made with the account, or neither is", async (t) => {
  let fails = false;
  const settings = withProfiles(async (transaction, user) => {
    await sql`INSERT INTO profiles VALUES (${user.id}, ${user.name})`.execute(transaction);
    if (fails) throw new Error('the application failed');
  });
  const { accounts, database } = await testAccounts(t, settings);
  await makeProfiles.execute(database.kysely);
  await signUp(accounts, ada, client);
  fails = true;
  const bob = { ...ada, username: 'bob', email: 'bob@example.com' };
  await assert.rejects(signUp(accounts, bob, client), { message: 'the application failed' });
  const profiles = await sql<{ slug: string }>`SELECT slug FROM profiles`.execute(database.kysely);
  assert.deepEqual(profiles.rows, [{ slug: 'Ada' }]);
  assert.deepEqual(
    (await listUsers(accounts)).map(({ name }) => name),
    ['Ada'],
  );
});

test("what is taken in an application's own table is not told as a taken name", async (t) => {
  const settings = withProfiles(async (transaction, user) => {
    await sql`INSERT INTO profiles VALUES (${user.id}, 'the same')`.execute(transaction);
  });
  const { accounts, database } = await testAccounts(t, settings);
  await makeProfiles.execute(database.kysely);
  await signUp(accounts, ada, client);
  const bob = { ...ada, username: 'bob', email: 'bob@example.com' };
  await assert.rejects(signUp(accounts, bob, client), /UNIQUE constraint failed: profiles\.slug/);
});

test('a callback that takes longer than a second is undone, and what it does later touches nothing', async (t) => {
  const late = Promise.withResolvers<unknown>();
  const settings = withProfiles(async (transaction, user) => {
    if (user.name !== 'Ada') return;
    await pause(1_100);
    const insert = sql`INSERT INTO profiles VALUES (${user.id}, 'late')`.execute(transaction);
    late.resolve(
      insert.then(
        () => 'written',
        (error: unknown) => error,
      ),
    );
  });
  const { accounts, database } = await testAccounts(t, settings);
  await makeProfiles.execute(database.kysely);
  await assert.rejects(signUp(accounts, ada, client), { code: 'callback-too-slow' });
  const [, refusal] = await Promise.all([
    signUp(accounts, { ...ada, username: 'bob', email: 'bob@example.com' }, client),
    late.promise,
  ]);
  assert.ok(refusal instanceof Error && /already rolled back/.test(refusal.message));
  assert.deepEqual(
    (await listUsers(accounts)).map(({ name }) => name),
    ['bob'],
  );
  assert.deepEqual((await sql`SELECT * FROM profiles`.execute(database.kysely)).rows, []);
});

test('the operator adds an account with a user name alone, or a mail address alone, but not with neither', async (t) => {
  const { accounts, clock } = await testAccounts(t);
  const { password } = ada;
  await addUser(accounts, { username: 'ada', password });
  clock.advance(1);
  await addUser(accounts, { email: 'bob@example.com', password });
  assert.deepEqual(
    (await listUsers(accounts)).map(({ name }) => name),
    ['ada', 'bob@example.com'],
  );
  await assert.rejects(addUser(accounts, { password }), { code: 'user-unnamed' });
  const again = await addUser(accounts, { username: 'ADA', password });
  assert.deepEqual(again, { ok: false, reason: 'faults', faults: [{ field: 'username', reason: 'taken' }] });
});
