import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unlockUser } from '../limits/unlock.ts';
import { endSessions } from '../users/change-user.ts';
import { logInWithPassword } from './log-in-with-password.ts';
import { storeRehash } from './rehash.ts';
import { type FrontDoor, frontDoor } from './test-door.ts';

const wrong = { ok: false, reason: 'wrong' };

async function auditOf({ accounts }: FrontDoor) {
  const query = accounts.database.kysely.selectFrom('audit').select(['event', 'result', 'user_id', 'detail']);
  return await query.orderBy('id').execute();
}

async function logInKnown(door: FrontDoor, identifier: string): Promise<string> {
  const outcome = await door.try(identifier, 'right');
  assert.ok(outcome.ok);
  return outcome.browser;
}

test('the right password logs in, by user name or by mail address, case aside', async (t) => {
  const door = await frontDoor(t);
  const ada = await door.addUser('ada');
  for (const identifier of ['ada', 'ADA', ' ada@Example.com ', 'ａｄａ']) {
    const outcome = await door.try(identifier, 'right');
    assert.ok(outcome.ok, identifier);
    assert.equal(outcome.user.id, ada.id);
    assert.equal(outcome.user.lastLogInAtMs, door.clock());
    assert.deepEqual(outcome.proofs, [{ factor: 'password', atMs: door.clock() }]);
  }
  assert.deepEqual((await auditOf(door)).at(-1), {
    event: 'log-in',
    result: 'success',
    user_id: ada.id,
    detail: 'password',
  });
});

test('a wrong password, an unknown account and a disabled account get the same answer, statements and hashes', async (t) => {
  const door = await frontDoor(t);
  await door.addUser('ada');
  await door.addUser('off', { disabled_at: 1 });
  await door.addUser('keyless', { password_hash: null });
  const watch = async (identifier: string, password: string) => {
    const [statements, hashed] = [door.statements.length, door.hashed()];
    const outcome = await door.try(identifier, password);
    return { outcome, statements: door.statements.slice(statements), hashed: door.hashed() - hashed };
  };
  await door.try('warm up', 'x');
  const unknown = await watch('nobody', 'right');
  assert.deepEqual(unknown.outcome, wrong);
  assert.equal(unknown.hashed, 1);
  assert.equal(unknown.statements.filter((sql) => /^\s*(insert|update|delete)/i.test(sql)).length, 3);
  assert.deepEqual(await watch('ada', 'wrong'), unknown);
  assert.deepEqual(await watch('off', 'right'), unknown, 'a disabled account, even with its right password');
  assert.deepEqual(await watch('off', 'wrong'), unknown);
  assert.deepEqual(await watch('keyless', 'right'), unknown, 'an account without a password');
  const byMail = await watch('nobody@example.com', 'wrong');
  assert.deepEqual(await watch('ada@example.com', 'wrong'), byMail);
});

test('the second factor costs a log-in without one no statement: these are all', async (t) => {
  const door = await frontDoor(t);
  await door.addUser('ada');
  const browser = await logInKnown(door, 'ada');
  const from = door.statements.length;
  assert.ok((await door.try('ada', 'right', { browser })).ok);
  const asked = door.statements
    .slice(from)
    .map((sql) => /^(\w+)(?:.* (?:from|into))? "(\w+)"/.exec(sql)?.slice(1).join(' '));
  assert.deepEqual(asked, [
    'select users',
    'select limits',
    'insert limits',
    'update users',
    'insert audit',
    'delete limits',
  ]);
});

test('an account that does not exist waits like one that does, and says so in the same words', async (t) => {
  const door = await frontDoor(t);
  await door.addUser('ada');
  for (let tries = 1; tries <= 30; tries += 1) {
    const [known, unknown] = [await door.try('ada', 'wrong'), await door.try('nobody', 'wrong')];
    assert.deepEqual(known, unknown);
    assert.equal(known.ok === false && known.reason, tries <= 5 || tries % 5 === 0 ? 'wrong' : 'waiting');
    if (tries % 5 === 4) door.clock.advance(900_000);
  }
});

test('an account that waits refuses the right password too, neither hashed nor counted', async (t) => {
  const door = await frontDoor(t);
  await door.addUser('ada');
  for (let tries = 1; tries <= 5; tries += 1) assert.deepEqual(await door.try('ada', 'wrong'), wrong);
  for (let tries = 1; tries <= 20; tries += 1) {
    const refused = { ok: false, reason: 'waiting', retryAfterSeconds: 1, closed: false };
    assert.deepEqual(await door.try('ada', 'right'), refused);
  }
  assert.equal(door.hashed(), 5);
  door.clock.advance(1_000);
  assert.equal((await door.try('ada', 'right')).ok, true);
});

