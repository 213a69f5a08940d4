import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { completeLogIn } from '../log-in/complete-log-in.ts';
import { findPendingLogIn } from '../log-in/pending-log-in.ts';
import { sessionStore } from '../sessions/store.ts';
import type { User } from '../users/user.ts';
import { addTotp } from './add-totp.ts';
import { newTotp, openTotp } from './new-totp.ts';
import { removeTotp } from './remove-totp.ts';
import { client, stepMs, testTotp } from './test-totp.ts';
import { totpOf } from './totp-of.ts';

const wrong = { ok: false, reason: 'wrong' };
const stale = { ok: false, reason: 'stale' };
const gone = { ok: false, reason: 'gone' };
const exists = { ok: false, reason: 'exists' };

test('an app counts from its first right code on, and before that nothing is written', async (t) => {
  const { accounts, ada, inSession, appOf, row, now, check, clock } = await testTotp(t);
  const enrolling = await inSession(ada);
  const { sealed, uri } = newTotp(accounts, ada);
  const app = appOf(uri);
  assert.equal(await row(ada), undefined);
  assert.equal(await check(ada, app.code()), 'none');
  assert.deepEqual(await addTotp(accounts, { enrolling, sealed, code: app.wrongCode() }, client), wrong);
  assert.deepEqual(await addTotp(accounts, { enrolling, sealed, code: '' }, client), wrong);
  assert.equal(await row(ada), undefined);
  assert.equal((await now(ada)).secondFactorSinceMs, undefined);
  const added = await addTotp(accounts, { enrolling, sealed, code: app.code() }, client);
  assert.ok(added.ok);
  assert.deepEqual(added.proof, { factor: 'totp', atMs: clock() });
  assert.deepEqual(added.user, await now(ada));
  assert.equal(added.user.secondFactorSinceMs, clock());
  const { kysely } = accounts.database;
  const asAdded = { createdAtMs: clock(), lastUsedAtMs: clock(), isDisabled: false };
  assert.deepEqual(await totpOf(kysely, ada.id), asAdded, 'the code that added it has used it');
  clock.advance(stepMs);
  assert.equal(await check(ada, app.code()), 'right');
  const createdAtMs = clock() - stepMs;
  const used = { createdAtMs, lastUsedAtMs: clock(), isDisabled: false };
  assert.deepEqual(await totpOf(kysely, ada.id), used);
});

test('the code that added an app is spent by that', async (t) => {
  const { accounts, ada, inSession, appOf, check } = await testTotp(t);
  const { sealed, uri } = newTotp(accounts, ada);
  const code = appOf(uri).code();
  await addTotp(accounts, { enrolling: await inSession(ada), sealed, code }, client);
  assert.equal(await check(ada, code), 'wrong');
});

test('the first app ends the other sessions, and tells the owner', async (t) => {
  const { accounts, ada, inSession, appOf, mails, audited } = await testTotp(t);
  const [here, elsewhere] = [await inSession(ada), await inSession(ada)];
  const { sealed, uri } = newTotp(accounts, ada);
  const added = await addTotp(accounts, { enrolling: here, sealed, code: appOf(uri).code() }, client);
  assert.ok(added.ok);
  const store = sessionStore(accounts);
  assert.equal(
    (await store.find(here.sessionIdHash))?.user.credentialsVersion,
    added.user.credentialsVersion,
  );
  assert.equal(await store.find(elsewhere.sessionIdHash), undefined);
  assert.deepEqual(
    mails.map(({ template, factor }) => [template, factor]),
    [['factor-added', 'totp']],
  );
  assert.deepEqual(await audited('factor-added'), [{ userId: ada.id, result: 'success', detail: 'totp' }]);
});

