import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deliverDue } from './deliver.ts';
import { type ListMailsOptions, listMails, mailsOver, retryMail } from './list.ts';
import { failing, keeping, rows, testMails, write, writeTo } from './test-mails.ts';

const dayMs = 86_400_000;

test('mails are listed newest first, with what became of them and nothing of what they say', async (t) => {
  const { accounts, clock } = await testMails(t);
  await write(accounts, { to: 'sent@example.org' });
  await deliverDue(accounts, keeping().deliver);
  await write(accounts, { to: 'refused@example.org' });
  await deliverDue(accounts, failing('RCPT TO: 550 5.1.1', true));
  await write(accounts, { to: 'waits@example.org' });
  await write(accounts, { to: 'nobody@example.org', isWithheld: true });
  const { mails, moreWaiting, moreOthers } = await listMails(accounts);
  const all = { template: 'reset-password', createdAtMs: clock() };
  assert.deepEqual([moreWaiting, moreOthers], [0, 0]);
  assert.deepEqual(mails, [
    { ...all, id: 3, recipient: 'waits@example.org', tries: 0, state: 'waiting', nextTryAtMs: clock() },
    {
      ...all,
      id: 2,
      recipient: 'refused@example.org',
      tries: 1,
      state: 'given-up',
      error: 'RCPT TO: 550 5.1.1',
    },
    { ...all, id: 1, recipient: 'sent@example.org', tries: 1, state: 'sent' },
  ]);
});

test('whatever waits is listed, behind however many that went out since; what is cut off is counted', async (t) => {
  const { accounts } = await testMails(t);
  assert.deepEqual(await listMails(accounts), { mails: [], moreWaiting: 0, moreOthers: 0 });
  await writeTo(accounts, ['ada@example.org', 'bob@example.org', 'eve@example.org']);
  await deliverDue(accounts, failing());
  for (let count = 0; count < 103; count += 1) await write(accounts, { to: 'sent@example.org' });
  await deliverDue(accounts, keeping().deliver);
  const shown = async (options?: ListMailsOptions) => {
    const { mails, ...more } = await listMails(accounts, options);
    return { ids: mails.map(({ id }) => id), ...more };
  };
  const newest = Array.from({ length: 100 }, (_, index) => 106 - index);
  assert.deepEqual(await shown(), { ids: [...newest, 3, 2, 1], moreWaiting: 0, moreOthers: 3 });
  assert.deepEqual(await shown({ mostWaiting: 2, mostOthers: 1 }), {
    ids: [106, 3, 2],
    moreWaiting: 1,
    moreOthers: 102,
  });
});

test('only a mail that waits can be tried again; the others have no text any more', async (t) => {
  const { accounts, clock } = await testMails(t);
  await write(accounts);
  await deliverDue(accounts, keeping().deliver);
  await write(accounts);
  await deliverDue(accounts, failing('no', true));
  await write(accounts);
  await deliverDue(accounts, failing());
  assert.deepEqual(await retryMail(accounts, 1), { ok: false, reason: 'sent' });
  assert.deepEqual(await retryMail(accounts, 2), { ok: false, reason: 'given-up' });
  assert.deepEqual(await retryMail(accounts, 4), { ok: false, reason: 'unknown' });
  assert.deepEqual(await retryMail(accounts, 3), { ok: true, count: 1 });
  assert.equal((await rows(accounts))[2]?.next_try_at, clock());
});

test('all that wait are tried again at once; that none does is no fault', async (t) => {
  const { accounts } = await testMails(t);
  assert.deepEqual(await retryMail(accounts, 'all'), { ok: true, count: 0 });
  await writeTo(accounts, ['ada@example.org', 'bob@example.org']);
  await deliverDue(accounts, failing());
  await write(accounts, { isWithheld: true });
  assert.deepEqual(await retryMail(accounts, 'all'), { ok: true, count: 2 });
});

test('after seven days a mail is forgotten, and one that nobody sends any more as well', async (t) => {
  const { accounts, clock, database } = await testMails(t);
  const over = async () => {
    for (const deleteSome of mailsOver(database.kysely, clock(), 500)) await deleteSome();
    return (await rows(accounts)).map(({ recipient }) => recipient);
  };
  await write(accounts, { to: 'sent@example.org' });
  await deliverDue(accounts, keeping().deliver);
  await write(accounts, { to: 'given-up@example.org' });
  await deliverDue(accounts, failing('no', true));
  await write(accounts, { to: 'waits@example.org' });
  clock.advance(7 * dayMs);
  await write(accounts, { to: 'new@example.org' });
  assert.equal((await over()).length, 4);
  clock.advance(1);
  assert.deepEqual(await over(), ['new@example.org']);
});