test('of 200 tries at the same moment five are hashed', async (t) => {
  const door = await frontDoor(t, { passwords: { atOnce: 200 } });
  await door.addUser('ada');
  const known = await Promise.all(Array.from({ length: 200 }, () => door.try('ada', 'wrong')));
  assert.equal(door.hashed(), 5);
  assert.equal(known.filter((outcome) => !outcome.ok && outcome.reason === 'wrong').length, 5);
  await Promise.all(Array.from({ length: 200 }, () => door.try('nobody', 'wrong')));
  assert.equal(door.hashed(), 10);
});

test('mail address and user name of one account share a budget, in any spelling', async (t) => {
  const door = await frontDoor(t);
  await door.addUser('ada');
  for (const identifier of ['ada', 'ADA', 'ada@example.com', 'Ada@EXAMPLE.com', ' ada ']) {
    assert.deepEqual(await door.try(identifier, 'wrong'), wrong);
  }
  for (const identifier of ['ada', 'ada@example.com']) {
    const outcome = await door.try(identifier, 'wrong');
    assert.equal(!outcome.ok && outcome.reason, 'waiting');
  }
});

test('spellings of one unknown identifier share a budget, and it is stored as an HMAC only', async (t) => {
  const door = await frontDoor(t);
  for (const identifier of ['who@nowhere.example', 'WHO@nowhere.example', ' who@NOWHERE.example']) {
    for (let tries = 1; tries <= 2; tries += 1) await door.try(identifier, 'hunter2');
  }
  assert.equal(door.hashed(), 5);
  const { kysely } = door.accounts.database;
  const stored = JSON.stringify([
    await kysely.selectFrom('limits').selectAll().execute(),
    await kysely.selectFrom('audit').selectAll().execute(),
  ]);
  assert.doesNotMatch(stored, /who|nowhere|hunter2/i);
  assert.match(stored, /nobody\/[\w-]{43}/);
});

test('ten attempts a minute from one address are let through; a browser the account knows does not count there', async (t) => {
  const door = await frontDoor(t);
  await door.addUser('ada');
  await door.addUser('bob');
  const address = '192.0.2.1';
  const [browser, ofBob] = [await logInKnown(door, 'ada'), await logInKnown(door, 'bob')];
  for (let tries = 1; tries <= 10; tries += 1) {
    assert.deepEqual(await door.try(`stranger ${tries}`, 'wrong', { address }), wrong);
  }
  const refused = { ok: false, reason: 'waiting', retryAfterSeconds: 60, closed: false };
  assert.deepEqual(await door.try('ada', 'right', { address }), refused);
  assert.deepEqual(
    await door.try('ada', 'right', { address, browser: ofBob }),
    refused,
    'another one’s browser',
  );
  assert.equal((await door.try('ada', 'right', { address, browser })).ok, true);
});

test('a success clears only the budget it came through', async (t) => {
  const door = await frontDoor(t);
  await door.addUser('ada');
  const browser = await logInKnown(door, 'ada');
  for (let tries = 1; tries <= 4; tries += 1) {
    await door.try('ada', 'wrong');
    await door.try('ada', 'wrong', { browser });
  }
  assert.equal((await door.try('ada', 'right', { browser })).ok, true);
  assert.deepEqual(await door.try('ada', 'wrong'), wrong, 'the fifth of a stranger');
  const sixth = await door.try('ada', 'right');
  assert.equal(!sixth.ok && sixth.reason, 'waiting');
  for (let tries = 1; tries <= 5; tries += 1)
    assert.deepEqual(await door.try('ada', 'wrong', { browser }), wrong);
});

test('when every session is ended, known browsers are strangers again', async (t) => {
  const door = await frontDoor(t);
  const ada = await door.addUser('ada');
  const browser = await logInKnown(door, 'ada');
  for (let tries = 1; tries <= 5; tries += 1) await door.try('ada', 'wrong');
  await endSessions(door.accounts, ada);
  const outcome = await door.try('ada', 'right', { browser });
  assert.equal(!outcome.ok && outcome.reason, 'waiting');
});

