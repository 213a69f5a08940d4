import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AccountsSettings } from '../accounts.ts';
import { logInWithPassword } from '../log-in/log-in-with-password.ts';
import { client, mailbox } from '../recovery/test-mailbox.ts';
import { sessionStore } from '../sessions/store.ts';
import { seriesOf, sessionOf } from '../sessions/test-records.ts';
import type { TestScope } from '../testing.ts';
import { issueToken } from '../tokens/one-time-token.ts';
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
