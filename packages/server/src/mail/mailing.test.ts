import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import {
  type Accounts,
  createAccounts,
  type Deliver,
  listMails,
  type OutgoingMail,
  openDatabase,
} from '@latchkey/accounts';
import { createKeyring } from '@latchkey/session';
import { pino } from 'pino';
import { makeKey } from '../settings/make-key.ts';
import { parseSmtpUrl } from '../settings/smtp-url.ts';
import { testFolder } from '../test-process.ts';
import { startMailing } from './mailing.ts';
import { startTestSmtp } from './test-smtp.ts';
import { createMailTransport } from './transport.ts';

const everyMs = 2;
const mail = {
  subject: 'Hello',
  text: 'https://login.example.com/?token=secret-of-the-mail',
  html: '<p>Hello</p>',
};

interface Scope {
  after(work: () => void | Promise<void>): void;
}

async function open(t: Scope) {
  const folder = testFolder(t);
  const database = await openDatabase(`sqlite:${join(folder, 'test.db')}`);
  t.after(() => database.close());
  const accounts = createAccounts({ database, keyring: createKeyring([makeKey()]) });
  const lines: string[] = [];
  return { accounts, lines, log: pino({ base: null }, { write: (line: string) => void lines.push(line) }) };
}

/** As the accounts write one. */
async function write({ database, keyring }: Accounts, recipient: string): Promise<void> {
  const now = Date.now();
  await database.kysely
    .insertInto('mails')
    .values({
      user_id: null,
      template: 'reset-password',
      recipient,
      body: keyring.seal('mail', JSON.stringify(mail)),
      created_at: now,
      next_try_at: now,
      sent_at: null,
      given_up_at: null,
      error: null,
      is_withheld: 0,
    })
    .execute();
}

async function until(look: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await look())) await wait(1);
}

test('a mail goes out while the server runs, and its text is gone', async (t) => {
  const { accounts, log, lines } = await open(t);
  await using smtp = await startTestSmtp();
  const server = parseSmtpUrl(smtp.url);
  assert.ok(server);
  const transport = createMailTransport({ server, from: { address: 'login@example.com' } });
  t.after(transport.close);
  const mailing = startMailing(accounts, transport.deliver, { log, everyMs });
  await write(accounts, 'ada@example.org');
  const received = await smtp.mailTo('ada@example.org');
  assert.deepEqual([received.subject, received.links], ['Hello', [mail.text]]);
  await mailing.stop();
  assert.deepEqual(
    (await listMails(accounts)).mails.map(({ state, tries }) => [state, tries]),
    [['sent', 1]],
  );
  assert.deepEqual(lines, []);
});

test('a mail that takes long keeps no other waiting', async (t) => {
  const { accounts, log } = await open(t);
  const kept: OutgoingMail[] = [];
  const slow = Promise.withResolvers<void>();
  const deliver: Deliver = async (mail) => {
    if (mail.recipient === 'slow@example.org') await slow.promise;
    kept.push(mail);
    return { ok: true };
  };
  const mailing = startMailing(accounts, deliver, { log, everyMs });
  await write(accounts, 'slow@example.org');
  for (let count = 0; count < 20; count += 1) {
    await write(accounts, 'ada@example.org');
    await wait(1);
  }
  await until(() => kept.length === 20);
  slow.resolve();
  await mailing.stop();
  assert.equal(kept.length, 21);
});

test('five mails are under way at once, and no sixth', async (t) => {
  const { accounts, log } = await open(t);
  let [running, most] = [0, 0];
  const go = Promise.withResolvers<void>();
  const deliver: Deliver = async () => {
    running += 1;
    most = Math.max(most, running);
    await go.promise;
    running -= 1;
    return { ok: true };
  };
  for (let count = 0; count < 20; count += 1) await write(accounts, 'ada@example.org');
  const mailing = startMailing(accounts, deliver, { log, everyMs });
  await until(() => running === 5);
  await wait(50);
  go.resolve();
  await until(async () => (await listMails(accounts)).mails.every(({ state }) => state === 'sent'));
  await mailing.stop();
  assert.equal(most, 5);
});

