import assert from 'node:assert/strict';
import { test } from 'node:test';
import { frontDoor } from '../log-in/test-door.ts';
import { disableUser } from '../users/change-user.ts';
import { askToSignUp } from '../verification/ask-to-sign-up.ts';
import { askForReset } from './ask-for-reset.ts';
import { resetPassword } from './reset-password.ts';
import { client, mailbox, newPassword } from './test-mailbox.ts';

test('the link goes to the address that is stored, whatever form of it was typed', async (t) => {
  const { accounts, written } = await mailbox(t);
  for (const identifier of ['ADA@Example.COM ', 'ada', 'Ａda@example.com']) {
    assert.deepEqual(await askForReset(accounts, { identifier }, client), { ok: true });
  }
  const mails = await written();
  assert.deepEqual(
    mails.map(({ to, template, isWithheld, language }) => ({ to, template, isWithheld, language })),
    Array(3).fill({ to: 'ada@example.com', template: 'reset-password', isWithheld: false, language: 'en' }),
  );
  assert.ok(mails.every(({ token }) => /^[\w-]{43}$/.test(token)));
});

test('an account that is there, unproven, disabled, without an address, unknown or asked for too often: one answer and the same statements', async (t) => {
  const compose = () => ({ subject: '', text: '', html: '' });
  const door = await frontDoor(t, { mail: { compose } });
  await door.addUser('ada', { email_verified_at: 1 });
  await door.addUser('bob');
  await door.addUser('off', { disabled_at: 1 });
  await door.addUser('mute', { email: null, email_canonical: null });
  let asked = 0;
  const ask = async (identifier: string) => {
    const from = door.statements.length;
    asked += 1;
    const outcome = await askForReset(door.accounts, { identifier }, { address: `198.51.100.${asked}` });
    return { outcome, statements: door.statements.slice(from) };
  };
  await ask('warm up');
  const known = await ask('ada@example.com');
  assert.deepEqual(known.outcome, { ok: true });
  const writes = known.statements.filter((sql) => /^\s*(insert|update|delete)/i.test(sql));
  assert.deepEqual(
    writes.map((sql) => /into "(\w+)"/.exec(sql)?.[1]),
    ['limits', 'limits', 'one_time_tokens', 'mails', 'audit'],
  );
  for (const identifier of ['bob@example.com', 'off@example.com', 'nobody@example.com', 'a@b@c']) {
    assert.deepEqual(await ask(identifier), known, identifier);
  }
  const byName = await ask('nobody');
  for (const identifier of ['mute', 'off', 'x'.repeat(60_000)]) {
    assert.deepEqual(await ask(identifier), byName, identifier.slice(0, 9));
  }
  for (const identifier of ['ada@example.com', 'nobody@example.com']) {
    for (let count = 0; count < 3; count++) await ask(identifier);
  }
  const tooOften = await ask('ada@example.com');
  assert.deepEqual(tooOften.outcome, { ok: true });
  assert.deepEqual(await ask('nobody@example.com'), tooOften);
});

test('only whoever has an account gets a mail; what the others are answered was written and is withheld', async (t) => {
  const { accounts, written, add, audited } = await mailbox(t);
  await disableUser(accounts, await add({ username: 'off', email: 'off@example.com' }));
  await add({ username: 'mute' });
  for (const identifier of ['ada', 'off', 'mute', 'nobody', 'Nobody@Example.com']) {
    await askForReset(accounts, { identifier }, client);
  }
  const mails = await written();
  assert.deepEqual(
    mails.map(({ isWithheld }) => isWithheld),
    [false, true, true, true, true],
  );
  for (const { token } of mails.slice(1)) {
    const reset = { token, password: newPassword };
    assert.deepEqual(await resetPassword(accounts, reset, client), { ok: false, reason: 'over' });
  }
  const mac = accounts.keyring.mac('identifier', 'nobody@example.com');
  assert.deepEqual(
    (await audited('reset-asked')).map(({ detail }) => detail),
    [null, 'disabled', 'no-address', 'no-account', 'no-account'],
  );
  assert.equal((await audited('reset-asked')).at(-1)?.who, mac);
  assert.equal(mails.at(-1)?.to, mac, 'what matches no account is kept as an HMAC only');
});

test('three mails an hour go to one address; the fourth is withheld, and nobody is told', async (t) => {
  const { accounts, clock, written } = await mailbox(t, { limits: {} });
  for (let count = 0; count < 4; count++) {
    assert.deepEqual(await askForReset(accounts, { identifier: 'ada' }, client), { ok: true });
  }
  clock.advance(3_600_000);
  await askForReset(accounts, { identifier: 'ada' }, client);
  const withheld = (await written()).map(({ isWithheld }) => isWithheld);
  assert.deepEqual(withheld, [false, false, false, true, false]);
});

test('links asked for an address without an account do not use up the mails of its sign-up', async (t) => {
  const { accounts, written } = await mailbox(t, { limits: {} });
  const email = 'newcomer@example.com';
  for (let count = 0; count < 5; count++) await askForReset(accounts, { identifier: email }, client);
  const form = { username: 'newcomer', email, password: newPassword };
  assert.ok((await askToSignUp(accounts, form, client)).ok);
  const last = (await written()).at(-1);
  assert.deepEqual([last?.template, last?.to, last?.isWithheld], ['verify-address', email, false]);
});

test('twenty times an hour from one address, and then it is said', async (t) => {
  const { accounts } = await mailbox(t, { limits: {} });
  for (let count = 0; count < 20; count++) {
    assert.ok((await askForReset(accounts, { identifier: `nobody ${count}` }, client)).ok);
  }
  const refused = await askForReset(accounts, { identifier: 'ada' }, client);
  assert.deepEqual(refused, { ok: false, reason: 'limited', retryAfterSeconds: 3600 });
});

test('an empty field is the only fault', async (t) => {
  const { accounts, written } = await mailbox(t);
  const faults = [{ field: 'identifier', reason: 'empty' }];
  for (const identifier of ['', '  ']) {
    assert.deepEqual(await askForReset(accounts, { identifier }, client), {
      ok: false,
      reason: 'faults',
      faults,
    });
  }
  assert.deepEqual(await written(), []);
});

test('a mail to an address that nobody has proven does not repeat the name somebody chose', async (t) => {
  const { accounts, ada, written } = await mailbox(t);
  await askForReset(accounts, { identifier: 'ada' }, client);
  await accounts.database.kysely
    .updateTable('users')
    .set({ email_verified_at: 1, language: 'de' })
    .where('id', '=', ada.id)
    .execute();
  await askForReset(accounts, { identifier: 'ada' }, client);
  assert.deepEqual(
    (await written()).map(({ name, language }) => [name, language]),
    [
      ['ada@example.com', 'en'],
      ['ada', 'de'],
    ],
  );
});
