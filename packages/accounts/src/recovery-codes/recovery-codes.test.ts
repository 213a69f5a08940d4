import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { inspect } from 'node:util';
import type { Accounts } from '../accounts.ts';
import { sessionStore } from '../sessions/store.ts';
import type { TestScope } from '../testing.ts';
import { client, testTotp } from '../totp/test-totp.ts';
import { twoProcesses } from '../totp/test-two-processes.ts';
import type { User } from '../users/user.ts';
import { checkRecoveryCode } from './check-recovery-code.ts';
import { confirmRecoveryCodes } from './confirm-recovery-codes.ts';
import { newRecoveryCodes } from './new-recovery-codes.ts';
import { recoveryCodesOf } from './recovery-codes-of.ts';

const gone = { ok: false, reason: 'gone' };
const wrong = { ok: false, reason: 'wrong' };
const dayMs = 86_400_000;

/** `ada` with an authenticator app, and what is done with her recovery codes. */
async function testCodes(scope: TestScope) {
  const made = await testTotp(scope);
  const { accounts } = made;
  const { user, sessionIdHash } = await made.addApp(made.ada);
  made.mails.length = 0;
  const show = async (): Promise<string[]> => {
    const outcome = await newRecoveryCodes(accounts, { user, sessionIdHash });
    assert.ok(outcome.ok);
    return outcome.codes.map((code) => code.reveal());
  };
  const confirm = (code = '') => confirmRecoveryCodes(accounts, { user, sessionIdHash, code }, client);
  return {
    ...made,
    ada: user,
    sessionIdHash,
    show,
    confirm,
    /** Ten that count. */
    make: async () => {
      const codes = await show();
      assert.deepEqual(await confirm(codes[0]), { ok: true });
      return codes;
    },
    spend: (code = '', by: User = user) => spendIn(accounts, by, code),
    state: () => recoveryCodesOf(accounts.database.kysely, user.id),
  };
}

async function spendIn(accounts: Accounts, user: User, code: string): Promise<number | undefined> {
  const spent = await accounts.database.kysely
    .transaction()
    .execute((transaction) => checkRecoveryCode(accounts, transaction, { user, code, client }));
  return spent?.left;
}

test('ten codes are shown once, and count from the moment one of them is typed in', async (t) => {
  const { ada, show, confirm, spend, state, clock, mails, audited } = await testCodes(t);
  const codes = await show();
  assert.equal(new Set(codes).size, 10);
  assert.equal(await state(), undefined);
  assert.equal(await spend(codes[3]), undefined);
  assert.deepEqual(await confirm('0000-0000-0000-0000-0000-0000'), wrong);
  assert.deepEqual(await confirm(''), wrong);
  assert.equal(await state(), undefined);
  assert.deepEqual([mails, await audited('recovery-codes-made')], [[], []]);
  assert.deepEqual(await confirm(codes[9]?.toUpperCase().replaceAll('-', ' ')), { ok: true });
  assert.deepEqual(await state(), { left: 10, of: 10, createdAtMs: clock() });
  assert.deepEqual(
    mails.map(({ template }) => template),
    ['recovery-codes-made'],
  );
  assert.deepEqual(await audited('recovery-codes-made'), [
    { userId: ada.id, result: 'success', detail: null },
  ]);
  assert.deepEqual(await confirm(codes[9]), gone, 'once');
  assert.equal(await spend(codes[9]), 9, 'it was not spent by that');
});

test('each counts once, and the owner is told how many are left', async (t) => {
  const { ada, make, spend, state, mails, audited } = await testCodes(t);
  const codes = await make();
  for (const [index, code] of codes.entries()) {
    assert.equal(await spend(code), 9 - index);
    assert.equal(await spend(code), undefined, 'spent');
    assert.equal((await state())?.left, 9 - index);
  }
  assert.equal((await state())?.of, 10);
  const told = mails.filter(({ template }) => template === 'recovery-code-used');
  assert.deepEqual(
    told.map(({ codesLeft }) => codesLeft),
    [9, 8, 7, 6, 5, 4, 3, 2, 1, 0],
  );
  const rows = await audited('recovery-code-used');
  assert.deepEqual(rows, Array(10).fill({ userId: ada.id, result: 'success', detail: null }));
});

test('of one code sent twenty times at once one counts', async (t) => {
  const { make, spend, state, mails } = await testCodes(t);
  const [code] = await make();
  const spent = await Promise.all(Array.from({ length: 20 }, () => spend(code)));
  assert.deepEqual(
    spent.filter((left) => left !== undefined),
    [9],
  );
  assert.equal((await state())?.left, 9);
  assert.equal(mails.filter(({ template }) => template === 'recovery-code-used').length, 1);
});

