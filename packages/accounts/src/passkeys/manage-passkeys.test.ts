import assert from 'node:assert/strict';
import { test } from 'node:test';
import { removePassword } from '../factors/remove-password.ts';
import { listPasskeys } from './list-passkeys.ts';
import { removePasskey } from './remove-passkey.ts';
import { renamePasskey } from './rename-passkey.ts';
import { client, phone, testPasskeys } from './test-passkeys.ts';

const gone = { ok: false, reason: 'gone' };

/** Ada and her passkeys, in a session of hers. */
async function adasKeys(made: Awaited<ReturnType<typeof testPasskeys>>, count = 1) {
  const devices = Array.from({ length: count }, () => phone());
  for (const [number, device] of devices.entries()) {
    made.clock.advance(1);
    await made.addTo('ada', device, { name: `Key ${number + 1}` });
  }
  const session = await made.inSession(await made.user('ada'));
  const listed = await listPasskeys(made.accounts.database.kysely, session.user.id);
  return { devices, session, ids: listed.map(({ id }) => id) };
}

test('a list names them, oldest first, with their last use', async (t) => {
  const made = await testPasskeys(t);
  const { devices, ids, session } = await adasKeys(made, 2);
  made.clock.advance(1000);
  assert.ok(devices[1] && (await made.logIn(devices[1])).ok);
  const listed = await listPasskeys(made.accounts.database.kysely, session.user.id);
  assert.deepEqual(
    listed.map(({ id, name, lastUsedAtMs }) => [id, name, lastUsedAtMs]),
    [
      [ids[0], 'Key 1', undefined],
      [ids[1], 'Key 2', made.clock()],
    ],
  );
  assert.deepEqual(await listPasskeys(made.accounts.database.kysely, (await made.user('bob')).id), []);
});

test('one gets another name, and its owner is told', async (t) => {
  const made = await testPasskeys(t);
  const { ids, session } = await adasKeys(made, 2);
  const [id = ''] = ids;
  assert.deepEqual(await renamePasskey(made.accounts, { ...session, id, name: ' Work ' }, client), {
    ok: true,
  });
  const listed = await listPasskeys(made.accounts.database.kysely, session.user.id);
  assert.deepEqual(
    listed.map(({ name }) => name),
    ['Work', 'Key 2'],
  );
  assert.equal((await made.sent()).at(-1)?.template, 'passkey-renamed');
  assert.deepEqual(await made.audited('passkey-renamed'), [
    { userId: session.user.id, result: 'success', detail: null, agent: 'A browser' },
  ]);
});

test('a name is 1 to 64 code points that can be seen', async (t) => {
  const made = await testPasskeys(t);
  const { ids, session } = await adasKeys(made);
  const [id = ''] = ids;
  const rename = (name: string) => renamePasskey(made.accounts, { ...session, id, name }, client);
  const bad = [
    '',
    '  ',
    'a'.repeat(65),
    'a\nb',
    'a\u202eb',
    '\u200b',
    '\u2800',
    '\ud800',
    'a'.repeat(100_000),
  ];
  for (const name of bad)
    assert.deepEqual(await rename(name), { ok: false, reason: 'name' }, name.slice(0, 10));
  for (const name of ['a', '🔑'.repeat(64), '<b>"&', '  a  b  '])
    assert.deepEqual(await rename(name), { ok: true });
  const [listed] = await listPasskeys(made.accounts.database.kysely, session.user.id);
  assert.equal(listed?.name, 'a  b');
  const added = await made.addTo('ada', phone(), { name: 'a\u202eb' });
  assert.deepEqual(added, { ok: false, reason: 'name' });
});

test('without a name it is called by where it is kept, with a number where there is one already', async (t) => {
  const { accounts, addTo, user } = await testPasskeys(t);
  const aaguid = 'fbfc3007-154e-4ecc-8c0b-6e020557d7bd';
  for (const kind of [{}, {}, { aaguid }, { aaguid }, { aaguid: 'ffffffff-ffff-ffff-ffff-ffffffffffff' }]) {
    assert.equal((await addTo('ada', phone(kind))).ok, true);
  }
  const listed = await listPasskeys(accounts.database.kysely, (await user('ada')).id);
  const names = ['Apple Passwords', 'Apple Passwords 2', 'Passkey', 'Passkey 2', 'Passkey 3'];
  assert.deepEqual(listed.map(({ name }) => name).sort(), names);
});

test('a removed one opens nothing, the other sessions end, and its owner is told', async (t) => {
  const made = await testPasskeys(t);
  const { devices, ids, session } = await adasKeys(made, 2);
  const [id = ''] = ids;
  await made.inSession(session.user);
  const removed = await removePasskey(made.accounts, { ...session, id }, client);
  assert.ok(removed.ok);
  assert.deepEqual(removed.user, await made.user('ada'));
  assert.ok(removed.user.credentialsVersion > session.user.credentialsVersion);
  assert.notEqual(removed.user.secondFactorSinceMs, undefined);
  const sessions = await made.accounts.database.kysely.selectFrom('sessions').select('id_hash').execute();
  assert.deepEqual(sessions, [{ id_hash: session.sessionIdHash }]);
  assert.equal((await made.sent()).at(-1)?.template, 'factor-removed');
  assert.deepEqual(await made.audited('factor-removed'), [
    { userId: session.user.id, result: 'success', detail: 'passkey', agent: 'A browser' },
  ]);
  assert.deepEqual(await Promise.all(devices.map(async (device) => (await made.logIn(device)).ok)), [
    false,
    true,
  ]);
});

