import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { createAccounts } from '../accounts.ts';
import { openDatabase } from '../database/open.ts';
import { testKeyring } from '../testing.ts';
import { type Deliver, type DeliveryOutcome, deliverDue } from './deliver.ts';
import { listMails, retryMail } from './list.ts';
import { composed, failing, keeping, rows, testMails, write, writeTo } from './test-mails.ts';

const minuteMs = 60_000;

test('a mail is delivered once, with its text, and nothing of that is left in the database', async (t) => {
  const { accounts, clock } = await testMails(t);
  await write(accounts);
  const { kept, deliver } = keeping();
  clock.advance(1000);
  await deliverDue(accounts, deliver);
  await deliverDue(accounts, deliver);
  const [row] = await rows(accounts);
  const mail = { id: row?.id, recipient: 'ada@example.org', createdAtMs: clock() - 1000 };
  assert.deepEqual(kept, [{ ...mail, ...composed }]);
  assert.deepEqual([row?.body, row?.sent_at, row?.tries, row?.error], [null, clock(), 1, null]);
});

test('while it waits, nobody reads it in the files of the database', async (t) => {
  const { accounts, folder } = await testMails(t);
  await write(accounts);
  const files = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'latin1'));
  assert.ok(files.some((content) => content.includes('ada@example.org')));
  for (const content of files) assert.doesNotMatch(content, /secret-of-the-mail|Your new password/);
});

test('a mail that is withheld is never delivered, and goes when its time has come', async (t) => {
  const { accounts } = await testMails(t);
  await write(accounts, { isWithheld: true });
  const { kept, deliver } = keeping();
  await deliverDue(accounts, deliver);
  assert.deepEqual([kept, await rows(accounts)], [[], []]);
});

test('while the mail server is down each try waits longer, and after eight the mail is given up', async (t) => {
  const { accounts, clock } = await testMails(t);
  await write(accounts, { userId: 'ada' });
  const waits: number[] = [];
  for (let tries = 1; tries < 8; tries += 1) {
    await deliverDue(accounts, failing());
    const [row] = await rows(accounts);
    assert.deepEqual([row?.tries, row?.error, row?.given_up_at], [tries, 'ECONNREFUSED', null]);
    waits.push(((row?.next_try_at ?? 0) - clock()) / minuteMs);
    clock.advance((row?.next_try_at ?? 0) - clock() - 1);
    const { kept, deliver } = keeping();
    await deliverDue(accounts, deliver);
    assert.deepEqual(kept, [], 'not a millisecond earlier');
    clock.advance(1);
  }
  for (const [index, minutes] of [1, 5, 15, 60, 240, 720, 720].entries()) {
    const waited = waits[index] ?? 0;
    assert.ok(waited >= minutes * 0.9 && waited <= minutes * 1.1, `${waited} is about ${minutes}`);
  }
  await deliverDue(accounts, failing());
  const [row] = await rows(accounts);
  assert.deepEqual([row?.body, row?.given_up_at, row?.tries], [null, clock(), 8]);
  assert.deepEqual(await audited(accounts), [['mail-given-up', 'latchkey', 'ada', 'too-many-tries']]);
});

test('that a mail was given up is written of every one, however many there are', async (t) => {
  const { accounts } = await testMails(t);
  const recipients = Array.from({ length: 30 }, (_, index) => `ada${index}@example.org`);
  await writeTo(accounts, recipients);
  await deliverDue(accounts, failing('550', true));
  assert.equal((await audited(accounts)).filter(([event]) => event === 'mail-given-up').length, 30);
});

async function audited({ database }: Parameters<typeof deliverDue>[0]) {
  const lines = await database.kysely.selectFrom('audit').selectAll().execute();
  return lines.map(({ event, actor, user_id, detail }) => [event, actor, user_id, detail]);
}

test('when the mail server is back, the mail goes out at its next try', async (t) => {
  const { accounts, clock } = await testMails(t);
  await write(accounts);
  await deliverDue(accounts, failing());
  clock.advance(1.1 * minuteMs);
  const { kept, deliver } = keeping();
  await deliverDue(accounts, deliver);
  assert.equal(kept.length, 1);
  assert.deepEqual(
    (await rows(accounts)).map(({ tries, error }) => [tries, error]),
    [[2, null]],
  );
});