test('of one code sent to two processes at once one counts', async (t) => {
  const { ada, make, clock, url, state } = await testCodes(t);
  const codes = await make();
  const processes = await twoProcesses(t, url);
  for (const code of codes) {
    const spend = { by: 'recovery-code', userId: ada.id, code, nowMs: clock() } as const;
    assert.equal(await processes.spend(spend), 1);
  }
  assert.equal((await state())?.left, 0);
});

test('new codes end the old ones when they are confirmed, and not before', async (t) => {
  const { make, show, confirm, spend, state, clock } = await testCodes(t);
  const old = await make();
  await spend(old[0]);
  clock.advance(dayMs);
  const fresh = await show();
  assert.equal((await state())?.left, 9);
  assert.equal(await spend(fresh[0]), undefined);
  assert.equal(await spend(old[1]), 8);
  assert.deepEqual(await confirm(old[2]), wrong, 'one of the old ones shows nothing');
  assert.equal(await spend(old[2]), 7);
  assert.deepEqual(await confirm(fresh[5]), { ok: true });
  assert.equal(await spend(old[3]), undefined);
  assert.equal(await spend(old[0]), undefined);
  assert.deepEqual(await state(), { left: 10, of: 10, createdAtMs: clock() });
  assert.equal(await spend(fresh[0]), 9);
});

test('of codes shown in two tabs those shown last can be confirmed', async (t) => {
  const { show, confirm, spend, state } = await testCodes(t);
  const [first, second] = [await show(), await show()];
  assert.deepEqual(await confirm(first[0]), wrong);
  assert.deepEqual(await confirm(second[0]), { ok: true });
  assert.equal(await spend(first[1]), undefined);
  assert.equal((await state())?.of, 10);
});

test('codes that nobody confirms are over after a day, and those before them go on', async (t) => {
  const { make, show, confirm, spend, clock } = await testCodes(t);
  const old = await make();
  const fresh = await show();
  clock.advance(dayMs);
  assert.deepEqual(await confirm(fresh[0]), gone);
  assert.equal(await spend(fresh[0]), undefined);
  assert.equal(await spend(old[0]), 9);
});

test('a code is worth nothing for another account, nor is its row', async (t) => {
  const { accounts, make, spend, add, ada } = await testCodes(t);
  const [code, another] = await make();
  const eve = await add('eve');
  assert.equal(await spend(code, eve), undefined);
  await accounts.database.kysely.updateTable('recovery_codes').set({ user_id: eve.id }).execute();
  assert.equal(await spend(code, eve), undefined);
  assert.equal(await spend(another, ada), undefined);
});

test('a dump of the database contains no code', async (t) => {
  const { make, folder, accounts } = await testCodes(t);
  const codes = await make();
  const files = ['test.db', 'test.db-wal'].map((name) =>
    readFileSync(`${folder}/${name}`).toString('latin1'),
  );
  const plain = codes.map((code) => code.replaceAll('-', ''));
  for (const form of [...codes, ...plain, ...plain.map((one) => one.toUpperCase())]) {
    for (const file of files) assert.equal(file.includes(form), false);
  }
  const rows = await accounts.database.kysely.selectFrom('recovery_codes').select('code_hash').execute();
  assert.ok(rows.every(({ code_hash: hash }) => files.some((file) => file.includes(hash))));
  assert.equal(rows.length, 10);
});

test('an account without a second factor has nothing to recover', async (t) => {
  const { accounts, add, inSession } = await testCodes(t);
  const asked = await inSession(await add('grace'));
  const outcome = await newRecoveryCodes(accounts, asked);
  assert.deepEqual(outcome, { ok: false, reason: 'no-second-factor' });
});

test('nothing is made or confirmed in a session that has ended since', async (t) => {
  const { accounts, ada, sessionIdHash, show, confirm, make, spend, state } = await testCodes(t);
  const old = await make();
  const fresh = await show();
  const asked = { user: ada, sessionIdHash };
  const stranger = { user: ada, sessionIdHash: 'of a thief' };
  assert.deepEqual(await newRecoveryCodes(accounts, stranger), gone);
  assert.deepEqual(await confirmRecoveryCodes(accounts, { ...stranger, code: fresh[0] ?? '' }, client), gone);
  await sessionStore(accounts).end({ idHash: sessionIdHash });
  assert.deepEqual(await newRecoveryCodes(accounts, asked), gone);
  assert.deepEqual(await confirm(fresh[0]), gone);
  assert.equal((await state())?.left, 10);
  assert.equal(await spend(old[0]), 9);
});

test('no log line shows a code', async (t) => {
  const { accounts, ada, sessionIdHash } = await testCodes(t);
  const outcome = await newRecoveryCodes(accounts, { user: ada, sessionIdHash });
  assert.ok(outcome.ok);
  for (const text of [JSON.stringify(outcome), inspect(outcome, { depth: 9 })]) {
    for (const code of outcome.codes) assert.equal(text.includes(code.reveal()), false);
  }
});
