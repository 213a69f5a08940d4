import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { User } from '../users/user.ts';
import { askForOwnPasskey } from './ask.ts';
import { removePasskey } from './remove-passkey.ts';
import { ask, client, phone, testPasskeys } from './test-passkeys.ts';
import { spendPasskey, verifyPasskey } from './verify-passkey.ts';

test('whoever is known is asked for the own passkeys; who has none is asked for nothing', async (t) => {
  const { accounts, addTo, rows, user } = await testPasskeys(t);
  await addTo('bob', phone());
  const ada = await user('ada');
  assert.equal(await askForOwnPasskey(accounts, { ...ask, user: ada }), undefined);
  await addTo('ada', phone());
  await addTo('ada', phone({ isResident: false }));
  const asked = JSON.parse((await askForOwnPasskey(accounts, { ...ask, user: ada })) ?? '');
  const own = (await rows()).filter(({ user_id: userId }) => userId === ada.id);
  assert.deepEqual(
    asked.allowCredentials.map(({ id }: { id: string }) => id).sort(),
    own.map(({ credential_id: id }) => id).sort(),
  );
  assert.deepEqual([asked.rpId, asked.userVerification], ['example.org', 'preferred']);
});

test('a passkey is a second factor: with a finger it is both at once, with a touch the second one', async (t) => {
  const { addTo, ownAnswer, prove, rows, user } = await testPasskeys(t);
  const [finger, touch] = [phone({ isResident: false }), phone({ isResident: false, verifiesUser: false })];
  await addTo('ada', finger);
  await addTo('ada', touch);
  const ada = await user('ada');
  assert.equal(await prove(ada, await ownAnswer(ada, finger)), 'passkey');
  assert.equal(await prove(ada, await ownAnswer(ada, touch)), 'security-key');
  assert.deepEqual(new Set((await rows()).map((row) => row.verifies_user)), new Set([0, 1]));
  assert.deepEqual(new Set((await rows()).map((row) => row.is_discoverable)), new Set([0]));
});

test('a key that asked for a touch when it was added is never more than the second factor, whoever sets a PIN on it since', async (t) => {
  const { addTo, ownAnswer, prove, rows, user } = await testPasskeys(t);
  const device = phone({ verifiesUser: false });
  await addTo('ada', device);
  assert.equal((await rows())[0]?.verifies_user, 0);
  const ada = await user('ada');
  assert.equal(await prove(ada, await ownAnswer(ada, device, { verifiesUser: true })), 'security-key');
  assert.equal((await rows())[0]?.verifies_user, 0);
  assert.equal(await prove(ada, await ownAnswer(ada, device)), 'security-key');
});

test('the passkey of another account is no second factor of this one', async (t) => {
  const { accounts, addTo, ownAnswer, prove, rows, user } = await testPasskeys(t);
  const [adas, bobs] = [phone(), phone()];
  await addTo('ada', adas);
  await addTo('bob', bobs);
  const [ada, bob] = [await user('ada'), await user('bob')];
  assert.equal(await prove(ada, await ownAnswer(bob, bobs)), undefined);
  // He has the question that Ada was asked, and answers it with his own key, under his own name and under hers.
  const asked = JSON.parse((await askForOwnPasskey(accounts, { ...ask, user: ada })) ?? '');
  const forBob = JSON.stringify({ ...asked, allowCredentials: [] });
  const rowOf = async ({ id }: User) => (await rows()).find((row) => row.user_id === id);
  const [adasRow, bobsRow] = [await rowOf(ada), await rowOf(bob)];
  for (const userHandle of [bobsRow?.user_handle ?? '', adasRow?.user_handle ?? '', null]) {
    const response = await bobs.get(forBob, { userHandle });
    assert.equal(await prove(ada, { ...ask, response }), undefined);
    const said = { ...JSON.parse(response), id: adasRow?.credential_id, rawId: adasRow?.credential_id };
    assert.equal(await prove(ada, { ...ask, response: JSON.stringify(said) }), undefined);
  }
  assert.equal(
    await prove(ada, await ownAnswer(ada, adas, { userHandle: bobsRow?.user_handle ?? '' })),
    undefined,
  );
  assert.equal(await prove(ada, await ownAnswer(ada, adas)), 'passkey');
});

test('an answer is good once, for ten minutes, in this browser, on this site and for this', async (t) => {
  const { addTo, answer, clock, ownAnswer, prove, send, user } = await testPasskeys(t);
  const device = phone();
  await addTo('ada', device);
  const ada = await user('ada');
  const good = await ownAnswer(ada, device);
  assert.equal(await prove(ada, { ...good, binding: 'that browser' }), undefined);
  assert.equal(await prove(ada, await answer(device)), undefined);
  assert.equal((await send(await ownAnswer(ada, device))).ok, false);
  for (const lie of [{ origin: 'https://evil.example' }, { rpId: 'evil.example' }, { crossOrigin: true }]) {
    assert.equal(await prove(ada, await ownAnswer(ada, device, lie)), undefined);
  }
  assert.equal(await prove(ada, await ownAnswer(ada, device)), 'passkey');
  const seen = await ownAnswer(ada, device);
  assert.equal(await prove(ada, seen), 'passkey');
  assert.equal(await prove(ada, seen), undefined);
  const late = await ownAnswer(ada, device);
  clock.advance(600_000);
  assert.equal(await prove(ada, late), undefined);
});

test('it grows too old, or is removed, between its signature and its use', async (t) => {
  const { accounts, addTo, clock, inSession, ownAnswer, rows, user, audited } = await testPasskeys(t);
  const device = phone();
  await addTo('ada', device);
  const ada = await user('ada');
  const verify = async () => await verifyPasskey(accounts, await ownAnswer(ada, device), { user: ada });
  const spend = async (verified: Awaited<ReturnType<typeof verify>>) => {
    assert.ok(verified);
    const { kysely } = accounts.database;
    return await kysely.transaction().execute((open) => spendPasskey(accounts, open, { verified, client }));
  };
  const old = await verify();
  clock.advance(600_000);
  assert.equal(await spend(old), undefined);
  const good = await verify();
  const [{ id = '' } = {}] = await rows();
  await removePasskey(accounts, { ...(await inSession(ada)), id }, client);
  assert.equal(await spend(good), undefined);
  assert.deepEqual(await audited('passkey-cloned'), []);
});

test('two answers of one device at once: the later one counts, and perhaps the earlier', async (t) => {
  const { addTo, ownAnswer, prove, rows, user } = await testPasskeys(t);
  const device = phone();
  await addTo('ada', device);
  const ada = await user('ada');
  const [first, second] = [await ownAnswer(ada, device), await ownAnswer(ada, device)];
  const [, later] = await Promise.all([prove(ada, first), prove(ada, second)]);
  assert.equal(later, 'passkey');
  assert.equal((await rows())[0]?.counter, 3);
});