test('a try that finds the gate busy is neither counted nor hashed', async (t) => {
  const door = await frontDoor(t, { passwords: { atOnce: 1, queue: 0 } });
  await door.addUser('ada');
  const inside = Promise.withResolvers<void>();
  const occupied = door.accounts.passwords.withTurn(() => inside.promise);
  for (let tries = 1; tries <= 20; tries += 1) {
    const outcome = await door.try('ada', 'right');
    assert.deepEqual(outcome, { ok: false, reason: 'busy', retryAfterSeconds: 3 });
  }
  inside.resolve();
  await occupied;
  assert.equal(door.hashed(), 0);
  assert.equal((await door.try('ada', 'right')).ok, true);
});

test('an account that waits takes no turn at the gate', async (t) => {
  const door = await frontDoor(t, { passwords: { atOnce: 1, queue: 0 } });
  await door.addUser('ada');
  for (let tries = 1; tries <= 5; tries += 1) await door.try('ada', 'wrong');
  await door.accounts.passwords.withTurn(async () => {
    const outcome = await door.try('ada', 'wrong');
    assert.equal(!outcome.ok && outcome.reason, 'waiting');
  });
});

test('a log-in renews a hash of old parameters, which ends nothing', async (t) => {
  const door = await frontDoor(t);
  const ada = await door.addUser('ada');
  const browser = await logInKnown(door, 'ada');
  const { kysely } = door.accounts.database;
  const row = await kysely.selectFrom('users').selectAll().executeTakeFirstOrThrow();
  assert.match(row.password_hash ?? '', /m=19456,t=2,p=1/);
  assert.equal(row.credentials_version, ada.credentialsVersion);
  assert.equal((await door.try('ada', 'right', { browser })).ok, true);
});

test('a hash that was replaced meanwhile is not overwritten by the renewal of the old one', async (t) => {
  const door = await frontDoor(t);
  const { id } = await door.addUser('ada', { password_hash: 'newer' });
  const turn = { hash: async () => 'renewal of older', verify: async () => ({ matches: true }) };
  await storeRehash(door.accounts, { id, password_hash: 'older' }, { turn, password: 'right' });
  const row = await door.accounts.database.kysely.selectFrom('users').selectAll().executeTakeFirstOrThrow();
  assert.equal(row.password_hash, 'newer');
});

test('somebody whose account changes while the password is hashed is refused', async (t) => {
  const door = await frontDoor(t);
  const ada = await door.addUser('ada');
  const { withTurn } = door.accounts.passwords;
  const passwords = {
    ...door.accounts.passwords,
    withTurn: async <T>(work: Parameters<typeof withTurn<T>>[0]) => {
      await endSessions(door.accounts, ada);
      return await withTurn(work);
    },
  };
  const form = { identifier: 'ada', password: 'right' };
  assert.deepEqual(
    await logInWithPassword({ ...door.accounts, passwords }, form, { address: undefined }),
    wrong,
  );
  assert.equal((await auditOf(door)).at(-1)?.detail, 'changed');
});

test('an identifier nobody can have is wrong without a hash', async (t) => {
  const door = await frontDoor(t);
  for (const identifier of ['', '  ', 'x'.repeat(255), 'x'.repeat(1_000_000)]) {
    assert.deepEqual(await door.try(identifier, 'right'), wrong);
  }
  assert.equal(door.hashed(), 0);
  for (const identifier of ['x'.repeat(254), '@', '\0', '\ud800', "' OR 1=1 --"]) {
    assert.deepEqual(await door.try(identifier, 'right'), wrong);
  }
  assert.equal(door.hashed(), 5);
});

test('the hundredth failure closes the account for strangers, with a line in the audit; an unlock opens it', async (t) => {
  const door = await frontDoor(t);
  const ada = await door.addUser('ada');
  for (let tries = 1; tries <= 100; tries += 1) {
    assert.deepEqual(await door.try('ada', 'wrong'), wrong);
    door.clock.advance(900_000);
  }
  const closed = { ok: false, reason: 'waiting', retryAfterSeconds: 900, closed: true };
  assert.deepEqual(await door.try('ada', 'right'), closed);
  const line = { event: 'log-in-closed', result: 'info', user_id: ada.id, detail: 'strangers' };
  assert.deepEqual(
    (await auditOf(door)).filter(({ event }) => event === 'log-in-closed'),
    [line],
  );
  await unlockUser(door.accounts, ada);
  assert.equal((await door.try('ada', 'right')).ok, true);
});

test('with limits off nobody waits', async (t) => {
  const door = await frontDoor(t, { limits: 'off' });
  await door.addUser('ada');
  for (let tries = 1; tries <= 20; tries += 1) {
    assert.deepEqual(await door.try('ada', 'wrong', { address: '192.0.2.1' }), wrong);
  }
  assert.equal((await door.try('ada', 'right')).ok, true);
});
