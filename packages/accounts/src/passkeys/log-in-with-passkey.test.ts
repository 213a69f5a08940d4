import assert from 'node:assert/strict';
import { test } from 'node:test';
import { browserAfterLogIn } from '../log-in/known-browser.ts';
import { sweep } from '../sweep.ts';
import { testKeyring } from '../testing.ts';
import { disableUser } from '../users/change-user.ts';
import { askForPasskey } from './ask.ts';
import { listPasskeys } from './list-passkeys.ts';
import { logInWithPasskey } from './log-in-with-passkey.ts';
import { removePasskey } from './remove-passkey.ts';
import { ask, client, phone, testPasskeys } from './test-passkeys.ts';

const wrong = { ok: false, reason: 'wrong' };

test('somebody logs in with a passkey and nothing else', async (t) => {
  const { addTo, logIn, user, clock, audited } = await testPasskeys(t);
  const device = phone();
  await addTo('ada', device);
  clock.advance(60_000);
  const ada = await user('ada');
  const loggedIn = await logIn(device);
  assert.ok(loggedIn.ok);
  assert.deepEqual(loggedIn.user, { ...ada, lastLogInAtMs: clock() });
  assert.deepEqual(loggedIn.proofs, [{ factor: 'passkey', atMs: clock() }]);
  assert.match(loggedIn.browser, /^[\w-]{22}\./);
  assert.equal(loggedIn.isKept, false);
  assert.deepEqual(
    (await audited('log-in')).map(({ userId, result, detail }) => [userId, result, detail]),
    [[ada.id, 'success', 'passkey']],
  );
});

test('no second factor is asked for, also where every account needs one', async (t) => {
  const { addTo, logIn } = await testPasskeys(t, { factors: { second: 'required' } });
  const device = phone();
  await addTo('ada', device);
  assert.equal((await logIn(device)).ok, true);
});

test('each of several logs in, and their accounts are not mixed up', async (t) => {
  const { addTo, logIn } = await testPasskeys(t);
  const [first, second, bobs] = [phone(), phone({ isSynced: true, counts: false }), phone()];
  await addTo('ada', first);
  await addTo('ada', second);
  await addTo('bob', bobs);
  for (const [device, name] of [
    [first, 'ada'],
    [second, 'ada'],
    [bobs, 'bob'],
    [second, 'ada'],
  ] as const) {
    const loggedIn = await logIn(device);
    assert.ok(loggedIn.ok);
    assert.equal(loggedIn.user.name, name);
  }
});

test('keys of every kind that was asked for log in', async (t) => {
  const { addTo, logIn } = await testPasskeys(t);
  for (const algorithm of ['ES256', 'EdDSA', 'RS256'] as const) {
    const device = phone({ algorithm });
    assert.equal((await addTo('ada', device)).ok, true);
    assert.equal((await logIn(device)).ok, true, algorithm);
  }
});

test('an answer that was seen on its way logs nobody in a second time', async (t) => {
  const { accounts, addTo, answer, send, refusals, user, clock } = await testPasskeys(t);
  const device = phone({ counts: false });
  await addTo('ada', device);
  const seen = await answer(device);
  assert.equal((await send(seen)).ok, true);
  assert.deepEqual(await send(seen), wrong);
  clock.advance(600_000);
  await sweep(accounts);
  assert.deepEqual(await send(seen), wrong);
  const { id: userId } = await user('ada');
  assert.deepEqual(await refusals(), [
    { userId, detail: 'spent-passkey' },
    { userId, detail: 'stale-challenge' },
  ]);
});

test('of one answer ten times at once, one logs in', async (t) => {
  const { addTo, answer, send } = await testPasskeys(t);
  const device = phone({ counts: false });
  await addTo('ada', device);
  const seen = await answer(device);
  const outcomes = await Promise.all(Array.from({ length: 10 }, () => send(seen)));
  assert.equal(outcomes.filter(({ ok }) => ok).length, 1);
});

test('a question is good for ten minutes', async (t) => {
  const { addTo, answer, send, clock } = await testPasskeys(t);
  const device = phone();
  await addTo('ada', device);
  const early = await answer(device);
  clock.advance(600_000 - 1);
  assert.equal((await send(early)).ok, true);
  const late = await answer(device);
  clock.advance(600_000);
  assert.deepEqual(await send(late), wrong);
});