test('a recipient who is refused for good is given up at once, and the others have their mail', async (t) => {
  const { accounts } = await testMails(t);
  await writeTo(accounts, ['ada@example.org', 'nobody@example.org', 'bob@example.org']);
  const { kept, deliver } = keeping();
  await deliverDue(accounts, async (mail, options) =>
    mail.recipient.startsWith('nobody')
      ? { ok: false, isPermanent: true, error: 'RCPT TO: 550 5.1.1' }
      : deliver(mail, options),
  );
  assert.deepEqual(kept.map(({ recipient }) => recipient).sort(), ['ada@example.org', 'bob@example.org']);
  const [refused] = (await listMails(accounts)).mails.filter(({ state }) => state === 'given-up');
  assert.deepEqual([refused?.recipient, refused?.error], ['nobody@example.org', 'RCPT TO: 550 5.1.1']);
  assert.deepEqual(await audited(accounts), [['mail-given-up', 'latchkey', null, 'refused']]);
});

test('what throws is tried again, and of what it says only its code is kept', async (t) => {
  const { accounts } = await testMails(t);
  await write(accounts);
  await deliverDue(accounts, async ({ text }) => {
    throw Object.assign(new Error(`550 spam: ${text}`), { code: 'ESPAM' });
  });
  await write(accounts);
  await deliverDue(accounts, async ({ text }) => {
    throw new Error(text);
  });
  const found = await rows(accounts);
  assert.deepEqual(
    found.map(({ error, given_up_at }) => [error, given_up_at]),
    [
      ['ESPAM', null],
      ['failed', null],
    ],
  );
});

