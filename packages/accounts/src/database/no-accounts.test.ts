import assert from 'node:assert/strict';
import { test } from 'node:test';
import { frontDoor } from '../log-in/test-door.ts';

test('a new database has no account, and the names that others come with log nobody in', async (t) => {
  const { accounts, ...door } = await frontDoor(t);
  const users = await accounts.database.kysely.selectFrom('users').select('id').execute();
  assert.deepEqual(users, []);
  for (const name of ['admin', 'root', 'sa', 'test', 'latchkey']) {
    for (const password of [name, 'password', '']) assert.equal((await door.try(name, password)).ok, false);
  }
});
