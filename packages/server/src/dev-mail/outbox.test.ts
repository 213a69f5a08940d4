import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pino } from 'pino';
import { createOutbox } from './outbox.ts';

function outboxWithLog() {
  const lines: string[] = [];
  const log = pino({ base: null, timestamp: false }, { write: (line: string) => void lines.push(line) });
  return { outbox: createOutbox({ log }), lines };
}

const signal = new AbortController().signal;

const mail = {
  id: 1,
  recipient: 'ada@example.com',
  createdAtMs: 1000,
  subject: 'Choose a new password',
  text: 'Open http://localhost:5000/reset?token=canary',
  html: '<a href="http://localhost:5000/reset?token=canary">Open</a>',
};

test('a mail that is delivered can be read, newest first, and once', async () => {
  const { outbox } = outboxWithLog();
  for (const id of [2, 1, 2])
    assert.deepEqual(await outbox.deliver({ ...mail, id }, { signal }), { ok: true });
  assert.deepEqual(
    outbox.list().map(({ id }) => id),
    [2, 1],
  );
  assert.equal(outbox.find(1)?.text, mail.text);
  assert.equal(outbox.find(3), undefined);
});

test('the log has a line for each mail, with recipient and subject, and never its link', async () => {
  const { outbox, lines } = outboxWithLog();
  await outbox.deliver(mail, { signal });
  assert.deepEqual(
    lines.map((line) => JSON.parse(line)),
    [{ level: 30, to: mail.recipient, subject: mail.subject, msg: 'A mail is at /dev/mail.' }],
  );
});

test('the newest hundred are kept', async () => {
  const { outbox } = outboxWithLog();
  for (let id = 1; id <= 103; id += 1) await outbox.deliver({ ...mail, id }, { signal });
  const numbers = outbox.list().map(({ id }) => id);
  assert.deepEqual([numbers.length, numbers[0], numbers.at(-1)], [100, 103, 4]);
});
