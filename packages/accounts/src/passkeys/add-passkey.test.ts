import assert from 'node:assert/strict';
import { test } from 'node:test';
import { completeLogIn } from '../log-in/complete-log-in.ts';
import { finishLogIn } from '../log-in/prove-second-factor.ts';
import { endSessions } from '../users/change-user.ts';
import { addPasskey } from './add-passkey.ts';
import { askForNewPasskey } from './ask.ts';
import { listPasskeys } from './list-passkeys.ts';
import { removePasskey } from './remove-passkey.ts';
import { ask, client, phone, testPasskeys } from './test-passkeys.ts';

const wrong = { ok: false, reason: 'wrong' };
const gone = { ok: false, reason: 'gone' };

test('a passkey is added to the account, and its owner is told', async (t) => {
  const { accounts, addTo, clock, rows, sent, audited, user } = await testPasskeys(t);
  const before = await user('ada');
  const added = await addTo('ada', phone({ isSynced: true }), { name: '  Ada’s phone ' });
  assert.ok(added.ok);
  assert.deepEqual(added.user, await user('ada'));
  assert.equal(added.user.secondFactorSinceMs, clock());
  assert.ok(added.user.credentialsVersion > before.credentialsVersion);
  assert.deepEqual(added.proof, { factor: 'passkey', atMs: clock() });
  const [row] = await rows();
  assert.deepEqual(await listPasskeys(accounts.database.kysely, before.id), [
    {
      id: row?.id,
      name: 'Ada’s phone',
      createdAtMs: clock(),
      isSynced: true,
      isBackedUp: true,
      canLogIn: true,
    },
  ]);
  assert.deepEqual(
    (await sent()).map(({ to, template }) => [to, template]),
    [['ada@example.com', 'factor-added']],
  );
  assert.deepEqual(await audited('factor-added'), [
    { userId: before.id, result: 'success', detail: 'passkey', agent: 'A browser' },
  ]);
});

test('what is asked for writes nothing, and tells an authenticator nothing about the person but the name', async (t) => {
  const { accounts, addTo, rows, spent, user } = await testPasskeys(t);
  const ada = await user('ada');
  const asked = JSON.parse(await askForNewPasskey(accounts, { ...ask, user: ada }));
  assert.deepEqual(asked.rp, { id: 'example.org', name: 'Example' });
  assert.deepEqual(
    { ...asked.user, id: Buffer.from(asked.user.id, 'base64url').length },
    { id: 32, name: 'ada', displayName: 'ada' },
  );
  assert.deepEqual(asked.excludeCredentials, []);
  assert.deepEqual(asked.authenticatorSelection, {
    residentKey: 'preferred',
    requireResidentKey: false,
    userVerification: 'preferred',
  });
  assert.equal(asked.attestation, 'none');
  assert.deepEqual(asked.extensions, { credProps: true });
  assert.deepEqual([await spent(), (await rows()).length], [0, 0]);
  await addTo('ada', phone());
  const [row] = await rows();
  const again = JSON.parse(await askForNewPasskey(accounts, { ...ask, user: ada }));
  assert.equal(again.user.id, asked.user.id);
  assert.equal(row?.user_handle, asked.user.id);
  assert.deepEqual(again.excludeCredentials, [
    { id: row?.credential_id, transports: ['internal'], type: 'public-key' },
  ]);
});

test('the passkeys of an account belong together also when the keys of the site have changed', async (t) => {
  const { accounts, addTo, rows, user } = await testPasskeys(t);
  await addTo('ada', phone());
  const [row] = await rows();
  const keyring = { ...accounts.keyring, mac: () => 'A'.repeat(43) };
  const asked = await askForNewPasskey({ ...accounts, keyring }, { ...ask, user: await user('ada') });
  assert.equal(JSON.parse(asked).user.id, row?.user_handle);
});

test('the first one ends the other sessions; a later one does not', async (t) => {
  const { accounts, addTo, inSession, user } = await testPasskeys(t);
  const sessions = async () => {
    const rows = await accounts.database.kysely.selectFrom('sessions').select('id_hash').execute();
    return rows.map(({ id_hash: idHash }) => idHash);
  };
  await inSession(await user('ada'));
  await addTo('ada', phone());
  assert.deepEqual(await sessions(), ['session 2']);
  await addTo('ada', phone());
  assert.deepEqual(await sessions(), ['session 2', 'session 3']);
});

