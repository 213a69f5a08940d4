import assert from 'node:assert/strict';
import { test } from 'node:test';
import { logInWithPassword } from '../log-in/log-in-with-password.ts';
import { client, mailbox, oldPassword } from '../recovery/test-mailbox.ts';

test('a log-in from a browser that the account does not know is told to its owner, once; the first of all is not', async (t) => {
  const { accounts, ada, written } = await mailbox(t);
  const users = accounts.database.kysely.updateTable('users').set({ email_verified_at: 1 });
  await users.where('id', '=', ada.id).execute();
  const told = async () => (await written()).filter(({ template }) => template === 'new-device').length;
  const logIn = async (browser?: string, password = oldPassword) => {
    const outcome = await logInWithPassword(
      accounts,
      { identifier: 'ada', password },
      { ...client, browser },
    );
    return outcome.ok ? outcome.browser : undefined;
  };
  const own = await logIn();
  assert.equal(await told(), 0);
  await logIn(own);
  assert.equal(await told(), 0);
  assert.equal(await logIn(undefined, 'a wrong one'), undefined);
  assert.equal(await told(), 0, 'a wrong password is no log-in');
  const other = await logIn();
  assert.equal(await told(), 1);
  await logIn(other);
  assert.equal(await told(), 1);
});