for (const [kind, options] of [
  ['only notices a touch', { verifiesUser: false }],
  ['does not keep whose account it is', { isResident: false }],
] as const) {
  test(`a removed one that ${kind} is called what it was added as, a security key`, async (t) => {
    const made = await testPasskeys(t);
    await made.addTo('ada', phone(options));
    const session = await made.inSession(await made.user('ada'));
    const [{ id = '' } = {}] = await made.rows();
    assert.ok((await removePasskey(made.accounts, { ...session, id }, client)).ok);
    const details = async (event: string) => (await made.audited(event)).map(({ detail }) => detail);
    assert.deepEqual(await details('factor-added'), ['security-key']);
    assert.deepEqual(await details('factor-removed'), ['security-key']);
  });
}

test('with the last second factor a log-in asks for none', async (t) => {
  const made = await testPasskeys(t);
  const { ids, session } = await adasKeys(made);
  const [id = ''] = ids;
  const removed = await removePasskey(made.accounts, { ...session, id }, client);
  assert.equal(removed.ok && removed.user.secondFactorSinceMs, undefined);
});

test('nobody names or removes the passkey of another, or from a session that has ended', async (t) => {
  const made = await testPasskeys(t);
  const { devices, ids, session } = await adasKeys(made, 2);
  const [id = ''] = ids;
  const { accounts } = made;
  const bobs = await made.inSession(await made.user('bob'));
  const ended = { ...session, sessionIdHash: 'ended' };
  for (const other of [bobs, ended, { ...bobs, user: session.user }, { ...session, user: bobs.user }]) {
    assert.deepEqual(await renamePasskey(accounts, { ...other, id, name: 'Mine' }, client), gone);
    assert.deepEqual(await removePasskey(accounts, { ...other, id }, client), gone);
  }
  for (const unknown of ['', '__proto__', 'x'.repeat(10_000)]) {
    assert.deepEqual(await renamePasskey(accounts, { ...session, id: unknown, name: 'Mine' }, client), gone);
    assert.deepEqual(await removePasskey(accounts, { ...session, id: unknown }, client), gone);
  }
  assert.equal(
    (await made.rows()).every(({ name }) => name.startsWith('Key')),
    true,
  );
  assert.ok(devices[0] && (await made.logIn(devices[0])).ok);
});

test('the last way in stays: without a password and without mail it is the last passkey that logs in', async (t) => {
  const made = await testPasskeys(t);
  const { accounts } = made;
  const noMail = { email: null, email_canonical: null, email_verified_at: null };
  await accounts.database.kysely.updateTable('users').set(noMail).execute();
  const { devices, ids, session } = await adasKeys(made, 2);
  await made.addTo('ada', phone({ verifiesUser: false }));
  const without = await removePassword(accounts, { ...session, user: await made.user('ada') }, client);
  assert.ok(without.ok);
  const [first = '', second = ''] = ids;
  const once = await removePasskey(accounts, { ...session, user: without.user, id: first }, client);
  assert.ok(once.ok);
  const last = { ...session, user: once.user, id: second };
  assert.deepEqual(await removePasskey(accounts, last, client), { ok: false, reason: 'last-way-in' });
  assert.ok(devices[1] && (await made.logIn(devices[1])).ok);
});

test('where every account needs a second factor, the last one stays', async (t) => {
  const made = await testPasskeys(t, { factors: { second: 'required' } });
  const { ids, session } = await adasKeys(made, 2);
  const [first = '', second = ''] = ids;
  const removed = await removePasskey(made.accounts, { ...session, id: first }, client);
  assert.ok(removed.ok);
  const last = { ...session, user: removed.user, id: second };
  const refused = { ok: false, reason: 'last-second-factor' };
  assert.deepEqual(await removePasskey(made.accounts, last, client), refused);
});

test('with the last factor that counts goes an app whose codes count no more: nobody could prove it', async (t) => {
  const made = await testPasskeys(t);
  const { ids, session } = await adasKeys(made);
  const { kysely } = made.accounts.database;
  const app = { user_id: session.user.id, seed: 'sealed', last_step: 0, failures: 100, created_at: 0 };
  await kysely.insertInto('totps').values(app).execute();
  const removed = await removePasskey(made.accounts, { ...session, id: ids[0] ?? '' }, client);
  assert.ok(removed.ok);
  assert.equal(removed.user.secondFactorSinceMs, undefined);
  assert.deepEqual(await kysely.selectFrom('totps').selectAll().execute(), []);
});