test('an authenticator that only notices a touch is a second factor', async (t) => {
  const { accounts, addTo, clock, user, audited } = await testPasskeys(t);
  const added = await addTo('ada', phone({ verifiesUser: false, isResident: false }));
  assert.deepEqual(added.ok && added.proof, { factor: 'security-key', atMs: clock() });
  assert.deepEqual((await audited('factor-added'))[0]?.detail, 'security-key');
  const [listed] = await listPasskeys(accounts.database.kysely, (await user('ada')).id);
  assert.deepEqual([listed?.canLogIn, listed?.isSynced, listed?.isBackedUp], [false, false, false]);
});

test('one that does not keep the account logs in with a name only, finger or not: it is added as a second factor', async (t) => {
  const { addTo, audited } = await testPasskeys(t);
  const added = await addTo('ada', phone({ isResident: false }));
  assert.equal(added.ok && added.proof.factor, 'security-key');
  assert.deepEqual((await audited('factor-added'))[0]?.detail, 'security-key');
});

test('the same one twice: the browser refuses it, and so does the account', async (t) => {
  const { accounts, addTo, inSession, rows, user } = await testPasskeys(t);
  const device = phone();
  await addTo('ada', device);
  await assert.rejects(addTo('ada', device), { name: 'InvalidStateError' });
  const [row] = await rows();
  const lies = { credentialId: row?.credential_id ?? '' };
  const enrolling = await inSession(await user('ada'));
  const asked = JSON.parse(await askForNewPasskey(accounts, { ...ask, user: enrolling.user }));
  const response = await device.create(JSON.stringify({ ...asked, excludeCredentials: [] }), lies);
  const again = await addPasskey(accounts, { enrolling, answer: { ...ask, response } }, client);
  assert.deepEqual(again, { ok: false, reason: 'exists' });
  assert.deepEqual(await rows(), [row]);
});

test('nobody puts a key of their own in place of another’s, by the id of hers', async (t) => {
  const { addTo, logIn, rows, user } = await testPasskeys(t);
  const [adas, thiefs] = [phone(), phone()];
  await addTo('ada', adas);
  const [row] = await rows();
  const lies = { credentialId: row?.credential_id ?? '' };
  assert.deepEqual(await addTo('bob', thiefs, { lies }), { ok: false, reason: 'exists' });
  assert.equal((await user('bob')).secondFactorSinceMs, undefined);
  assert.deepEqual(await rows(), [row]);
  assert.deepEqual(await logIn(thiefs), wrong);
  assert.equal((await logIn(adas)).ok, true);
});

test('an answer is good once, also for two at the same moment', async (t) => {
  const { accounts, inSession, newAnswer, rows, user } = await testPasskeys(t);
  const ada = await user('ada');
  const answer = await newAnswer(ada, phone());
  const enrolling = await inSession(ada);
  const add = () => addPasskey(accounts, { enrolling, answer }, client);
  const outcomes = await Promise.all([add(), add(), add()]);
  assert.equal(outcomes.filter(({ ok }) => ok).length, 1);
  assert.equal((await rows()).length, 1);
});

test('a passkey that was removed does not come back with the answer that it was added with', async (t) => {
  const { accounts, inSession, newAnswer, rows, user } = await testPasskeys(t);
  const answer = await newAnswer(await user('ada'), phone());
  const add = async () =>
    addPasskey(accounts, { enrolling: await inSession(await user('ada')), answer }, client);
  assert.equal((await add()).ok, true);
  const [{ id = '' } = {}] = await rows();
  const session = await inSession(await user('ada'));
  assert.equal((await removePasskey(accounts, { ...session, id }, client)).ok, true);
  assert.deepEqual(await add(), wrong);
});

test('an answer of another account, browser, site or time is refused', async (t) => {
  const { accounts, addTo, answer, clock, inSession, newAnswer, rows, user } = await testPasskeys(t);
  const enrolling = await inSession(await user('ada'));
  const add = (given: typeof good) => addPasskey(accounts, { enrolling, answer: given }, client);
  const device = phone();
  const good = await newAnswer(enrolling.user, device);
  const other = phone();
  await addTo('bob', other);
  const { id } = JSON.parse(good.response);
  const evil = { id: 'evil.example', origin: 'https://evil.example', name: 'Example' };
  const refused = {
    'for Bob': await newAnswer(await user('bob'), phone()),
    'of another browser': { ...good, binding: 'that browser' },
    'a log-in': await answer(other),
    'made for another page': await newAnswer(enrolling.user, phone(), { origin: 'https://sub.example.org' }),
    'made for another site': await newAnswer(enrolling.user, phone(), { rpId: 'evil.example' }),
    'in a frame': await newAnswer(enrolling.user, phone(), { crossOrigin: true }),
    'no creation': await newAnswer(enrolling.user, phone(), { type: 'webauthn.get' }),
    'nobody there': await newAnswer(enrolling.user, phone(), { isPresent: false }),
    'kept elsewhere, which it cannot be': await newAnswer(enrolling.user, phone(), { isBackedUp: true }),
    'shown to another site': { ...good, relyingParty: evil },
    'under another id': { ...good, response: good.response.replaceAll(id, 'AAAA') },
  };
  for (const [what, given] of Object.entries(refused)) assert.deepEqual(await add(given), wrong, what);
  clock.advance(600_000);
  assert.deepEqual(await add(good), wrong);
  assert.equal((await rows()).length, 1);
});

