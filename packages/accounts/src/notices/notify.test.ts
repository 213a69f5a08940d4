import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { NoticeTemplate } from '../mail/mail.ts';
import { client, mailbox } from '../recovery/test-mailbox.ts';
import type { TestScope } from '../testing.ts';
import type { User } from '../users/user.ts';
import { notify } from './notify.ts';

async function open(scope: TestScope, settings: Parameters<typeof mailbox>[1] = {}) {
  const box = await mailbox(scope, { limits: {}, ...settings });
  const { accounts } = box;
  const ada = { ...box.ada, emailVerifiedAtMs: 1 };
  const tell = (template: NoticeTemplate, user: User = ada) =>
    accounts.database.kysely
      .transaction()
      .execute((transaction) => notify(accounts, user, { in: transaction, template, client }));
  const told = async () => (await box.written()).map(({ template }) => template);
  return { ...box, ada, tell, told };
}

test('of one kind twenty notices an hour are written, and another kind all the same', async (t) => {
  const { tell, told, clock } = await open(t);
  for (let count = 0; count < 25; count++) await tell('sessions-ended');
  await tell('password-changed');
  assert.deepEqual(await told(), [...Array(20).fill('sessions-ended'), 'password-changed']);
  clock.advance(3_600_000);
  await tell('sessions-ended');
  assert.equal((await told()).at(-1), 'sessions-ended');
});

test('an address that nobody has proven is told nothing, and where none ever is, three notices an hour', async (t) => {
  const { ada: proven, tell, told } = await open(t);
  const { emailVerifiedAtMs, ...unproven } = proven;
  await tell('password-changed', unproven);
  assert.deepEqual([emailVerifiedAtMs, await told()], [1, []]);
  const off = await open(t, { mail: { verification: 'off' } });
  for (let count = 0; count < 5; count++) await off.tell('sessions-ended', unproven);
  assert.equal((await off.told()).length, 3);
});

test('with notices off nobody is told', async (t) => {
  const { tell, told } = await open(t, { mail: { notices: false } });
  await tell('password-changed');
  assert.deepEqual(await told(), []);
});
