import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cancelEmailChange, findEmailChangeCancel, withdrawEmailChange } from './cancel-email-change.ts';
import { pendingEmailChange } from './pending.ts';
import { client, testChanges } from './test-changes.ts';

const over = { ok: false, reason: 'over' };

test('the link in the old mailbox stops the change: neither link works any more', async (t) => {
  const { accounts, ada, ask, confirm, mailed, user, audited } = await testChanges(t);
  await ask('thief@new.example');
  const [token, thiefs] = [await mailed('email-change-asked'), await mailed('confirm-email')];
  assert.deepEqual(await findEmailChangeCancel(accounts, { token }), {
    user: ada,
    email: 'thief@new.example',
  });
  assert.deepEqual(await cancelEmailChange(accounts, { token }, client), { ok: true, user: ada });
  assert.deepEqual(await confirm(thiefs), over);
  assert.deepEqual(await cancelEmailChange(accounts, { token }, client), over);
  assert.equal(await findEmailChangeCancel(accounts, { token }), undefined);
  assert.deepEqual(await user('ada'), ada);
  assert.deepEqual(await audited('email-change-cancelled'), [
    { userId: ada.id, result: 'success', detail: 'old-address', agent: 'A browser' },
  ]);
});

test('it works for a day, also when the link to the new address is over', async (t) => {
  const { accounts, ask, clock, mailed } = await testChanges(t);
  await ask('ada@new.example');
  const token = await mailed('email-change-asked');
  clock.advance(24 * 3_600_000 - 1);
  assert.equal((await cancelEmailChange(accounts, { token }, client)).ok, true);
  await ask('ada@new.example');
  clock.advance(24 * 3_600_000);
  assert.deepEqual(
    await cancelEmailChange(accounts, { token: await mailed('email-change-asked') }, client),
    over,
  );
});

test('it stops nothing that is done already, and cannot confirm', async (t) => {
  const { accounts, ask, confirm, mailed, user } = await testChanges(t);
  await ask('ada@new.example');
  const [stop, go] = [await mailed('email-change-asked'), await mailed('confirm-email')];
  assert.deepEqual(await cancelEmailChange(accounts, { token: go }, client), over);
  assert.deepEqual(await confirm(stop), over);
  assert.equal((await confirm(go)).ok, true);
  assert.deepEqual(await cancelEmailChange(accounts, { token: stop }, client), over);
  assert.equal((await user('ada')).email, 'ada@new.example');
});

test('stopped and confirmed at once, one of them happens, 200 times', async (t) => {
  const { accounts, ask, confirm, mailed, user } = await testChanges(t);
  for (let round = 0; round < 200; round++) {
    const before = (await user('ada')).email;
    await ask(`ada${round}@new.example`);
    const [stop, go] = [await mailed('email-change-asked'), await mailed('confirm-email')];
    const stopIt = () => cancelEmailChange(accounts, { token: stop }, client);
    const pressed = round % 2 === 0 ? [confirm(go), stopIt()] : [stopIt(), confirm(go)];
    const outcomes = (await Promise.all(pressed)).map(({ ok }) => ok);
    assert.equal(outcomes.filter((ok) => ok).length, 1, `round ${round}`);
    const isConfirmed = outcomes[round % 2];
    assert.equal((await user('ada')).email, isConfirmed ? `ada${round}@new.example` : before);
  }
});

test('whoever is logged in can take the change back', async (t) => {
  const { accounts, ada, ask, confirm, inSession, mailed, audited } = await testChanges(t);
  const withdraw = async () => withdrawEmailChange(accounts, await inSession(ada), client);
  assert.deepEqual(await withdraw(), { ok: true, wasWaiting: false });
  await ask('ada@new.example');
  assert.deepEqual(await withdraw(), { ok: true, wasWaiting: true });
  assert.equal(await pendingEmailChange(accounts, ada), undefined);
  assert.deepEqual(await confirm(await mailed('confirm-email')), over);
  assert.deepEqual(
    (await audited('email-change-cancelled')).map(({ detail }) => detail),
    ['withdrawn'],
  );
});
