import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Secret as Key } from 'otpauth';
import type { Keyring } from '../accounts.ts';
import { testKeyring } from '../testing.ts';
import { addTotp } from './add-totp.ts';
import { newTotp } from './new-totp.ts';
import { client, stepMs, testTotp } from './test-totp.ts';
import { twoProcesses } from './test-two-processes.ts';

test('a code counts once, and neither again in its 30 seconds nor in those after it', async (t) => {
  const { ada, addApp, check, clock } = await testTotp(t);
  const { app } = await addApp(ada);
  const code = app.code();
  assert.equal(await check(ada, code), 'right');
  assert.equal(await check(ada, code), 'wrong');
  clock.advance(stepMs - 1);
  assert.equal(await check(ada, code), 'wrong');
  clock.advance(1);
  assert.equal(await check(ada, code), 'wrong');
  assert.equal(await check(ada, app.code()), 'right');
});

test('with a newer code spent, one of before it that nobody used is worth nothing', async (t) => {
  const { ada, addApp, check } = await testTotp(t, { factors: { totpStepsBack: 2 } });
  const { app } = await addApp(ada);
  assert.equal(await check(ada, app.code()), 'right');
  assert.equal(await check(ada, app.code(-1)), 'wrong');
  assert.equal(await check(ada, app.code(-2)), 'wrong');
});

test('of one code sent twenty times at once one counts', async (t) => {
  const { ada, addApp, check, row } = await testTotp(t);
  const { app } = await addApp(ada);
  const code = app.code();
  const judged = await Promise.all(Array.from({ length: 20 }, () => check(ada, code)));
  assert.equal(judged.filter((one) => one === 'right').length, 1);
  assert.equal((await row(ada))?.last_step, Math.floor(Date.UTC(2026, 0, 1) / stepMs) + 1);
});

test('of one code sent to two processes at once one counts, thirty times', async (t) => {
  const { ada, addApp, clock, url } = await testTotp(t);
  const { app } = await addApp(ada);
  const processes = await twoProcesses(t, url);
  for (let round = 0; round < 30; round++) {
    const spend = { by: 'totp', userId: ada.id, code: app.code(), nowMs: clock() } as const;
    assert.equal(await processes.spend(spend), 1, `round ${round}`);
    clock.advance(stepMs);
  }
});

for (const totpStepsBack of [0, 1, 2] as const) {
  test(`with ${totpStepsBack} steps back none ahead counts, and none that is older`, async (t) => {
    const { accounts, ada, add, addApp, check, clock } = await testTotp(t, { factors: { totpStepsBack } });
    assert.deepEqual(accounts.factors, { second: 'optional', totpStepsBack });
    for (const [index, age] of [2, 1, 0, -1, -2, -3].entries()) {
      const user = index === 0 ? ada : await add(`person${index}`);
      const { app } = await addApp(user);
      // Far from the code that it was added with.
      clock.advance(10 * stepMs);
      const counts = age <= 0 && -age <= totpStepsBack;
      assert.equal(await check(user, app.code(age)), counts ? 'right' : 'wrong', `${age}`);
    }
  });
}

test('by default one step back counts', async (t) => {
  const { ada, addApp, check, clock } = await testTotp(t);
  const { app } = await addApp(ada);
  clock.advance(10 * stepMs);
  assert.equal(await check(ada, app.code(-2)), 'wrong');
  assert.equal(await check(ada, app.code(1)), 'wrong');
  assert.equal(await check(ada, app.code(-1)), 'right');
});

