import assert from 'node:assert/strict';
import { test } from 'node:test';
import { phone, testPasskeys } from '../passkeys/test-passkeys.ts';
import { hasSecondFactor } from './second-factor.ts';

test('an account has a second factor as long as it has an app or a passkey, besides the one that shall be gone', async (t) => {
  const { accounts, addTo, rows, user } = await testPasskeys(t);
  const { kysely } = accounts.database;
  const ada = await user('ada');
  const has = (without?: { readonly totp: true } | { readonly passkey: string }) =>
    hasSecondFactor(kysely, { user: ada, ...(without && { without }) });
  await addTo('bob', phone());
  assert.equal(await has(), false, 'those of others are none of hers');
  const app = { seed: 'sealed', last_step: 0, created_at: 0 };
  await kysely
    .insertInto('totps')
    .values({ user_id: ada.id, ...app })
    .execute();
  assert.deepEqual([await has(), await has({ totp: true })], [true, false]);
  await addTo('ada', phone());
  const passkey = (await rows()).find(({ user_id: id }) => id === ada.id)?.id ?? '';
  assert.deepEqual([await has({ totp: true }), await has({ passkey })], [true, true]);
  await kysely.updateTable('totps').set({ failures: 100 }).execute();
  assert.equal(await has({ passkey }), false, 'an app whose codes count no more is none');
  await kysely.deleteFrom('totps').execute();
  assert.deepEqual([await has(), await has({ passkey })], [true, false]);
});
