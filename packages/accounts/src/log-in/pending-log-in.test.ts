import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TOTP } from 'otpauth';
import { removePassword } from '../factors/remove-password.ts';
import type { TestScope } from '../testing.ts';
import { addTotp } from '../totp/add-totp.ts';
import { newTotp } from '../totp/new-totp.ts';
import { disableUser, endSessions } from '../users/change-user.ts';
import { findUserById } from '../users/find.ts';
import type { User } from '../users/user.ts';
import { completeLogIn } from './complete-log-in.ts';
import { confirmFactor } from './confirm-factor.ts';
import { cancelPendingLogIn, findPendingLogIn } from './pending-log-in.ts';
import { finishLogIn, proveSecondFactor } from './prove-second-factor.ts';
import { addSession, type FrontDoor, frontDoor } from './test-door.ts';

const client = { address: '192.0.2.1' };
const over = { ok: false, reason: 'over' } as const;

/** ada, with an app that shows codes. */
async function scene(t: TestScope) {
  const door = await frontDoor(t);
  const ada = await door.addUser('ada');
  const code = await addApp(door, ada);
  return { door, ada: await now(door, ada), code };
}

async function now({ accounts }: FrontDoor, { id }: User): Promise<User> {
  return (await findUserById(accounts.database.kysely, id)) ?? assert.fail('the account is gone');
}

async function addApp(door: FrontDoor, user: User): Promise<() => string> {
  const { accounts, clock } = door;
  await addSession(door, user, { idHash: 'here' });
  const { seed, sealed } = newTotp(accounts, user);
  const totp = new TOTP({ secret: seed.reveal() });
  const code = () => totp.generate({ timestamp: clock() });
  const enrolling = { user, sessionIdHash: 'here' };
  assert.equal((await addTotp(accounts, { enrolling, sealed, code: code() }, client)).ok, true);
  clock.advance(60_000);
  return code;
}

async function half({ accounts }: FrontDoor, user: User, remember = false): Promise<string> {
  const proofs = [{ factor: 'password', atMs: accounts.clock() }];
  const completed = await completeLogIn(accounts, user, { proofs, client, remember });
  assert.ok(!completed.ok && completed.reason === 'factor-missing');
  return completed.pending.token;
}

test('an account that changes while its pending log-in is looked up has none', async (t) => {
  const { door, ada } = await scene(t);
  const token = await half(door, ada);
  const { accounts } = door;
  const { kysely } = accounts.database;
  let looks = 0;
  const changing = kysely.withPlugin({
    transformQuery: ({ node }) => node,
    async transformResult({ result }) {
      looks += 1;
      if (looks === 1) await endSessions(accounts, ada);
      return result;
    },
  });
  const seen = { ...accounts, database: { ...accounts.database, kysely: changing } };
  assert.equal(await findPendingLogIn(seen, token), undefined);
  assert.ok(looks > 0);
});

test('with the second factor the log-in is whole, and says what was proven and wished for', async (t) => {
  const { door, ada, code } = await scene(t);
  const token = await half(door, ada, true);
  const atMs = door.clock();
  const outcome = await proveSecondFactor(
    door.accounts,
    { token, answer: { by: 'totp', code: code() } },
    client,
  );
  assert.ok(outcome.ok);
  assert.deepEqual(outcome.proofs, [
    { factor: 'password', atMs },
    { factor: 'totp', atMs },
  ]);
  assert.deepEqual([outcome.remember, outcome.isKept, outcome.trusted], [true, false, undefined]);
  const lines = await door.accounts.database.kysely
    .selectFrom('audit')
    .select(['event', 'result', 'detail'])
    .execute();
  assert.deepEqual(lines.slice(-2), [
    { event: 'second-factor-asked', result: 'info', detail: 'password' },
    { event: 'log-in', result: 'success', detail: 'password+totp' },
  ]);
});

test('until then nothing is noted of a log-in: no time, no deletion taken back', async (t) => {
  const { door, ada } = await scene(t);
  const users = door.accounts.database.kysely.updateTable('users').set({ deletes_at: 1 });
  await users.where('id', '=', ada.id).execute();
  await half(door, await now(door, ada));
  const { deletesAtMs, lastLogInAtMs } = await now(door, ada);
  assert.deepEqual([deletesAtMs, lastLogInAtMs], [1, undefined]);
});

test('a pending log-in lives for ten minutes', async (t) => {
  const { door, ada, code } = await scene(t);
  const token = await half(door, ada);
  door.clock.advance(599_999);
  assert.equal((await findPendingLogIn(door.accounts, token))?.user.id, ada.id);
  door.clock.advance(1);
  assert.equal(await findPendingLogIn(door.accounts, token), undefined);
  const answer = { by: 'totp', code: code() } as const;
  assert.deepEqual(await proveSecondFactor(door.accounts, { token, answer }, client), over);
});

test('it ends with the fifth wrong answer, and counts those that are no code at all', async (t) => {
  const { door, ada, code } = await scene(t);
  const token = await half(door, ada);
  const tell = (text: string) =>
    proveSecondFactor(door.accounts, { token, answer: { by: 'totp', code: text } }, client);
  for (const wrong of ['000000', '', 'x'.repeat(100_000), '１２']) {
    assert.deepEqual(await tell(wrong), { ok: false, reason: 'wrong' });
  }
  assert.deepEqual(await tell('000000'), over);
  assert.deepEqual(await tell(code()), over);
});