test('after 100 wrong codes in a row none counts any more, and the owner is told once', async (t) => {
  const { accounts, ada, add, addApp, check, mails, audited } = await testTotp(t);
  const { app } = await addApp(ada);
  const other = await addApp(await add('grace'));
  for (let wrongs = 1; wrongs < 100; wrongs++) assert.equal(await check(ada, app.wrongCode()), 'wrong');
  assert.equal(await check(ada, app.wrongCode()), 'disabled');
  assert.equal(await check(ada, app.code()), 'disabled');
  assert.equal(await check(ada, app.wrongCode()), 'disabled');
  const told = mails.filter(({ template }) => template === 'totp-disabled');
  assert.deepEqual(
    told.map(({ name, address }) => [name, address]),
    [['ada', client.address]],
  );
  assert.deepEqual(await audited('totp-disabled'), [{ userId: ada.id, result: 'info', detail: null }]);
  const failures = await accounts.database.kysely
    .selectFrom('totps')
    .select(['user_id', 'failures'])
    .execute();
  assert.deepEqual(
    failures.find(({ user_id: id }) => id === ada.id),
    { user_id: ada.id, failures: 100 },
  );
  assert.equal(await check(other.user, other.app.code()), 'right', 'nobody else is held back');
});

test('of 150 wrong codes at once 100 are counted, and the right one among the last helps nobody', async (t) => {
  const { ada, addApp, check, row, audited } = await testTotp(t);
  const { app } = await addApp(ada);
  const codes = Array.from({ length: 150 }, (_, index) => (index === 120 ? app.code() : app.wrongCode()));
  const judged = await Promise.all(codes.map((code) => check(ada, code)));
  assert.equal(judged.filter((one) => one === 'wrong').length, 99);
  assert.equal(judged.filter((one) => one === 'disabled').length, 51);
  assert.equal((await row(ada))?.failures, 100);
  assert.equal((await audited('totp-disabled')).length, 1);
});

test('a right code forgets the wrong ones before it, and the hundredth try may be right', async (t) => {
  const { ada, addApp, check, row } = await testTotp(t);
  const { app } = await addApp(ada);
  for (let wrongs = 1; wrongs < 100; wrongs++) await check(ada, app.wrongCode());
  assert.equal(await check(ada, app.code()), 'right');
  assert.equal((await row(ada))?.failures, 0);
});

test('what cannot be a code counts as a wrong one', async (t) => {
  const { ada, addApp, check, row } = await testTotp(t);
  await addApp(ada);
  for (const typed of ['', 'x', '1'.repeat(100_000), '12345', '1234567']) {
    assert.equal(await check(ada, typed), 'wrong');
  }
  assert.equal((await row(ada))?.failures, 5);
});

test('a row moved to another account yields nothing, nor does a seed put into the row of another', async (t) => {
  const { accounts, ada, add, addApp, check, row, clock } = await testTotp(t);
  const { kysely } = accounts.database;
  const eve = await add('eve');
  const [hers, of] = [await addApp(ada), await addApp(eve)];
  clock.advance(stepMs);
  const [rowOfAda, rowOfEve] = [await row(ada), await row(eve)];
  assert.ok(rowOfAda && rowOfEve);
  await kysely.updateTable('totps').set({ seed: rowOfEve.seed }).where('user_id', '=', ada.id).execute();
  assert.equal(
    await check(ada, of.app.code()),
    'unreadable',
    'whoever can write to the database, but has no key',
  );
  await kysely.deleteFrom('totps').execute();
  await kysely
    .insertInto('totps')
    .values({ ...rowOfAda, user_id: eve.id })
    .execute();
  assert.equal(await check(eve, hers.app.code()), 'unreadable');
});

test('a dump of the database without the key yields no seed, and counts under no other key', async (t) => {
  const { accounts, ada, inSession, appOf, check, clock, folder } = await testTotp(t);
  const { seed, sealed, uri } = newTotp(accounts, ada);
  const app = appOf(uri);
  await addTotp(accounts, { enrolling: await inSession(ada), sealed, code: app.code() }, client);
  clock.advance(stepMs);
  const files = ['test.db', 'test.db-wal'].map((name) => readFileSync(`${folder}/${name}`));
  const { bytes, hex } = Key.fromBase32(seed.reveal());
  const raw = Buffer.from(bytes);
  const forms = [seed.reveal(), seed.reveal().toLowerCase(), hex, raw, raw.toString('base64url')];
  for (const form of [...forms, raw.toString('base64').slice(0, 26), 'otpauth://']) {
    for (const file of files) assert.equal(file.includes(form), false, String(form));
  }
  assert.ok(
    files.some((file) => file.includes(ada.id)),
    'what is there is found',
  );
  const elsewhere = { ...accounts, keyring: keyringOf('somebody else') };
  assert.equal(await check(ada, app.code(), elsewhere), 'unreadable');
  assert.equal(await check(ada, app.code()), 'right');
});

