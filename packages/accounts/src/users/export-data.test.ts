import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AccountsSettings } from '../accounts.ts';
import { logInWithPassword } from '../log-in/log-in-with-password.ts';
import { client, mailbox } from '../recovery/test-mailbox.ts';
import { sessionStore } from '../sessions/store.ts';
import { seriesOf, sessionOf } from '../sessions/test-records.ts';
import type { TestScope } from '../testing.ts';
import { issueToken } from '../tokens/one-time-token.ts';
import { trustBrowser } from '../trusted-browsers/trust.ts';
import { exportData } from './export-data.ts';

/** Ada with a remembered session, a change of address that waits, a mail and a log-in that failed. */
async function open(scope: TestScope, settings: Partial<Omit<AccountsSettings, 'mail'>> = {}) {
  const box = await mailbox(scope, { mail: { verification: 'off' }, ...settings });
  const { accounts, ada, clock } = box;
  const next = seriesOf(ada, 'series-id', { atMs: clock(), tokenHash: 'hash of the remember token' });
  const session = sessionOf(ada, 'hash of the session', { series: next.series, atMs: clock() });
  await sessionStore(accounts).start(session, { user: ada, series: { next }, client });
  const asked = { purpose: 'change-email', userId: ada.id, lifetimeMs: 3_600_000 } as const;
  const token = await issueToken(accounts, { ...asked, email: 'new@example.com', keepsLink: true });
  await logInWithPassword(accounts, { identifier: 'ada', password: 'wrong' }, client);
  return { ...box, token };
}

test('the data hold the account, its sessions, its mails, what waits and the whole history', async (t) => {
  const { accounts, ada } = await open(t);
  const outcome = await exportData(accounts, ada, client);
  const data = outcome.ok && outcome.data;
  const atTheStart = '2026-01-01T00:00:00.000Z';
  assert.deepEqual(JSON.parse(JSON.stringify(data)), {
    exportedAt: atTheStart,
    account: { id: ada.id, username: 'ada', email: 'ada@example.com', createdAt: atTheStart },
    factors: { hasPassword: true, passkeys: [], trustedBrowsers: [] },
    pendingEmailChanges: [
      { email: 'new@example.com', askedAt: atTheStart, expiresAt: '2026-01-01T01:00:00.000Z' },
    ],
    sessions: [
      {
        kind: 'session',
        browser: 'A browser',
        address: '192.0.2.1',
        firstSeenAt: atTheStart,
        lastSeenAt: atTheStart,
        isRemembered: true,
        factors: [],
      },
    ],
    mails: [],
    history: [
      {
        at: atTheStart,
        event: 'log-in',
        result: 'failure',
        detail: 'wrong-password',
        address: '192.0.2.1',
        browser: 'A browser',
        by: 'visitor',
      },
      { at: atTheStart, event: 'user-added', result: 'success', by: 'operator' },
    ],
  });
});

/** Every factor that an account can have, as the tables hold them. */
async function addFactors({ accounts, ada, clock }: Awaited<ReturnType<typeof open>>) {
  const { kysely } = accounts.database;
  const at = { user_id: ada.id, created_at: clock() };
  const seed = { seed: 'the seed, under a key', last_step: 1, last_used_at: clock() + 1000 };
  await kysely
    .insertInto('totps')
    .values({ ...at, ...seed })
    .execute();
  for (const [code, spent] of ['hash of a spent code', 'hash of one', 'hash of another'].entries()) {
    const row = { code_hash: spent, confirmed_at: clock(), spent_at: code === 0 ? clock() : null };
    await kysely
      .insertInto('recovery_codes')
      .values({ ...at, ...row })
      .execute();
  }
  const passkey = { credential_id: 'credential id', user_handle: 'user handle', public_key: 'public key' };
  const kind = {
    device_type: 'multi-device',
    is_backed_up: 1,
    is_discoverable: 1,
    verifies_user: 1,
  } as const;
  const rest = {
    id: 'passkey id',
    counter: 0,
    transports: '[]',
    aaguid: null,
    name: 'Phone',
    last_used_at: null,
  };
  await kysely
    .insertInto('passkeys')
    .values({ ...at, ...passkey, ...kind, ...rest })
    .execute();
  const trusted = { userId: ada.id, cookie: undefined, client };
  return await kysely.transaction().execute((transaction) => trustBrowser(accounts, transaction, trusted));
}

test('the data say in words what the account is logged in to with, and hold no secret of it', async (t) => {
  const opened = await open(t);
  const cookie = await addFactors(opened);
  const outcome = await exportData(opened.accounts, opened.ada, client);
  const addedAt = '2026-01-01T00:00:00.000Z';
  assert.ok(outcome.ok);
  assert.deepEqual(JSON.parse(JSON.stringify(outcome.data.factors)), {
    hasPassword: true,
    authenticatorApp: { addedAt, lastUsedAt: '2026-01-01T00:00:01.000Z', isDisabled: false },
    passkeys: [{ name: 'Phone', addedAt, isSynced: true, isBackedUp: true, use: 'log-in' }],
    recoveryCodes: { left: 2, of: 3, madeAt: addedAt },
    trustedBrowsers: [
      {
        browser: 'A browser',
        address: '192.0.2.1',
        trustedAt: addedAt,
        lastUsedAt: addedAt,
        until: '2026-01-31T00:00:00.000Z',
      },
    ],
  });
  const text = JSON.stringify(outcome);
  const secrets = ['the seed', 'credential id', 'user handle', 'public key', 'passkey id', 'hash of', cookie];
  for (const secret of secrets) assert.ok(!text.includes(secret), secret);
  assert.doesNotMatch(text, /hash|token|handle|argon2|canonical|version|sealed/i);
});

test('nothing in the data logs anybody in: no hash, no token, no id of a session, no handle', async (t) => {
  const { accounts, ada, token, database } = await open(t);
  const text = JSON.stringify(await exportData(accounts, ada, client));
  const { password_hash: hash } = await database.kysely
    .selectFrom('users')
    .selectAll()
    .executeTakeFirstOrThrow();
  const secrets = [hash ?? '', token.reveal(), 'hash of the session', 'series-id', 'hash of the remember'];
  for (const secret of secrets) assert.ok(secret !== '' && !text.includes(secret), secret);
  assert.doesNotMatch(text, /hash|token|handle|argon2|canonical|version|sealed/i);
});

test('that the data were taken is a line in the audit, and the data of others are not in it', async (t) => {
  const { accounts, ada, add, audited } = await open(t);
  const bob = await add({ username: 'bob', email: 'bob@example.com', password: 'kestrel on the mast' });
  const text = JSON.stringify(await exportData(accounts, bob, client));
  assert.doesNotMatch(text, /ada|new@example/);
  assert.deepEqual(await audited('data-downloaded'), [{ who: bob.id, detail: null, actor: 'visitor' }]);
  assert.notEqual(bob.id, ada.id);
});

test('five files an hour: each is read and written whole', async (t) => {
  const { accounts, ada } = await open(t, { limits: {} });
  for (let count = 0; count < 5; count++) assert.ok((await exportData(accounts, ada, client)).ok);
  const sixth = await exportData(accounts, ada, client);
  assert.deepEqual(sixth, { ok: false, reason: 'limited', retryAfterSeconds: 3600 });
});