test('an account has 20 passkeys at most', async (t) => {
  const { addTo, rows, user } = await testPasskeys(t);
  for (let number = 1; number <= 20; number++) assert.equal((await addTo('ada', phone())).ok, true);
  const { credentialsVersion } = await user('ada');
  assert.deepEqual(await addTo('ada', phone()), { ok: false, reason: 'too-many' });
  assert.equal((await rows()).length, 20);
  assert.equal((await user('ada')).credentialsVersion, credentialsVersion);
  assert.equal((await addTo('bob', phone())).ok, true);
});

test('nobody sets up a passkey on an address that is not proven, to lock its owner out', async (t) => {
  const { accounts, add, addTo, rows } = await testPasskeys(t);
  await add({ username: 'eve', email: 'owner@example.com' });
  assert.deepEqual(await addTo('eve', phone()), { ok: false, reason: 'unproven-address' });
  assert.deepEqual(await rows(), []);
  const named = await add({ username: 'nobody' });
  assert.equal((await addTo('nobody', phone())).ok, true);
  assert.equal((await listPasskeys(accounts.database.kysely, named.id)).length, 1);
});

test('a session that has ended adds nothing, and neither does one of an account that has changed', async (t) => {
  const { accounts, addTo, inSession, newAnswer, rows, user } = await testPasskeys(t);
  const enrolling = await inSession(await user('ada'));
  const answer = await newAnswer(enrolling.user, phone());
  await addTo('ada', phone());
  assert.deepEqual(await addPasskey(accounts, { enrolling, answer }, client), gone);
  const ended = await inSession(await user('ada'));
  const late = await newAnswer(ended.user, phone());
  await endSessions(accounts, ended.user);
  assert.deepEqual(await addPasskey(accounts, { enrolling: ended, answer: late }, client), gone);
  const bobs = { user: await user('bob'), sessionIdHash: ended.sessionIdHash };
  const planted = await newAnswer(bobs.user, phone());
  assert.deepEqual(await addPasskey(accounts, { enrolling: bobs, answer: planted }, client), gone);
  assert.equal((await rows()).length, 1);
});

test('who must have a second factor adds it before the log-in is whole', async (t) => {
  const { accounts, newAnswer, clock, user } = await testPasskeys(t, { factors: { second: 'required' } });
  const ada = await user('ada');
  const proofs = [{ factor: 'password', atMs: clock() }];
  const half = await completeLogIn(accounts, ada, { proofs, client });
  assert.ok(!half.ok && half.reason === 'factor-missing');
  const { token: pendingToken } = half.pending;
  const answer = await newAnswer(ada, phone());
  const bobs = { user: await user('bob'), pendingToken };
  assert.deepEqual(await addPasskey(accounts, { enrolling: bobs, answer }, client), wrong);
  const added = await addPasskey(accounts, { enrolling: { user: ada, pendingToken }, answer }, client);
  assert.ok(added.ok);
  assert.equal(
    (await finishLogIn(accounts, pendingToken, client)).ok,
    false,
    'whoever planted it has its first token',
  );
  const whole = await finishLogIn(accounts, added.pendingToken ?? '', client);
  assert.ok(whole.ok);
  assert.deepEqual(
    whole.proofs.map(({ factor }) => factor),
    ['password', 'passkey'],
  );
});

test('what was told about where it is kept stands in the list, and nothing unknown', async (t) => {
  const { accounts, inSession, newAnswer, rows, user } = await testPasskeys(t);
  const enrolling = await inSession(await user('ada'));
  const said = JSON.parse((await newAnswer(enrolling.user, phone())).response);
  const transports = ['usb', 'telepathy', 'nfc', 'usb', 7];
  const sent = { ...said, response: { ...said.response, transports }, clientExtensionResults: {} };
  const answer = { ...ask, response: JSON.stringify(sent) };
  assert.equal((await addPasskey(accounts, { enrolling, answer }, client)).ok, true);
  const [row] = await rows();
  assert.deepEqual([row?.transports, row?.is_discoverable], ['["nfc","usb"]', null]);
});
