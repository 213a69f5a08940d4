import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { sweep } from '../sweep.ts';
import { type TestAccounts, type TestScope, testAccounts } from '../testing.ts';
import { disableUser, enableUser } from '../users/change-user.ts';
import { addUser } from '../users/sign-up.ts';
import type { User } from '../users/user.ts';
import { countWrongCode, findToken, issueToken, spendToken } from './one-time-token.ts';
import type { TokenPurpose } from './purpose.ts';

const lifetimeMs = 30 * 60_000;

interface Scene extends TestAccounts {
  readonly ada: User;
  issue(purpose?: TokenPurpose): Promise<string>;
  spend(token: string, purpose?: TokenPurpose): Promise<string | undefined>;
}

async function open(scope: TestScope): Promise<Scene> {
  const made = await testAccounts(scope);
  const { accounts } = made;
  const added = await addUser(accounts, { username: 'ada', password: 'kestrel on the mast' });
  assert.ok(added.ok);
  const ada = added.user;
  return {
    ...made,
    ada,
    issue: async (purpose = 'reset-password') =>
      (await issueToken(accounts, { purpose, userId: ada.id, lifetimeMs })).reveal(),
    spend: async (token, purpose = 'reset-password') =>
      (await spendToken(accounts, { purpose, token }))?.userId,
  };
}

test('a token names its account once, and is worth nothing afterwards', async (t) => {
  const { ada, issue, spend } = await open(t);
  const token = await issue();
  assert.match(token, /^[\w-]{43}$/);
  assert.equal(await spend(token), ada.id);
  assert.equal(await spend(token), undefined);
});

test('a token is worth nothing for another purpose, and trying does not spend it', async (t) => {
  const { ada, issue, spend } = await open(t);
  const token = await issue('verify-email');
  assert.equal(await spend(token, 'reset-password'), undefined);
  assert.equal(await spend(token, 'verify-email'), ada.id);
});

test('a token is good until its lifetime is over, and not a millisecond longer', async (t) => {
  const { ada, clock, issue, spend } = await open(t);
  const [early, late] = [await issue(), await issue()];
  clock.advance(lifetimeMs - 1);
  assert.equal(await spend(early), ada.id);
  clock.advance(1);
  assert.equal(await spend(late), undefined);
});

test('of a link opened many times at the same moment, one wins', async (t) => {
  const { ada, issue, spend } = await open(t);
  const token = await issue();
  const spent = await Promise.all(Array.from({ length: 20 }, () => spend(token)));
  assert.deepEqual(
    spent.filter((userId) => userId !== undefined),
    [ada.id],
  );
});

test('what nobody issued is worth nothing, whatever its shape', async (t) => {
  const { issue, spend } = await open(t);
  const token = await issue();
  const changed = `${token.startsWith('A') ? 'B' : 'A'}${token.slice(1)}`;
  for (const wrong of ['', 'x', changed, `${token}=`, ` ${token}`, `${token}\n`, 'é'.repeat(43), '\0']) {
    assert.equal(await spend(wrong), undefined, JSON.stringify(wrong));
  }
});

test('a copy of the database can spend no token: it holds only hashes', async (t) => {
  const { database, folder, issue, spend } = await open(t);
  const token = await issue();
  const row = await database.kysely.selectFrom('one_time_tokens').selectAll().executeTakeFirstOrThrow();
  assert.equal(row.token_hash, createHash('sha256').update(token).digest('base64url'));
  assert.equal(await spend(row.token_hash), undefined);
  for (const file of ['test.db', 'test.db-wal']) {
    assert.equal(readFileSync(join(folder, file)).indexOf(token), -1, file);
  }
});

test('a token spent in a transaction that comes to nothing is not spent', async (t) => {
  const { accounts, ada, database, issue, spend } = await open(t);
  const token = await issue();
  const undone = database.kysely.transaction().execute(async (transaction) => {
    const presented = { purpose: 'reset-password', token } as const;
    assert.equal((await spendToken(accounts, presented, { in: transaction }))?.userId, ada.id);
    throw new Error('undone');
  });
  await assert.rejects(undone, /undone/);
  assert.equal(await spend(token), ada.id);
});