test('an answer to what was asked elsewhere is refused', async (t) => {
  const { accounts, addTo, answer, ownAnswer, newAnswer, send, refusals, user } = await testPasskeys(t);
  const device = phone();
  await addTo('ada', device);
  const ada = await user('ada');
  const challengeOf = ({ response }: { readonly response: string }) => {
    const { clientDataJSON } = JSON.parse(response).response;
    return JSON.parse(Buffer.from(clientDataJSON, 'base64url').toString()).challenge as string;
  };
  const made = challengeOf(await newAnswer(ada, phone()));
  const otherKeys = { ...testKeyring(), verify: () => false };
  const answers = {
    'another browser': { ...(await answer(device)), binding: 'that browser' },
    'no browser': { ...(await answer(device)), binding: '' },
    'a second factor': await ownAnswer(ada, device),
    'a new passkey': await answer(device, { challenge: made }),
    'nobody asked': await answer(device, { challenge: Buffer.from('9e14.a.b').toString('base64url') }),
    'asked by nobody, with a year to go': await answer(device, {
      challenge: Buffer.from(`${accounts.clock() + 3e10}.${'A'.repeat(22)}.${'A'.repeat(43)}`).toString(
        'base64url',
      ),
    }),
  };
  for (const [what, given] of Object.entries(answers)) assert.deepEqual(await send(given), wrong, what);
  const given = await answer(device);
  assert.deepEqual(await logInWithPasskey({ ...accounts, keyring: otherKeys }, given, client), wrong);
  assert.deepEqual(new Set((await refusals()).map(({ detail }) => detail)), new Set(['stale-challenge']));
  assert.equal((await send(given)).ok, true);
});

test('what was signed for another site is refused', async (t) => {
  const { addTo, answer, send, spent, refusals } = await testPasskeys(t);
  const device = phone();
  await addTo('ada', device);
  const spentBefore = await spent();
  const lies = [
    [{ origin: 'https://example.org.evil.example' }, 'wrong-origin'],
    [{ origin: 'https://sub.example.org' }, 'wrong-origin'],
    [{ origin: 'http://example.org' }, 'wrong-origin'],
    [{ origin: 'null' }, 'wrong-origin'],
    [{ crossOrigin: true }, 'wrong-origin'],
    [{ crossOrigin: true, topOrigin: 'https://evil.example' }, 'wrong-origin'],
    [{ topOrigin: 'https://evil.example' }, 'wrong-origin'],
    [{ rpId: 'evil.example' }, 'wrong-signature'],
    [{ rpId: 'org' }, 'wrong-signature'],
    [{ type: 'webauthn.create' }, 'wrong-signature'],
    [{ type: 'payment.get' }, 'wrong-signature'],
    [{ isPresent: false }, 'wrong-signature'],
    [{ isBackedUp: true }, 'wrong-signature'],
    [{ isSynced: true }, 'wrong-flags'],
  ] as const;
  for (const [lie] of lies) {
    assert.deepEqual(await send(await answer(device, lie)), wrong, JSON.stringify(lie));
  }
  assert.deepEqual(
    (await refusals()).map(({ detail }) => detail),
    lies.map(([, detail]) => detail),
  );
  assert.equal(await spent(), spentBefore);
});

test('one bit more or less, and the signature is worth nothing', async (t) => {
  const { addTo, answer, send } = await testPasskeys(t);
  const device = phone();
  await addTo('ada', device);
  const given = await answer(device);
  for (const field of ['authenticatorData', 'clientDataJSON', 'signature']) {
    const said = JSON.parse(given.response);
    const bytes = Buffer.from(said.response[field], 'base64url');
    for (const place of [0, 33, bytes.length - 1]) {
      const other = Buffer.from(bytes);
      other[place] = (other[place] ?? 0) ^ 1;
      const response = { ...said.response, [field]: other.toString('base64url') };
      assert.deepEqual(await send({ ...given, response: JSON.stringify({ ...said, response }) }), wrong);
    }
  }
  assert.equal((await send(given)).ok, true);
});

test('without a finger, a face or a PIN a passkey is no first factor', async (t) => {
  const { accounts, addTo, answer, logIn, send, refusals, user } = await testPasskeys(t);
  const [touched, phoned] = [phone({ verifiesUser: false }), phone()];
  await addTo('ada', touched);
  await assert.rejects(logIn(touched), { name: 'NotAllowedError' });
  const asked = JSON.parse(askForPasskey(accounts, ask));
  const response = await touched.get(JSON.stringify({ ...asked, userVerification: 'discouraged' }));
  assert.deepEqual(await send({ ...ask, response }), wrong);
  // Whoever has found the key sets a PIN on it, which takes no leave.
  const pinned = await touched.get(JSON.stringify({ ...asked, userVerification: 'discouraged' }), {
    verifiesUser: true,
  });
  assert.deepEqual(await send({ ...ask, response: pinned }), wrong);
  await addTo('ada', phoned);
  assert.deepEqual(await send(await answer(phoned, { verifiesUser: false })), wrong);
  const { id: userId } = await user('ada');
  assert.deepEqual(await refusals(), Array(3).fill({ userId, detail: 'no-user-verification' }));
});

test('the passkey says whose it is, and is believed about nobody else', async (t) => {
  const { addTo, answer, send, rows, refusals, user } = await testPasskeys(t);
  const [adas, bobs] = [phone(), phone()];
  await addTo('ada', adas);
  await addTo('bob', bobs);
  const bob = await user('bob');
  const { user_handle: handle = '' } = (await rows()).find((row) => row.user_id === bob.id) ?? {};
  for (const userHandle of [handle, null, 'AAAA', Buffer.from(bob.id).toString('base64url')]) {
    assert.deepEqual(await send(await answer(adas, { userHandle })), wrong);
  }
  const { id: userId } = await user('ada');
  assert.deepEqual(await refusals(), Array(4).fill({ userId, detail: 'other-user-handle' }));
});

