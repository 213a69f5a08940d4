import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { askForEmailChange } from './ask-for-email-change.ts';
import { pendingEmailChange } from './pending.ts';
import { client, testChanges } from './test-changes.ts';

test('an address that is none, or the one there is, is a fault, and nothing is mailed', async (t) => {
  const { ask, sent } = await testChanges(t);
  const reasons = async (email: string) => {
    const outcome = await ask(email);
    return !outcome.ok && outcome.reason === 'faults' ? outcome.faults.map(({ reason }) => reason) : outcome;
  };
  assert.deepEqual(await reasons(' '), ['empty']);
  assert.deepEqual(await reasons('nonsense'), ['invalid']);
  assert.deepEqual(await reasons('ada@example.com '), ['same-as-before']);
  assert.deepEqual(await sent(), []);
});

test('the same address can be written another way', async (t) => {
  const { ask, confirm, mailed, user } = await testChanges(t);
  assert.deepEqual(await ask('Ada@example.com'), { ok: true });
  assert.equal((await confirm(await mailed('confirm-email'))).ok, true);
  assert.equal((await user('ada')).email, 'Ada@example.com');
});

test('an address of another account gets the same answer; its owner is told, as at sign-up, and no link', async (t) => {
  const { accounts, ada, add, ask, written } = await testChanges(t);
  const bob = await add({ username: 'bob', email: 'Bob@example.com' });
  assert.deepEqual(await ask('bob@EXAMPLE.com'), { ok: true });
  const mails = (await written()).map(({ to, template, token, userId }) => [
    to,
    template,
    token !== '',
    userId,
  ]);
  assert.deepEqual(mails, [
    ['Bob@example.com', 'already-registered', false, bob.id],
    ['ada@example.com', 'email-change-asked', true, ada.id],
  ]);
  assert.equal((await pendingEmailChange(accounts, ada))?.email, 'bob@EXAMPLE.com');
});

test('whether another account has the address or not, the same statements run and the same is on record', async (t) => {
  const { accounts, ada, add, database, audited, inSession, written } = await testChanges(t, { limits: {} });
  const asker = await inSession(ada);
  const mailsOfAda = async () => (await written()).filter(({ userId }) => userId === ada.id).length;
  await add({ username: 'bob', email: 'bob@example.com' });
  const { listened, heard } = listenTo(database.kysely);
  const watched = { ...accounts, database: { ...database, kysely: listened } };
  const ask = async (email: string) => {
    assert.deepEqual(await askForEmailChange(watched, { ...asker, email }, client), { ok: true });
    return heard.splice(0);
  };
  await ask('warm@example.com');
  const known = await ask('bob@example.com');
  assert.ok(known.length > 8);
  assert.equal(await mailsOfAda(), 2);
  assert.deepEqual(await ask('nobody@example.com'), known);
  assert.equal(await mailsOfAda(), 3);
  const [, first, second] = await audited('email-change-asked');
  assert.deepEqual(first, second);
  assert.ok((await written()).every(({ isWithheld }) => !isWithheld));
});

test('a second request takes the place of the first, whose links are worth nothing', async (t) => {
  const { accounts, ada, ask, confirm, mailed } = await testChanges(t);
  await ask('one@new.example');
  const first = await mailed('confirm-email');
  await ask('two@new.example');
  assert.deepEqual(await confirm(first), { ok: false, reason: 'over' });
  assert.equal((await pendingEmailChange(accounts, ada))?.email, 'two@new.example');
});

test('a change waits for an hour, and says until when', async (t) => {
  const { accounts, ada, ask, clock } = await testChanges(t);
  assert.equal(await pendingEmailChange(accounts, ada), undefined);
  await ask('ada@new.example');
  const waiting = { email: 'ada@new.example', untilMs: clock() + 3_600_000 };
  assert.deepEqual(await pendingEmailChange(accounts, ada), waiting);
  clock.advance(3_600_000);
  assert.equal(await pendingEmailChange(accounts, ada), undefined);
});

test('the fourth mail of an hour to the same address is written and not sent, whoever asks', async (t) => {
  const { accounts, inSession, add, ask, written, clock } = await testChanges(t, { limits: {} });
  const bob = await add({ username: 'bob' });
  for (let count = 0; count < 3; count++) await ask('victim@new.example');
  assert.deepEqual(await ask('Victim@new.example', bob), { ok: true });
  const isWithheld = async () =>
    (await written()).filter(({ template }) => template === 'confirm-email').map((mail) => mail.isWithheld);
  assert.deepEqual(await isWithheld(), [false, false, false, true]);
  clock.advance(3_600_000);
  await askForEmailChange(accounts, { ...(await inSession(bob)), email: 'victim@new.example' }, client);
  assert.deepEqual((await isWithheld()).at(-1), false);
});

test('the twenty-first request of an hour from one address has to wait', async (t) => {
  const { ask } = await testChanges(t, { limits: { mailsPerRecipient: 1000 } });
  for (let count = 0; count < 20; count++) assert.equal((await ask(`ada${count}@new.example`)).ok, true);
  const outcome = await ask('ada@new.example');
  assert.ok(!outcome.ok && outcome.reason === 'limited' && outcome.retryAfterSeconds === 3600);
});

test('an old address that nobody has proven is warned, at most three times an hour and without the user name', async (t) => {
  const { add, ask, written, sent } = await testChanges(t, { limits: { mailsPerRecipient: 3 } });
  const bob = await add({ username: 'buy cheap watches', email: 'victim@example.com' });
  for (let count = 0; count < 5; count++) await ask(`bob${count}@new.example`, bob);
  const warnings = (await written()).filter(({ template }) => template === 'email-change-asked');
  assert.deepEqual(
    warnings.map(({ isWithheld }) => isWithheld),
    [false, false, false, true, true],
  );
  for (const { name } of await sent()) assert.doesNotMatch(name, /watches/);
});

/** The text of every statement, as it is sent to the database. */
function listenTo(kysely: Kysely<Schema>) {
  const heard: string[] = [];
  const listened = kysely.withPlugin({
    transformQuery({ node, queryId }) {
      heard.push(kysely.getExecutor().compileQuery(node, queryId).sql);
      return node;
    },
    transformResult: async ({ result }) => result,
  });
  return { listened, heard };
}