for (const [what, happens] of [
  ['the sessions of the account are ended', endSessions],
  ['the account is disabled', disableUser],
] as const) {
  test(`it is over as soon as ${what}`, async (t) => {
    const { door, ada, code } = await scene(t);
    const token = await half(door, ada);
    await happens(door.accounts, ada);
    assert.equal(await findPendingLogIn(door.accounts, token), undefined);
    const answer = { by: 'totp', code: code() } as const;
    assert.deepEqual(await proveSecondFactor(door.accounts, { token, answer }, client), over);
  });
}

test('it can be given up, and what is no token is none', async (t) => {
  const { door, ada } = await scene(t);
  const token = await half(door, ada);
  await cancelPendingLogIn(door.accounts, token);
  for (const gone of [token, '', 'x', 'x'.repeat(43), "' OR 1=1 --"]) {
    assert.equal(await findPendingLogIn(door.accounts, gone), undefined);
  }
});

test('of an account a hundred are kept, the newest', async (t) => {
  const { door, ada } = await scene(t);
  const first = await half(door, ada);
  for (let more = 0; more < 100; more += 1) {
    door.clock.advance(1);
    await half(door, ada);
  }
  assert.equal(await findPendingLogIn(door.accounts, first), undefined);
  const rows = await door.accounts.database.kysely.selectFrom('pending_log_ins').selectAll().execute();
  assert.equal(rows.length, 100);
});

test('a log-in that read the account before its first factor was added comes to nothing', async (t) => {
  const door = await frontDoor(t);
  const before = await door.addUser('ada');
  await addApp(door, before);
  const proofs = [{ factor: 'password', atMs: door.clock() }];
  const completed = await completeLogIn(door.accounts, before, { proofs, client });
  assert.deepEqual(completed, { ok: false, reason: 'changed' });
});

test('where a second factor is required, whoever has none sets one up before the log-in is whole', async (t) => {
  const door = await frontDoor(t, { factors: { second: 'required' } });
  const ada = await door.addUser('ada');
  const { accounts, clock } = door;
  const token = await half(door, ada);
  assert.equal((await findPendingLogIn(accounts, token))?.missing, 'set-up');
  assert.deepEqual(await finishLogIn(accounts, token, client), over, 'not before there is one');
  const answer = { by: 'totp', code: '000000' } as const;
  assert.deepEqual(await proveSecondFactor(accounts, { token, answer }, client), over);
  const { seed, sealed } = newTotp(accounts, ada);
  const code = new TOTP({ secret: seed.reveal() }).generate({ timestamp: clock() });
  const enrolling = { user: ada, pendingToken: token };
  const added = await addTotp(accounts, { enrolling, sealed, code }, client);
  assert.ok(added.ok && added.pendingToken !== undefined);
  // Whoever has planted the pending log-in has a copy of its first token.
  assert.deepEqual(await finishLogIn(accounts, token, client), over);
  const finished = await finishLogIn(accounts, added.pendingToken, client);
  assert.ok(finished.ok);
  assert.deepEqual(
    finished.proofs.map(({ factor }) => factor),
    ['password', 'totp'],
  );
  assert.deepEqual(await finishLogIn(accounts, added.pendingToken, client), over, 'once');
});

test('a remembered browser sets up no factor: its cookie may be a copy', async (t) => {
  const door = await frontDoor(t, { factors: { second: 'required' } });
  const ada = await door.addUser('ada');
  const completed = await completeLogIn(door.accounts, ada, { proofs: [], client, remember: true });
  assert.deepEqual(completed, { ok: false, reason: 'first-factor-missing' });
  assert.deepEqual(
    await door.accounts.database.kysely.selectFrom('pending_log_ins').selectAll().execute(),
    [],
  );
});

test('a pending log-in that asks for the second factor lets nobody add another one', async (t) => {
  const { door, ada } = await scene(t);
  const pendingToken = await half(door, ada);
  await door.accounts.database.kysely.deleteFrom('totps').execute();
  const { seed, sealed } = newTotp(door.accounts, ada);
  const code = new TOTP({ secret: seed.reveal() }).generate({ timestamp: door.clock() });
  const enrolling = { user: ada, pendingToken };
  const added = await addTotp(door.accounts, { enrolling, sealed, code }, client);
  assert.deepEqual(added, { ok: false, reason: 'gone' });
});

test('in a session, passwords and codes share ten wrong tries, and then it ends', async (t) => {
  const { door, ada, code } = await scene(t);
  const tell = (text: string) => {
    const answer = { by: 'totp', code: text } as const;
    return confirmFactor(door.accounts, { user: ada, sessionIdHash: 'here', answer }, client);
  };
  for (let tries = 1; tries <= 9; tries += 1) {
    assert.deepEqual(await tell('000000'), { ok: false, reason: 'wrong' });
  }
  assert.equal((await tell(code())).ok, true, 'a right one forgives them');
  for (let tries = 1; tries <= 9; tries += 1) await tell('000000');
  assert.deepEqual(await tell('000000'), { ok: false, reason: 'ended' });
  door.clock.advance(60_000);
  assert.deepEqual(await tell(code()), { ok: false, reason: 'gone' });
});

test('the password cannot be removed while it is the last way in', async (t) => {
  const { door, ada } = await scene(t);
  const asked = { user: ada, sessionIdHash: 'here' };
  assert.deepEqual(await removePassword(door.accounts, asked, client), { ok: false, reason: 'last-way-in' });
});
