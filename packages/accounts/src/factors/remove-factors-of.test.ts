import assert from 'node:assert/strict';
import { test } from 'node:test';
import { phone, testPasskeys } from '../passkeys/test-passkeys.ts';
import { removeFactorsOf } from './remove-factors-of.ts';

test('the operator hears what went, and the owner too', async (t) => {
  const { accounts, addTo, audited, rows, sent, user } = await testPasskeys(t);
  await addTo('ada', phone(), { name: 'Phone' });
  const removed = await removeFactorsOf(accounts, await user('ada'));
  assert.deepEqual(
    [removed?.passkeys.map(({ name }) => name), removed?.totp, removed?.codes],
    [['Phone'], undefined, undefined],
  );
  assert.equal(removed?.user.secondFactorSinceMs, undefined);
  assert.deepEqual(await rows(), []);
  assert.equal((await sent()).at(-1)?.template, 'factors-removed');
  assert.equal((await audited('factors-removed')).length, 1);
});

test('where there are none nobody is logged out, and nothing is written', async (t) => {
  const { accounts, audited, database, inSession, user } = await testPasskeys(t);
  const { user: ada } = await inSession(await user('ada'));
  const removed = await removeFactorsOf(accounts, ada);
  assert.deepEqual(removed, { user: ada, totp: undefined, passkeys: [], codes: undefined });
  assert.equal((await database.kysely.selectFrom('sessions').selectAll().execute()).length, 1);
  assert.deepEqual(await audited('factors-removed'), []);
  assert.equal(await removeFactorsOf(accounts, { id: 'nobody' }), undefined);
});