test('an error is one short line, whatever the mail server says', async (t) => {
  const { accounts } = await testMails(t);
  await write(accounts);
  await deliverDue(accounts, failing(`no\r\n\u001b[31m${'x'.repeat(1000)}`));
  assert.match((await rows(accounts))[0]?.error ?? '', /^no \[31mx{1,120}$/);
});

test('a mail sealed with keys that are gone is given up as unreadable', async (t) => {
  const { accounts } = await testMails(t);
  await write(accounts, { userId: 'ada' });
  const keyring = { ...testKeyring(), unseal: () => undefined };
  const { kept, deliver } = keeping();
  await deliverDue({ ...accounts, keyring }, deliver);
  const [row] = await rows(accounts);
  assert.deepEqual([kept, row?.body, row?.error], [[], null, 'unreadable']);
  assert.deepEqual(await audited(accounts), [['mail-given-up', 'latchkey', 'ada', 'unreadable']]);
});

test('a delivery that takes too long is told to stop, counts as failed, and holds up no other', async (t) => {
  const { accounts } = await testMails(t);
  await writeTo(accounts, ['slow@example.org', 'ada@example.org', 'bob@example.org']);
  const { kept, deliver } = keeping();
  const told: boolean[] = [];
  const sometimesSlow: Deliver = async (mail, { signal }) => {
    if (mail.recipient !== 'slow@example.org') return deliver(mail, { signal });
    signal.addEventListener('abort', () => told.push(signal.aborted));
    return new Promise(() => undefined);
  };
  await deliverDue(accounts, sometimesSlow, { atOnce: 2, timeoutMs: 50 });
  assert.deepEqual([kept.length, told], [2, [true]]);
  const [slow] = (await listMails(accounts)).mails.filter(({ state }) => state === 'waiting');
  assert.deepEqual([slow?.recipient, slow?.error], ['slow@example.org', 'timeout']);
});

test('no more than five are under way at the same time, or as many as asked for', async (t) => {
  const { accounts } = await testMails(t);
  const most = async (options: { readonly atOnce?: number }) => {
    const { atOnce = 5 } = options;
    for (let count = 0; count < 12; count += 1) await write(accounts);
    let [running, highest] = [0, 0];
    const allIn = Promise.withResolvers<void>();
    const counting: Deliver = async () => {
      running += 1;
      highest = Math.max(highest, running);
      if (running === atOnce) setTimeout(allIn.resolve, 20);
      await allIn.promise;
      running -= 1;
      return { ok: true };
    };
    await deliverDue(accounts, counting, options);
    return highest;
  };
  assert.deepEqual([await most({}), await most({ atOnce: 2 })], [5, 2]);
  assert.equal((await listMails(accounts)).mails.filter(({ state }) => state === 'sent').length, 24);
});

test('told to stop, it finishes what is under way and begins nothing more', async (t) => {
  const { accounts } = await testMails(t);
  await writeTo(accounts, ['ada@example.org', 'bob@example.org', 'eve@example.org']);
  const stopping = new AbortController();
  const { kept, deliver } = keeping();
  const stoppedMeanwhile: Deliver = async (mail, options) => {
    stopping.abort();
    await wait(5);
    return deliver(mail, options);
  };
  await deliverDue(accounts, stoppedMeanwhile, { atOnce: 1, signal: stopping.signal });
  assert.equal(kept.length, 1);
  assert.deepEqual(
    (await listMails(accounts)).mails.map(({ state }) => state),
    ['waiting', 'waiting', 'sent'],
  );
});

test('whoever is gone while sending leaves the mail to the others, after two minutes', async (t) => {
  const { accounts, clock } = await testMails(t);
  await write(accounts);
  const [begun, ended] = [Promise.withResolvers<void>(), Promise.withResolvers<DeliveryOutcome>()];
  const gone = deliverDue(accounts, () => {
    begun.resolve();
    return ended.promise;
  });
  await begun.promise;
  const { kept, deliver } = keeping();
  await deliverDue(accounts, deliver);
  clock.advance(2 * minuteMs - 1);
  await deliverDue(accounts, deliver);
  assert.deepEqual(kept, []);
  clock.advance(1);
  await deliverDue(accounts, deliver);
  assert.equal(kept.length, 1);
  ended.resolve({ ok: false, isPermanent: true, error: 'late' });
  await gone;
  const [row] = await rows(accounts);
  assert.deepEqual([row?.sent_at, row?.error], [clock(), null], 'the one that failed late changes nothing');
});

test('a mail that kills whoever sends it is not sent for ever', async (t) => {
  const { accounts, clock, database } = await testMails(t);
  await write(accounts);
  // Eight processes began and none came back.
  await database.kysely
    .updateTable('mails')
    .set({ tries: 8, locked_until: clock() + 1 })
    .execute();
  clock.advance(1);
  const { kept, deliver } = keeping();
  await deliverDue(accounts, deliver);
  assert.deepEqual([kept, (await rows(accounts))[0]?.error], [[], 'unfinished']);
});

test('of two workers on one database each mail is one’s alone', async (t) => {
  const { accounts, url, clock } = await testMails(t);
  const database = await openDatabase(url);
  t.after(() => database.close());
  const other = createAccounts({ database, clock, keyring: testKeyring() });
  for (let count = 0; count < 100; count += 1) await write(accounts);
  const { kept, deliver } = keeping();
  const sometime: Deliver = async (mail, options) => {
    await wait(1);
    return deliver(mail, options);
  };
  await Promise.all([deliverDue(accounts, sometime), deliverDue(other, sometime)]);
  assert.equal(kept.length, 100);
  assert.equal(new Set(kept.map(({ id }) => id)).size, 100);
});

test('a look for what is due reads an index, however many mails are kept', async (t) => {
  const { database } = await testMails(t);
  const plan = database.prepareOne(
    'EXPLAIN QUERY PLAN SELECT id FROM mails WHERE body IS NOT NULL AND next_try_at <= 1 AND locked_until <= 1 ORDER BY next_try_at LIMIT 1',
  );
  assert.match(String((await plan())?.[3]), /USING INDEX mails_due/);
});

test('a mail is tried again as soon as the operator says so', async (t) => {
  const { accounts } = await testMails(t);
  await write(accounts);
  await deliverDue(accounts, failing());
  assert.deepEqual(await retryMail(accounts, 'all'), { ok: true, count: 1 });
  const { kept, deliver } = keeping();
  await deliverDue(accounts, deliver);
  assert.equal(kept.length, 1);
});