test('the tokens of an account end with being disabled, and do not come back with it', async (t) => {
  const { accounts, ada, issue, spend } = await open(t);
  const before = await issue();
  await disableUser(accounts, ada);
  const meanwhile = await issue();
  assert.equal(await spend(meanwhile), undefined);
  await enableUser(accounts, ada);
  assert.equal(await spend(before), undefined);
});

test('a sweep takes tokens that are over, spent or not, and leaves the rest', async (t) => {
  const { accounts, ada, clock, database, issue, spend } = await open(t);
  const [spent, good] = [await issue(), await issue()];
  await issue('verify-email');
  await spend(spent);
  await database.kysely
    .updateTable('one_time_tokens')
    .set({ expires_at: clock() + 2 * lifetimeMs })
    .where('token_hash', '=', createHash('sha256').update(good).digest('base64url'))
    .execute();
  clock.advance(lifetimeMs);
  await sweep(accounts);
  const rows = await database.kysely.selectFrom('one_time_tokens').select('purpose').execute();
  assert.deepEqual(rows, [{ purpose: 'reset-password' }]);
  assert.equal(await spend(good), ada.id);
});

test('a lifetime that is none is refused', async (t) => {
  const { accounts, ada } = await open(t);
  for (const wrong of [0, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY]) {
    const asked = { purpose: 'reset-password', userId: ada.id, lifetimeMs: wrong } as const;
    await assert.rejects(issueToken(accounts, asked), { code: 'token-lifetime-invalid' });
  }
});

test('a look at a token changes nothing, and says what it is about', async (t) => {
  const { accounts, ada, clock, spend } = await open(t);
  const about = { email: 'new@example.com', browserHash: 'b', codeMac: 'c' };
  const asked = { purpose: 'magic-link', userId: ada.id, lifetimeMs, ...about } as const;
  const token = (await issueToken(accounts, asked)).reveal();
  const found = { userId: ada.id, ...about, expiresAtMs: clock() + lifetimeMs };
  assert.deepEqual(await findToken(accounts, { purpose: 'magic-link', token }), found);
  assert.deepEqual(await findToken(accounts, { purpose: 'magic-link', token }), found);
  assert.equal(await findToken(accounts, { purpose: 'reset-password', token }), undefined);
  assert.equal(await spend(token, 'magic-link'), ada.id);
  assert.equal(await findToken(accounts, { purpose: 'magic-link', token }), undefined);
});

test('a decoy is written like any token, and is worth nothing', async (t) => {
  const { accounts, database, spend } = await open(t);
  const asked = { purpose: 'reset-password', userId: undefined, lifetimeMs } as const;
  const token = (await issueToken(accounts, asked)).reveal();
  assert.equal((await database.kysely.selectFrom('one_time_tokens').selectAll().execute()).length, 1);
  assert.equal(await findToken(accounts, { purpose: 'reset-password', token }), undefined);
  assert.equal(await spend(token), undefined);
});

test('a link that is mailed again is the same while it lives, for the same account, address and purpose', async (t) => {
  const { accounts, ada, clock, spend } = await open(t);
  const issue = async (email = 'ada@example.com') => {
    const asked = { purpose: 'verify-email', userId: ada.id, lifetimeMs, email, keepsLink: true } as const;
    return (await issueToken(accounts, asked)).reveal();
  };
  const first = await issue();
  assert.equal(await issue(), first);
  assert.notEqual(await issue('other@example.com'), first);
  await spend(first, 'verify-email');
  const second = await issue();
  assert.notEqual(second, first);
  clock.advance(lifetimeMs);
  assert.notEqual(await issue(), second);
});

test('the fifth wrong code ends a token', async (t) => {
  const { accounts, issue, spend } = await open(t);
  const token = await issue('magic-link');
  for (let count = 0; count < 4; count++) await countWrongCode(accounts, { purpose: 'magic-link', token });
  assert.notEqual(await findToken(accounts, { purpose: 'magic-link', token }), undefined);
  await countWrongCode(accounts, { purpose: 'magic-link', token });
  assert.equal(await spend(token, 'magic-link'), undefined);
});
