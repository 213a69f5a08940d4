import assert from 'node:assert/strict';
import { test } from 'node:test';
import { frontDoor } from '../log-in/test-door.ts';
import { client } from '../recovery/test-mailbox.ts';
import { sweep } from '../sweep.ts';
import { hashOfToken } from '../tokens/token-text.ts';
import { askToSignUp } from './ask-to-sign-up.ts';
import { findSignUp } from './find-sign-up.ts';
import { chosen, waitingRoom } from './test-sign-up.ts';

const bob = { username: 'bob', email: 'Bob@Example.com', password: chosen };
const hourMs = 3_600_000;

test('a sign-up makes no account and reserves nothing: a link is mailed', async (t) => {
  const { accounts, signsUp, users, pending, written, logsIn } = await waitingRoom(t);
  const { browser, token } = await signsUp(bob);
  assert.deepEqual([await users(), await pending()], [1, 1]);
  const mail = { to: 'Bob@Example.com', template: 'verify-address', isWithheld: false };
  assert.deepEqual(await written(), [{ ...mail, name: 'Bob@Example.com', language: 'en', token }]);
  assert.deepEqual(await findSignUp(accounts, { token, browser }), {
    email: 'Bob@Example.com',
    username: 'bob',
    isHere: true,
  });
  assert.equal(await logsIn('bob', chosen), false);
  await signsUp(bob);
  assert.equal(await pending(), 2);
});

test('a known address is not told: its owner gets another mail, at the address as it is stored', async (t) => {
  const { signsUp, pending, written } = await waitingRoom(t);
  const { token } = await signsUp({ email: 'ADA@example.com' });
  assert.equal(token, '');
  assert.equal(await pending(), 1);
  const mail = { to: 'ada@example.com', template: 'already-registered', isWithheld: false };
  assert.deepEqual(await written(), [{ ...mail, name: 'ada@example.com', language: 'en', token: '' }]);
});

test('for a known and an unknown address the same is hashed and the same statements run', async (t) => {
  const compose = () => ({ subject: '', text: '', html: '' });
  const { accounts, addUser, statements } = await frontDoor(t, { mail: { compose } });
  await addUser('ada');
  const { passwords } = accounts;
  let hashed = 0;
  const hash: typeof passwords.hash = (...given) => {
    hashed += 1;
    return passwords.hash(...given);
  };
  const run = async (email: string, address: string) => {
    const [first, before] = [statements.length, hashed];
    const watched = { ...accounts, passwords: { ...passwords, hash } };
    const outcome = await askToSignUp(watched, { ...bob, email }, { address });
    return { ok: outcome.ok, sql: statements.slice(first), hashed: hashed - before };
  };
  // The first of a process counts the rows of its limits.
  await run('eve@example.com', '192.0.2.1');
  const known = await run('ada@example.com', '192.0.2.2');
  assert.deepEqual(await run('bob@example.com', '192.0.2.3'), known);
  assert.equal(known.hashed, 1);
  assert.ok(known.sql.some((statement) => statement.includes('pending_sign_ups')));
});

test('a taken user name is told, and nothing is written', async (t) => {
  const { accounts, pending } = await waitingRoom(t);
  const outcome = await askToSignUp(accounts, { ...bob, username: 'ADA', email: 'ada@example.com' }, client);
  assert.deepEqual(outcome, {
    ok: false,
    reason: 'faults',
    faults: [{ field: 'username', reason: 'taken' }],
  });
  assert.equal(await pending(), 0);
});

test('a sign-up of the same browser keeps its value, and one that nobody wrote is not taken over', async (t) => {
  const { signsUp } = await waitingRoom(t);
  const first = await signsUp();
  assert.equal((await signsUp({}, first.browser)).browser, first.browser);
  const other = await signsUp({}, 'nonsense');
  assert.match(other.browser, /^[\w-]{43}$/);
});

test('a copy of the database completes no sign-up: token and browser are hashes, and the token is sealed', async (t) => {
  const { database, signsUp } = await waitingRoom(t);
  const { browser, token } = await signsUp();
  const row = await database.kysely.selectFrom('pending_sign_ups').selectAll().executeTakeFirstOrThrow();
  assert.deepEqual([row.token_hash, row.browser_hash], [hashOfToken(token), hashOfToken(browser)]);
  assert.match(row.password_hash, /^\$argon2id\$/);
  const text = JSON.stringify(row);
  for (const secret of [token, browser, chosen]) assert.ok(!text.includes(secret));
});

test('of one address twenty sign-ups wait at most: the oldest goes', async (t) => {
  const { accounts, clock, pending, signsUp } = await waitingRoom(t);
  const first = await signsUp();
  clock.advance(1);
  const second = await signsUp();
  clock.advance(1);
  for (let count = 2; count < 20; count++) await signsUp({ email: 'BOB@example.com' });
  await signsUp({ email: 'eve@example.com' });
  assert.notEqual(await findSignUp(accounts, first), undefined);
  await signsUp();
  assert.equal(await findSignUp(accounts, first), undefined);
  assert.notEqual(await findSignUp(accounts, second), undefined);
  assert.equal(await pending(), 21);
});

test('the fourth mail of an hour to one address is withheld, and the answer is the same', async (t) => {
  const { signsUp, written } = await waitingRoom(t, { limits: {} });
  for (const email of ['bob@example.com', 'BOB@example.com', 'bob@EXAMPLE.com', 'bob@example.com']) {
    await signsUp({ email });
  }
  const mails = await written();
  assert.deepEqual(
    mails.map(({ isWithheld }) => isWithheld),
    [false, false, false, true],
  );
});

test('the twenty-first sign-up of an hour from one address waits', async (t) => {
  const { accounts, signsUp } = await waitingRoom(t, { limits: {} });
  for (let count = 0; count < 20; count++) await signsUp({ email: `bob${count}@example.com` });
  const outcome = await askToSignUp(accounts, bob, client);
  assert.deepEqual(outcome, { ok: false, reason: 'limited', retryAfterSeconds: 3600 });
});

test('a link is good for 24 hours, and a sweep takes what is over', async (t) => {
  const { accounts, clock, pending, signsUp } = await waitingRoom(t);
  const opened = await signsUp();
  clock.advance(24 * hourMs - 1);
  await sweep(accounts);
  assert.notEqual(await findSignUp(accounts, opened), undefined);
  clock.advance(1);
  assert.equal(await findSignUp(accounts, opened), undefined);
  await sweep(accounts);
  assert.equal(await pending(), 0);
});
