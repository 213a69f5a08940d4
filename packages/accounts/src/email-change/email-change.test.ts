import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sessionStore } from '../sessions/store.ts';
import { seriesOf, sessionOf } from '../sessions/test-records.ts';
import { issueToken, spendToken } from '../tokens/one-time-token.ts';
import { deleteUser, disableUser } from '../users/change-user.ts';
import { findUser } from '../users/find.ts';
import { findEmailChange } from './confirm-email-change.ts';
import { pendingEmailChange } from './pending.ts';
import { testChanges } from './test-changes.ts';

const over = { ok: false, reason: 'over' };
const hourMs = 3_600_000;

test('the new address gets a link, the old one a warning, and nothing changes before the link is opened', async (t) => {
  const { accounts, ada, ask, sent, audited } = await testChanges(t);
  assert.deepEqual(await ask('  ada@new.example '), { ok: true });
  assert.deepEqual(await sent(), [
    { to: 'ada@new.example', template: 'confirm-email', name: 'ada@new.example', email: 'ada@new.example' },
    { to: 'ada@example.com', template: 'email-change-asked', name: 'ada', email: 'ada@new.example' },
  ]);
  assert.deepEqual(await findUser(accounts, 'ada'), ada);
  assert.equal(await findUser(accounts, 'ada@new.example'), undefined);
  assert.deepEqual(await audited('email-change-asked'), [
    { userId: ada.id, result: 'info', detail: null, agent: 'A browser' },
  ]);
});

test('the link makes the new address the one of the account, proven, and tells the old one', async (t) => {
  const { accounts, ada, ask, confirm, clock, mailed, sent, audited } = await testChanges(t);
  await ask('Ada@New.example');
  const token = await mailed('confirm-email');
  assert.deepEqual(await findEmailChange(accounts, { token }), { user: ada, email: 'Ada@New.example' });
  clock.advance(hourMs - 1);
  const outcome = await confirm(token);
  assert.deepEqual(outcome, {
    ok: true,
    user: { ...ada, email: 'Ada@New.example', emailVerifiedAtMs: clock() },
  });
  assert.deepEqual((await sent()).at(-1), {
    to: 'ada@example.com',
    template: 'email-changed',
    name: 'ada',
    email: 'Ada@New.example',
  });
  assert.equal((await findUser(accounts, 'ada@new.example'))?.id, ada.id);
  assert.equal(await findUser(accounts, 'ada@example.com'), undefined);
  assert.equal((await audited('email-changed')).length, 1);
});

test('a link works once, for an hour, and for nothing else', async (t) => {
  const { accounts, ask, confirm, clock, mailed } = await testChanges(t);
  await ask('ada@new.example');
  const token = await mailed('confirm-email');
  assert.deepEqual(await confirm(await mailed('email-change-asked')), over);
  assert.equal(await spendToken(accounts, { purpose: 'reset-password', token }), undefined);
  assert.equal((await confirm(token)).ok, true);
  assert.deepEqual(await confirm(token), over);
  await ask('ada@newest.example');
  clock.advance(hourMs);
  assert.deepEqual(await confirm(await mailed('confirm-email')), over);
  assert.deepEqual(await confirm('nonsense'), over);
});

test('every link that was mailed to the account dies with the old address, its sessions and remember tokens do not', async (t) => {
  const { accounts, ada, ask, confirm, clock, mailed } = await testChanges(t);
  const store = sessionStore(accounts);
  const session = sessionOf(ada, 'here', { series: 'series here', atMs: clock() });
  await store.start(session, {
    user: ada,
    series: { next: seriesOf(ada, 'series here', { atMs: clock() }) },
  });
  const purposes = ['reset-password', 'verify-email', 'magic-link'] as const;
  const old = await Promise.all(
    purposes.map(async (purpose) => {
      const token = await issueToken(accounts, { purpose, userId: ada.id, lifetimeMs: hourMs });
      return { purpose, token: token.reveal() };
    }),
  );
  await ask('ada@new.example');
  const stop = await mailed('email-change-asked');
  assert.equal((await confirm(await mailed('confirm-email'))).ok, true);
  for (const presented of [...old, { purpose: 'cancel-email-change', token: stop } as const]) {
    assert.equal(await spendToken(accounts, presented), undefined, presented.purpose);
  }
  assert.equal((await store.find('here'))?.user.email, 'ada@new.example');
  assert.notEqual(await store.findSeries('series here'), undefined);
});

