import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Client } from '../accounts.ts';
import type { User } from '../users/user.ts';
import { checkSessionPassword } from './check-session-password.ts';
import { confirmPassword } from './confirm-password.ts';
import { addSession, type FrontDoor, frontDoor } from './test-door.ts';

const client: Client = { address: '192.0.2.1' };
const wrong = { ok: false, reason: 'wrong' };
const ended = { ok: false, reason: 'ended' };
const gone = { ok: false, reason: 'gone' };

async function sessionsOf({ accounts }: FrontDoor): Promise<string[]> {
  const rows = await accounts.database.kysely
    .selectFrom('sessions')
    .select('id_hash')
    .orderBy('id_hash')
    .execute();
  return rows.map(({ id_hash }) => id_hash);
}

function asking(door: FrontDoor, user: User) {
  return (password: string, sessionIdHash = 's1') =>
    confirmPassword(door.accounts, { user, sessionIdHash, password }, client);
}

test('the right password confirms, and is one line of the audit', async (t) => {
  const door = await frontDoor(t);
  const ada = await door.addUser('ada');
  await addSession(door, ada);
  const outcome = await asking(door, ada)('right');
  assert.deepEqual(outcome, { ok: true, proof: { factor: 'password', atMs: door.clock() } });
  const lines = await door.accounts.database.kysely
    .selectFrom('audit')
    .select(['event', 'result', 'detail'])
    .execute();
  assert.deepEqual(lines, [{ event: 'confirm', result: 'success', detail: 'password' }]);
});

test('the tenth wrong password in a session ends it and its remember series; other sessions go on', async (t) => {
  const door = await frontDoor(t);
  const ada = await door.addUser('ada');
  await addSession(door, ada, { series: 'r1' });
  await addSession(door, ada, { idHash: 's2' });
  const ask = asking(door, ada);
  for (let tries = 1; tries <= 9; tries += 1) assert.deepEqual(await ask('wrong'), wrong);
  assert.deepEqual(await ask('wrong'), ended);
  assert.deepEqual(await sessionsOf(door), ['s2']);
  const { kysely } = door.accounts.database;
  assert.deepEqual(await kysely.selectFrom('remember_series').selectAll().execute(), []);
  assert.deepEqual(await ask('right'), gone);
  assert.equal(door.hashed(), 10);
  const last = await kysely.selectFrom('audit').selectAll().where('event', '=', 'sessions-ended').execute();
  assert.deepEqual(
    last.map(({ detail, actor }) => [detail, actor]),
    [['wrong-proofs', 'latchkey']],
  );
});

test('the right password starts the ten anew', async (t) => {
  const door = await frontDoor(t);
  const ada = await door.addUser('ada');
  await addSession(door, ada, { series: 'r1' });
  const ask = asking(door, ada);
  for (let round = 1; round <= 2; round += 1) {
    for (let tries = 1; tries <= 9; tries += 1) assert.deepEqual(await ask('wrong'), wrong);
    assert.equal((await ask('right')).ok, true);
  }
});

test('of 200 wrong passwords at the same moment ten are hashed, and the session is gone', async (t) => {
  const door = await frontDoor(t, { passwords: { atOnce: 200 } });
  const ada = await door.addUser('ada');
  await addSession(door, ada);
  const ask = asking(door, ada);
  await Promise.all(Array.from({ length: 200 }, () => ask('wrong')));
  assert.ok(door.hashed() <= 10, `${door.hashed()}`);
  assert.deepEqual(await sessionsOf(door), []);
});

test('whoever restores session after session by one remember token has ten tries in all', async (t) => {
  const door = await frontDoor(t);
  const ada = await door.addUser('ada');
  const ask = asking(door, ada);
  for (let round = 1; round <= 3; round += 1) {
    const idHash = `s${round}`;
    await addSession(door, ada, { idHash, series: 'r1' });
    for (let tries = 1; tries <= 4; tries += 1) {
      const count = (round - 1) * 4 + tries;
      assert.deepEqual(await ask('wrong', idHash), count < 10 ? wrong : count === 10 ? ended : gone);
    }
  }
  assert.equal(door.hashed(), 10);
  assert.deepEqual(await sessionsOf(door), [], 'all sessions of the series are gone');
});

test('somebody else’s session, or one of credentials that are void, asks nobody', async (t) => {
  const door = await frontDoor(t);
  const [ada, bob] = [await door.addUser('ada'), await door.addUser('bob')];
  await addSession(door, ada);
  assert.deepEqual(await asking(door, bob)('right'), gone);
  assert.deepEqual(await sessionsOf(door), ['s1']);
  await addSession(door, { ...bob, credentialsVersion: 0 }, { idHash: 's2' });
  assert.deepEqual(await asking(door, bob)('right', 's2'), ended);
  assert.equal(door.hashed(), 0);
});

test('when the gate is busy nothing is counted', async (t) => {
  const door = await frontDoor(t, { passwords: { atOnce: 1, queue: 0 } });
  const ada = await door.addUser('ada');
  await addSession(door, ada);
  await door.accounts.passwords.withTurn(async () => {
    for (let tries = 1; tries <= 20; tries += 1) {
      assert.deepEqual(await asking(door, ada)('right'), { ok: false, reason: 'busy', retryAfterSeconds: 3 });
    }
  });
  assert.equal((await asking(door, ada)('right')).ok, true);
});

test('a wrong password at a password change is noted as that', async (t) => {
  const door = await frontDoor(t);
  const user = await door.addUser('ada');
  await addSession(door, user);
  const asked = { user, sessionIdHash: 's1', password: 'wrong', event: 'password-changed' } as const;
  assert.deepEqual(await checkSessionPassword(door.accounts, asked, client), wrong);
  const line = await door.accounts.database.kysely.selectFrom('audit').selectAll().executeTakeFirstOrThrow();
  assert.deepEqual([line.event, line.result, line.detail], ['password-changed', 'failure', 'wrong-password']);
});