test('whoever must have a second factor adds one in the log-in that waits for it', async (t) => {
  const { accounts, ada, appOf, now } = await testTotp(t, { factors: { second: 'required' } });
  const proofs = [{ factor: 'password', atMs: accounts.clock() }];
  const completed = await completeLogIn(accounts, ada, { proofs, client });
  assert.ok(!completed.ok && completed.reason === 'factor-missing');
  const { token: pendingToken } = completed.pending;
  const { sealed, uri } = newTotp(accounts, ada);
  const enrolling = { user: ada, pendingToken };
  const again = { enrolling, sealed, code: appOf(uri).code() };
  const added = await addTotp(accounts, again, client);
  assert.ok(added.ok);
  assert.equal((await findPendingLogIn(accounts, added.pendingToken ?? ''))?.missing, 'nothing');
  assert.equal(
    await findPendingLogIn(accounts, pendingToken),
    undefined,
    'whoever planted it has its first token',
  );
  // With the factor the log-in is no set-up any more: whoever has only its token cannot put a seed of his own there.
  const user = await now(ada);
  const other = newTotp(accounts, user);
  const copied = { user, pendingToken: added.pendingToken ?? '' };
  const planted = { enrolling: copied, sealed: other.sealed, replaces: true };
  assert.deepEqual(await addTotp(accounts, { ...planted, code: appOf(other.uri).code() }, client), gone);
});

test('a form shows its seed once more after a wrong code, for half an hour', async (t) => {
  const { accounts, ada, inSession, appOf, clock } = await testTotp(t);
  const enrolling = await inSession(ada);
  const made = newTotp(accounts, ada);
  const app = appOf(made.uri);
  clock.advance(30 * 60_000 - 1);
  const opened = openTotp(accounts, ada, made.sealed);
  assert.ok(opened);
  assert.equal(opened.seed.reveal(), made.seed.reveal());
  assert.equal(opened.uri.reveal(), made.uri.reveal());
  clock.advance(1);
  assert.equal(openTotp(accounts, ada, made.sealed), undefined);
  const late = { enrolling, sealed: made.sealed, code: app.code() };
  assert.deepEqual(await addTotp(accounts, late, client), stale);
});

test('nobody is given a seed that somebody else knows: a form is for one account, as it was', async (t) => {
  const { accounts, ada, add, inSession, appOf, row } = await testTotp(t);
  const eve = await add('eve');
  const enrolling = await inSession(ada);
  const ofEve = newTotp(accounts, eve);
  const code = appOf(ofEve.uri).code();
  const { keyring } = accounts;
  const text = keyring.unseal('totp-setup', ofEve.sealed) ?? '';
  const forged = ['', 'nonsense', `${ofEve.sealed}A`, keyring.seal('totp-seed', text), text];
  for (const sealed of [ofEve.sealed, ...forged]) {
    assert.equal(openTotp(accounts, ada, sealed), undefined, sealed);
    assert.deepEqual(await addTotp(accounts, { enrolling, sealed, code }, client), stale, sealed);
  }
  const own = newTotp(accounts, ada);
  const changed: User = { ...ada, credentialsVersion: ada.credentialsVersion + 1 };
  assert.equal(openTotp(accounts, changed, own.sealed), undefined);
  assert.equal(await row(ada), undefined);
});

test('a form of before does not bring back an app that was removed', async (t) => {
  const { accounts, ada, inSession, appOf, row } = await testTotp(t);
  const { sessionIdHash } = await inSession(ada);
  const { sealed, uri } = newTotp(accounts, ada);
  const form = { sealed, code: appOf(uri).code() };
  const added = await addTotp(accounts, { enrolling: { user: ada, sessionIdHash }, ...form }, client);
  assert.ok(added.ok);
  const removed = await removeTotp(accounts, { user: added.user, sessionIdHash }, client);
  assert.ok(removed.ok);
  for (const user of [ada, added.user, removed.user]) {
    const again = await addTotp(accounts, { enrolling: { user, sessionIdHash }, ...form }, client);
    assert.equal(again.ok, false);
  }
  assert.equal(await row(ada), undefined);
});

