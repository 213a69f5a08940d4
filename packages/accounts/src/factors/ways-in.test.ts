import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TOTP } from 'otpauth';
import { listPasskeys } from '../passkeys/list-passkeys.ts';
import { removePasskey } from '../passkeys/remove-passkey.ts';
import { client, phone, testPasskeys } from '../passkeys/test-passkeys.ts';
import type { TestScope } from '../testing.ts';
import { addTotp } from '../totp/add-totp.ts';
import { newTotp } from '../totp/new-totp.ts';
import { removeTotp } from '../totp/remove-totp.ts';
import { removePassword } from './remove-password.ts';

/** Ada without an address, with a password and so many passkeys that log in; two sessions of hers. */
async function scene(scope: TestScope, count: number, settings: Parameters<typeof testPasskeys>[1] = {}) {
  const made = await testPasskeys(scope, settings);
  const { kysely } = made.accounts.database;
  const noMail = { email: null, email_canonical: null, email_verified_at: null };
  await kysely.updateTable('users').set(noMail).execute();
  const devices = Array.from({ length: count }, () => phone());
  for (const device of devices) await made.addTo('ada', device);
  const sessions = async () => {
    const ada = await made.user('ada');
    return [await made.inSession(ada), await made.inSession(ada)] as const;
  };
  const ids = async () => (await listPasskeys(kysely, (await made.user('ada')).id)).map(({ id }) => id);
  return { ...made, devices, sessions, ids };
}

test('of two passkeys removed at the same moment, the last ways in, one stays', async (t) => {
  const { accounts, sessions, ids, devices, logIn } = await scene(t, 2);
  const [here] = await sessions();
  const without = await removePassword(accounts, here, client);
  assert.ok(without.ok);
  const [one, other] = await sessions();
  const [first = '', second = ''] = await ids();
  const outcomes = await Promise.all([
    removePasskey(accounts, { ...one, id: first }, client),
    removePasskey(accounts, { ...other, id: second }, client),
  ]);
  assert.deepEqual(outcomes.map(({ ok }) => ok).sort(), [false, true]);
  assert.equal((await ids()).length, 1);
  const ways = await Promise.all(devices.map(async (device) => (await logIn(device)).ok));
  assert.deepEqual(ways.sort(), [false, true]);
});

test('of password and passkey removed at the same moment one stays', async (t) => {
  const { accounts, sessions, ids } = await scene(t, 1);
  const [one, other] = await sessions();
  const [id = ''] = await ids();
  const outcomes = await Promise.all([
    removePassword(accounts, one, client),
    removePasskey(accounts, { ...other, id }, client),
  ]);
  assert.deepEqual(outcomes.map(({ ok }) => ok).sort(), [false, true]);
  const adas = accounts.database.kysely.selectFrom('users').select('id').where('username', '=', 'ada');
  const withPassword = await adas.where('password_hash', 'is not', null).execute();
  assert.equal(withPassword.length + (await ids()).length, 1);
});

test('a passkey of which nobody knows whether it logs in alone is no way in, before it has done so', async (t) => {
  const { accounts, sessions, devices, logIn } = await scene(t, 1);
  const { kysely } = accounts.database;
  await kysely.updateTable('passkeys').set({ is_discoverable: null }).execute();
  const [here] = await sessions();
  const refused = { ok: false, reason: 'last-way-in' };
  assert.deepEqual(await removePassword(accounts, here, client), refused);
  assert.ok(devices[0] && (await logIn(devices[0])).ok);
  assert.equal((await removePassword(accounts, here, client)).ok, true);
});

test('where everybody needs a second factor, of the last two removed at the same moment one stays', async (t) => {
  const { accounts, sessions, ids, user, clock } = await scene(t, 1, { factors: { second: 'required' } });
  const [here] = await sessions();
  const { sealed, seed } = newTotp(accounts, here.user);
  const code = new TOTP({ secret: seed.reveal() }).generate({ timestamp: clock() });
  assert.ok((await addTotp(accounts, { enrolling: here, sealed, code }, client)).ok);
  const [one, other] = await sessions();
  const [id = ''] = await ids();
  const outcomes = await Promise.all([
    removeTotp(accounts, one, client),
    removePasskey(accounts, { ...other, id }, client),
  ]);
  assert.deepEqual(outcomes.map(({ ok }) => ok).sort(), [false, true]);
  assert.notEqual((await user('ada')).secondFactorSinceMs, undefined);
});
