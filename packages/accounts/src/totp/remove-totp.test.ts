import assert from 'node:assert/strict';
import { test } from 'node:test';
import { confirmRecoveryCodes } from '../recovery-codes/confirm-recovery-codes.ts';
import { newRecoveryCodes } from '../recovery-codes/new-recovery-codes.ts';
import { sessionStore } from '../sessions/store.ts';
import type { User } from '../users/user.ts';
import { removeTotp } from './remove-totp.ts';
import { client, testTotp } from './test-totp.ts';

type World = Awaited<ReturnType<typeof testTotp>>;

const gone = { ok: false, reason: 'gone' };

async function addPasskey({ accounts }: World, { id }: User): Promise<void> {
  const passkey = { credential_id: 'c', user_handle: 'h', public_key: 'k', counter: 0, transports: '[]' };
  const state = { device_type: 'multi-device', is_backed_up: 1, verifies_user: 1, name: 'Phone' } as const;
  const row = { id: 'one', user_id: id, created_at: 0, ...passkey, ...state };
  await accounts.database.kysely.insertInto('passkeys').values(row).execute();
}

async function addCodes({ accounts }: World, user: User, sessionIdHash: string): Promise<void> {
  const made = await newRecoveryCodes(accounts, { user, sessionIdHash });
  assert.ok(made.ok);
  const code = made.codes[0]?.reveal() ?? '';
  assert.ok((await confirmRecoveryCodes(accounts, { user, sessionIdHash, code }, client)).ok);
}

async function countCodes({ accounts }: World): Promise<number> {
  return (await accounts.database.kysely.selectFrom('recovery_codes').selectAll().execute()).length;
}

test('an app that is removed counts no more, and with it go its seed, the recovery codes and the other sessions', async (t) => {
  const world = await testTotp(t);
  const { accounts, ada, addApp, check, row, inSession, now, mails, audited } = world;
  const { app, user, sessionIdHash } = await addApp(ada);
  await addCodes(world, user, sessionIdHash);
  const elsewhere = await inSession(user);
  const removed = await removeTotp(accounts, { user, sessionIdHash }, client);
  assert.ok(removed.ok);
  assert.deepEqual(removed.user, await now(ada));
  assert.equal(removed.user.secondFactorSinceMs, undefined);
  assert.equal(await check(ada, app.code()), 'none');
  assert.equal(await row(ada), undefined);
  assert.equal(await countCodes(world), 0);
  const store = sessionStore(accounts);
  assert.notEqual(await store.find(sessionIdHash), undefined);
  assert.equal(await store.find(elsewhere.sessionIdHash), undefined);
  assert.deepEqual([mails.at(-1)?.template, mails.at(-1)?.factor], ['factor-removed', 'totp']);
  assert.deepEqual(await audited('factor-removed'), [{ userId: ada.id, result: 'success', detail: 'totp' }]);
});

test('where a passkey is left, the account goes on asking for a second factor, and its recovery codes count', async (t) => {
  const world = await testTotp(t, { factors: { second: 'required' } });
  const { accounts, ada, addApp } = world;
  const { user, sessionIdHash } = await addApp(ada);
  await addCodes(world, user, sessionIdHash);
  await addPasskey(world, ada);
  const removed = await removeTotp(accounts, { user, sessionIdHash }, client);
  assert.ok(removed.ok);
  assert.equal(removed.user.secondFactorSinceMs, user.secondFactorSinceMs);
  assert.equal(await countCodes(world), 10);
});

test('where everybody needs a second factor, the last one cannot be removed', async (t) => {
  const { accounts, ada, addApp, check } = await testTotp(t, { factors: { second: 'required' } });
  const { app, user, sessionIdHash } = await addApp(ada);
  const outcome = await removeTotp(accounts, { user, sessionIdHash }, client);
  assert.deepEqual(outcome, { ok: false, reason: 'last-second-factor' });
  assert.equal(await check(ada, app.code()), 'right');
});

test('it is removed once, and not by a session that has ended since', async (t) => {
  const { accounts, ada, addApp, mails, row } = await testTotp(t);
  const { user, sessionIdHash } = await addApp(ada);
  const sent = mails.length;
  const elsewhere = { user, sessionIdHash: 'ended' };
  assert.deepEqual(await removeTotp(accounts, elsewhere, client), gone);
  assert.deepEqual(
    await removeTotp(accounts, { user: ada, sessionIdHash }, client),
    gone,
    'as it was before',
  );
  assert.notEqual(await row(ada), undefined);
  const asked = { user, sessionIdHash };
  const both = await Promise.all([removeTotp(accounts, asked, client), removeTotp(accounts, asked, client)]);
  assert.deepEqual(
    both.map(({ ok }) => ok),
    [true, false],
  );
  assert.equal(mails.length, sent + 1);
  const removed = both[0];
  assert.ok(removed?.ok);
  assert.deepEqual(await removeTotp(accounts, { user: removed.user, sessionIdHash }, client), gone);
});