test('whoever stops it waits for what is under way, and nothing is begun any more', async (t) => {
  const { accounts, log } = await open(t);
  const kept: OutgoingMail[] = [];
  const begun = Promise.withResolvers<void>();
  const deliver: Deliver = async (mail) => {
    begun.resolve();
    await wait(50);
    kept.push(mail);
    return { ok: true };
  };
  for (let count = 0; count < 20; count += 1) await write(accounts, 'ada@example.org');
  const mailing = startMailing(accounts, deliver, { log, everyMs });
  await begun.promise;
  await mailing.stop();
  const states = (await listMails(accounts)).mails.map(({ state }) => state);
  assert.ok(kept.length >= 1 && kept.length <= 5);
  assert.equal(states.filter((state) => state === 'sent').length, kept.length);
  await accounts.database.close();
  await wait(20);
});

test('a mail server that never answers does not keep the server from stopping; the mail waits for its next try', async (t) => {
  const { accounts, log } = await open(t);
  await write(accounts, 'ada@example.org');
  const begun = Promise.withResolvers<AbortSignal>();
  const deliver: Deliver = (_mail, { signal }) => {
    begun.resolve(signal);
    return new Promise(() => undefined);
  };
  const mailing = startMailing(accounts, deliver, { log, everyMs, graceMs: 20 });
  const signal = await begun.promise;
  await mailing.stop();
  assert.equal(signal.aborted, true);
  assert.deepEqual(
    (await listMails(accounts)).mails.map(({ state, error }) => [state, error]),
    [['waiting', 'stopped']],
  );
});

test('equal failures in a row are one line of the log, without the recipient, and so is that it works again', async (t) => {
  const { accounts, log, lines } = await open(t);
  const answers = ['ECONNREFUSED', 'ECONNREFUSED', 'AUTH: 535', 'AUTH: 535', undefined, undefined];
  let count = 0;
  const deliver: Deliver = async () => {
    const error = answers[count];
    count += 1;
    return error === undefined ? { ok: true } : { ok: false, isPermanent: false, error };
  };
  const mailing = startMailing(accounts, deliver, { log, everyMs });
  for (const [index] of answers.entries()) {
    await write(accounts, 'ada@example.org');
    await until(() => count === index + 1);
  }
  await mailing.stop();
  assert.deepEqual(
    lines.map((line) => JSON.parse(line)).map(({ level, mail, reason, msg }) => [level, mail, reason, msg]),
    [
      [40, 1, 'ECONNREFUSED', 'A mail was not sent; it is tried again. See: latchkey mail list'],
      [40, 3, 'AUTH: 535', 'A mail was not sent; it is tried again. See: latchkey mail list'],
      [30, undefined, undefined, 'Mails are sent again.'],
    ],
  );
  assert.doesNotMatch(lines.join(''), /example\.org|secret-of-the-mail/);
});

test('a database that cannot be read is one line of the log, not four a second', async (t) => {
  const { accounts, log, lines } = await open(t);
  const { schema } = accounts.database.kysely;
  await schema.alterTable('mails').renameTo('lost').execute();
  const mailing = startMailing(accounts, async () => ({ ok: true }), { log, everyMs });
  await until(() => lines.length > 0);
  await wait(50);
  assert.equal(lines.length, 1);
  assert.match(lines[0] ?? '', /Looking for mails to send failed\./);
  await schema.alterTable('lost').renameTo('mails').execute();
  await write(accounts, 'ada@example.org');
  await until(async () => (await listMails(accounts)).mails[0]?.state === 'sent');
  await mailing.stop();
  assert.equal(lines.length, 1);
});

test('while nothing is due the database is read and not written', async (t) => {
  const { accounts, log } = await open(t);
  const changes = accounts.database.prepareOne('PRAGMA data_version');
  const before = await changes();
  const mailing = startMailing(accounts, async () => ({ ok: true }), { log, everyMs });
  await wait(50);
  await mailing.stop();
  assert.deepEqual(await changes(), before);
});