test('an account with an address that nobody has proven gets no app: its owner would be locked out', async (t) => {
  const { accounts, ada, inSession, appOf, row } = await testTotp(t);
  const { emailVerifiedAtMs: _, ...unproven } = ada;
  const enrolling = { ...(await inSession(ada)), user: unproven };
  const { sealed, uri } = newTotp(accounts, unproven);
  const outcome = await addTotp(accounts, { enrolling, sealed, code: appOf(uri).code() }, client);
  assert.deepEqual(outcome, { ok: false, reason: 'unproven-address' });
  assert.equal(await row(ada), undefined);
});

test('an account has one app: of two added at once one is, and the other changes nothing', async (t) => {
  const { accounts, ada, inSession, appOf, row, now, mails } = await testTotp(t);
  const { sessionIdHash } = await inSession(ada);
  const made = [newTotp(accounts, ada), newTotp(accounts, ada)];
  const enrolling = { user: ada, sessionIdHash };
  const outcomes = await Promise.all(
    made.map(({ sealed, uri }) => addTotp(accounts, { enrolling, sealed, code: appOf(uri).code() }, client)),
  );
  assert.equal(outcomes.filter(({ ok }) => ok).length, 1);
  assert.equal(mails.length, 1);
  const before = await row(ada);
  const user = await now(ada);
  const third = newTotp(accounts, user);
  const form = { enrolling: { user, sessionIdHash }, sealed: third.sealed, code: appOf(third.uri).code() };
  assert.deepEqual(await addTotp(accounts, form, client), exists);
  assert.deepEqual(await row(ada), before);
});

test('a new phone takes the place of the old one in one step, whose codes count no more', async (t) => {
  const { accounts, ada, addApp, appOf, check, clock } = await testTotp(t);
  const { app: old, user, sessionIdHash } = await addApp(ada);
  const { sealed, uri } = newTotp(accounts, user);
  const app = appOf(uri);
  const form = { enrolling: { user, sessionIdHash }, sealed, code: app.code(), replaces: true };
  assert.ok((await addTotp(accounts, form, client)).ok);
  clock.advance(stepMs);
  assert.equal(await check(ada, old.code()), 'wrong');
  assert.equal(await check(ada, app.code()), 'right');
});

test('an app that 100 wrong codes have disabled is added anew', async (t) => {
  const { accounts, ada, addApp, appOf, check, clock } = await testTotp(t);
  const { user, sessionIdHash } = await addApp(ada);
  await accounts.database.kysely.updateTable('totps').set({ failures: 100 }).execute();
  assert.equal((await totpOf(accounts.database.kysely, ada.id))?.isDisabled, true);
  const { sealed, uri } = newTotp(accounts, user);
  const app = appOf(uri);
  const form = { enrolling: { user, sessionIdHash }, sealed, code: app.code() };
  assert.ok((await addTotp(accounts, form, client)).ok);
  clock.advance(stepMs);
  assert.equal(await check(ada, app.code()), 'right');
});

test('nothing is added in a session that has ended since', async (t) => {
  const { accounts, ada, inSession, appOf, row } = await testTotp(t);
  const enrolling = await inSession(ada);
  const { sealed, uri } = newTotp(accounts, ada);
  const form = { sealed, code: appOf(uri).code() };
  await sessionStore(accounts).end({ idHash: enrolling.sessionIdHash });
  assert.deepEqual(await addTotp(accounts, { enrolling, ...form }, client), gone);
  const pending = { user: ada, pendingToken: 'A'.repeat(43) };
  assert.deepEqual(await addTotp(accounts, { enrolling: pending, ...form }, client), gone);
  assert.equal(await row(ada), undefined);
});

test('no log line shows the seed', async (t) => {
  const { accounts, ada } = await testTotp(t);
  const made = newTotp(accounts, ada);
  for (const text of [JSON.stringify(made), inspect(made), `${made.seed} ${made.uri}`]) {
    assert.equal(text.includes(made.seed.reveal()), false);
  }
});