test('a copy of the device that counts from before is refused and noted, and its owner is told', async (t) => {
  const { addTo, logIn, rows, audited, user, sent } = await testPasskeys(t);
  const device = phone();
  await addTo('ada', device);
  assert.equal((await logIn(device, { counter: 100 })).ok, true);
  for (const counter of [100, 99, 1, 0]) assert.deepEqual(await logIn(device, { counter }), wrong);
  assert.equal((await rows())[0]?.counter, 100);
  const { id: userId } = await user('ada');
  const noted = { userId, result: 'failure', detail: null, agent: 'A browser' };
  assert.deepEqual(await audited('passkey-cloned'), Array(4).fill(noted));
  const told = (await sent()).filter(({ template }) => template === 'passkey-cloned');
  assert.deepEqual(
    told.map(({ to }) => to),
    Array(4).fill('ada@example.com'),
  );
  assert.equal((await logIn(device, { counter: 101 })).ok, true);
});

test('what counts nothing logs in again and again', async (t) => {
  const { addTo, logIn, audited } = await testPasskeys(t);
  const device = phone({ counts: false, isSynced: true });
  await addTo('ada', device);
  for (let time = 0; time < 3; time++) assert.equal((await logIn(device)).ok, true);
  assert.deepEqual(await audited('passkey-cloned'), []);
});

test('one that nobody knows logs nobody in, and one that was removed neither', async (t) => {
  const { accounts, addTo, inSession, logIn, newAnswer, rows, refusals, user } = await testPasskeys(t);
  const [unknown, removed] = [phone(), phone()];
  await newAnswer(await user('ada'), unknown);
  assert.deepEqual(await logIn(unknown), wrong);
  await addTo('ada', removed);
  const [{ id = '' } = {}] = await rows();
  const session = await inSession(await user('ada'));
  assert.equal((await removePasskey(accounts, { ...session, id }, client)).ok, true);
  assert.deepEqual(await logIn(removed), wrong);
  assert.deepEqual(await refusals(), Array(2).fill({ userId: null, detail: 'no-passkey' }));
});

test('a disabled account is not logged in to, and nobody is told that it is', async (t) => {
  const { accounts, addTo, answer, logIn, send, refusals, user } = await testPasskeys(t);
  const device = phone();
  await addTo('ada', device);
  const before = await answer(device);
  await disableUser(accounts, await user('ada'));
  assert.deepEqual(await send(before), wrong);
  assert.deepEqual(await logIn(device), wrong);
  const { id: userId } = await user('ada');
  assert.deepEqual(await refusals(), Array(2).fill({ userId, detail: 'disabled' }));
});

test('ten tries a minute from one address, and a browser that the account knows passes them by', async (t) => {
  const { accounts, addTo, answer, send, user } = await testPasskeys(t, { limits: {} });
  const device = phone();
  await addTo('ada', device);
  const junk = { ...ask, response: '{}' };
  for (let time = 0; time < 10; time++) assert.deepEqual(await send(junk), wrong);
  const waiting = { ok: false, reason: 'waiting', retryAfterSeconds: 60, closed: false };
  assert.deepEqual(await send(junk), waiting);
  const given = await answer(device);
  assert.deepEqual(await send(given), waiting);
  const browser = browserAfterLogIn(accounts, undefined, await user('ada'));
  assert.equal((await send(given, { ...client, browser })).ok, true);
});

test('a passkey that has logged in without a name can do so again, whatever the browser said when it was made', async (t) => {
  const { accounts, addTo, logIn, rows, user } = await testPasskeys(t);
  const device = phone();
  await addTo('ada', device);
  await accounts.database.kysely.updateTable('passkeys').set({ is_discoverable: null }).execute();
  const canLogIn = async () =>
    (await listPasskeys(accounts.database.kysely, (await user('ada')).id)).map((one) => one.canLogIn);
  assert.deepEqual(await canLogIn(), [false], 'nobody knows it before');
  assert.equal((await logIn(device)).ok, true);
  assert.equal((await rows())[0]?.is_discoverable, 1);
  assert.deepEqual(await canLogIn(), [true]);
});

test('the key of a passkey is written once, and its use changes nothing but its use', async (t) => {
  const { addTo, logIn, rows, clock } = await testPasskeys(t);
  const device = phone({ isSynced: true });
  await addTo('ada', device, { lies: { isBackedUp: false } });
  const [before] = await rows();
  assert.equal(before?.is_backed_up, 0);
  clock.advance(1000);
  assert.equal((await logIn(device)).ok, true);
  const [after] = await rows();
  assert.deepEqual(after, { ...before, counter: 2, is_backed_up: 1, last_used_at: clock() });
});

test('a deletion that was asked for is taken back by it', async (t) => {
  const { accounts, addTo, logIn } = await testPasskeys(t);
  const device = phone();
  await addTo('ada', device);
  await accounts.database.kysely.updateTable('users').set({ deletes_at: 9e12 }).execute();
  const loggedIn = await logIn(device);
  assert.equal(loggedIn.ok && loggedIn.isKept, true);
});