test('of two requests at once one link lives, and it confirms the address that it was mailed to', async (t) => {
  const { accounts, ada, ask, confirm, written, user } = await testChanges(t);
  const addresses = ['one@new.example', 'two@new.example'];
  assert.deepEqual(await Promise.all(addresses.map((email) => ask(email))), [{ ok: true }, { ok: true }]);
  const links = (await written()).filter(({ template }) => template === 'confirm-email');
  const waiting = await pendingEmailChange(accounts, ada);
  const outcomes = await Promise.all(
    links.map(async ({ to, token }) => ({ to, isDone: (await confirm(token)).ok })),
  );
  const winners = outcomes.filter(({ isDone }) => isDone);
  assert.deepEqual(
    winners.map(({ to }) => to),
    [waiting?.email],
  );
  assert.equal((await user('ada')).email, waiting?.email);
});

test('a request and a confirmation at once: 200 times, the address is the one inside the link that was opened', async (t) => {
  const { ada, ask, confirm, mailed, user } = await testChanges(t);
  for (let round = 0; round < 200; round++) {
    const before = (await user('ada')).email;
    const [mine, other] = [`mine${round}@new.example`, `other${round}@new.example`];
    await ask(mine);
    const token = await mailed('confirm-email');
    const now = await user('ada');
    const [first, , second] = await Promise.all([confirm(token), ask(other, now), confirm(token)]);
    const confirmed = [first, second].filter(({ ok }) => ok).length;
    assert.ok(confirmed <= 1, `round ${round}: confirmed ${confirmed} times`);
    const after = await user('ada');
    assert.equal(after.email, confirmed === 1 ? mine : before, `round ${round}`);
    assert.equal(after.id, ada.id);
  }
});

test('a link pressed twice at once works once, 200 times', async (t) => {
  const { ask, confirm, mailed, sent } = await testChanges(t);
  for (let round = 0; round < 200; round++) {
    await ask(`ada${round}@new.example`);
    const token = await mailed('confirm-email');
    const outcomes = await Promise.all([confirm(token), confirm(token)]);
    assert.deepEqual(outcomes.map(({ ok }) => ok).sort(), [false, true], `round ${round}`);
  }
  const told = (await sent()).filter(({ template }) => template === 'email-changed');
  assert.equal(told.length, 200);
});

test('an address that somebody took meanwhile is refused, nothing changes, and the link works when it is free again', async (t) => {
  const { accounts, ada, add, ask, confirm, mailed, user, audited } = await testChanges(t);
  await ask('shared@new.example');
  const token = await mailed('confirm-email');
  const other = await add({ username: 'bob', email: 'SHARED@new.example' });
  assert.deepEqual(await confirm(token), { ok: false, reason: 'taken' });
  assert.deepEqual(await user('ada'), ada);
  assert.deepEqual(await audited('email-changed'), []);
  await deleteUser(accounts, other);
  assert.equal((await confirm(token)).ok, true);
});

test('an account without an address gets its first one the same way, and nobody is warned', async (t) => {
  const { add, ask, confirm, mailed, sent, user } = await testChanges(t);
  const bob = await add({ username: 'bob' });
  assert.deepEqual(await ask('bob@example.com', bob), { ok: true });
  assert.equal((await confirm(await mailed('confirm-email'), bob)).ok, true);
  assert.deepEqual(
    (await sent()).map(({ to, template }) => [to, template]),
    [['bob@example.com', 'confirm-email']],
  );
  assert.equal((await user('bob')).email, 'bob@example.com');
});

test('a disabled or deleted account asks for nothing, and its links are over', async (t) => {
  const { accounts, ada, ask, confirm, mailed, sent } = await testChanges(t);
  await ask('ada@new.example');
  const token = await mailed('confirm-email');
  await disableUser(accounts, ada);
  assert.deepEqual(await confirm(token), over);
  assert.equal(await findEmailChange(accounts, { token }), undefined);
  assert.deepEqual(await ask('ada@newest.example', ada), { ok: false, reason: 'gone' });
  assert.equal((await sent()).length, 2);
  await deleteUser(accounts, ada);
  assert.deepEqual(await ask('ada@newest.example', ada), { ok: false, reason: 'gone' });
});

test('notices can be off; the warning before a change comes all the same', async (t) => {
  const { ask, confirm, mailed, sent } = await testChanges(t, { mail: { notices: false } });
  await ask('ada@new.example');
  await confirm(await mailed('confirm-email'));
  assert.deepEqual(
    (await sent()).map(({ template }) => template),
    ['confirm-email', 'email-change-asked'],
  );
});