test('a seed that the old key sealed works under the new one, and is sealed with it by the next log-in', async (t) => {
  const [older, newer] = [keyringOf('old'), keyringOf('new')];
  const { accounts, ada, addApp, check, clock } = await testTotp(t, { keyring: older });
  const { app } = await addApp(ada);
  const rotated: Keyring = {
    ...newer,
    unseal: (purpose, sealed) => newer.unseal(purpose, sealed) ?? older.unseal(purpose, sealed),
  };
  const onlyNew = { ...accounts, keyring: newer };
  assert.equal(await check(ada, app.code(), onlyNew), 'unreadable', 'the old key is needed');
  assert.equal(await check(ada, app.code(), { ...accounts, keyring: rotated }), 'right');
  clock.advance(stepMs);
  assert.equal(await check(ada, app.code(), onlyNew), 'right', 'and then it is not');
  clock.advance(stepMs);
  assert.equal(await check(ada, app.code()), 'unreadable', 'the old key alone opens it no more');
});

test('while the key is missing no code is counted as wrong: with it back the app goes on, and what was wrong before counts', async (t) => {
  const { accounts, ada, addApp, check, row, audited } = await testTotp(t);
  const { app } = await addApp(ada);
  for (let wrongs = 1; wrongs < 100; wrongs++) await check(ada, app.wrongCode());
  const before = await row(ada);
  const keyless = { ...accounts, keyring: keyringOf('somebody else') };
  const judged = await Promise.all(Array.from({ length: 10 }, () => check(ada, app.code(), keyless)));
  assert.deepEqual(new Set(judged), new Set(['unreadable']));
  assert.deepEqual(await row(ada), before);
  assert.deepEqual(await audited('totp-disabled'), []);
  assert.equal(await check(ada, app.code()), 'right');
});

test('an app that is disabled stays so, whether its seed can be read or not', async (t) => {
  const { accounts, ada, addApp, check, row } = await testTotp(t);
  const { app } = await addApp(ada);
  await accounts.database.kysely.updateTable('totps').set({ failures: 100 }).execute();
  const keyless = { ...accounts, keyring: keyringOf('somebody else') };
  assert.equal(await check(ada, app.code(), keyless), 'disabled');
  assert.equal((await row(ada))?.failures, 100);
});

test('a wrong code does not seal the seed anew, and the row shows nothing of the code', async (t) => {
  const { ada, addApp, check, row } = await testTotp(t);
  const { app } = await addApp(ada);
  const before = await row(ada);
  await check(ada, app.wrongCode());
  assert.deepEqual(await row(ada), { ...before, failures: 1 });
  await check(ada, app.code());
  const after = await row(ada);
  assert.notEqual(after?.seed, before?.seed);
});

test('an account without an app has no right code', async (t) => {
  const { ada, check } = await testTotp(t);
  assert.equal(await check(ada, '000000'), 'none');
  assert.equal(await check({ ...ada, id: 'nobody' }, '000000'), 'none');
});

/** One key: what another one sealed it does not open. */
function keyringOf(name: string): Keyring {
  const ring = testKeyring();
  return {
    mac: (purpose, text) => ring.mac(`${name}/${purpose}`, text),
    verify: (purpose, text, mac) => ring.verify(`${name}/${purpose}`, text, mac),
    seal: (purpose, text) => ring.seal(`${name}/${purpose}`, text),
    unseal: (purpose, sealed) => ring.unseal(`${name}/${purpose}`, sealed),
  };
}
