import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import type { OutgoingMail } from '@latchkey/accounts';
import { type MailFrom, parseMailFrom } from '../settings/mail-from.ts';
import { parseSmtpUrl } from '../settings/smtp-url.ts';
import { type Behaviour, refusal, startTestSmtp, type TestSmtpOptions } from './test-smtp.ts';
import { createMailTransport, poolOptions } from './transport.ts';

const from = sender('Example, Inc <login@example.com>');
const secret = 'secret-of-the-mail';
const mail: OutgoingMail = {
  id: 7,
  recipient: 'ada@example.org',
  subject: 'Grüße',
  text: `Ä dot:\n.\nhttps://login.example.com/reset?token=${secret}`,
  html: `<p>Ä <a href="https://login.example.com/reset?token=${secret}">link</a></p>`,
  createdAtMs: Date.UTC(2026, 0, 1),
};
const signal = new AbortController().signal;

function sender(text: string): MailFrom {
  const parsed = parseMailFrom(text);
  assert.ok(parsed);
  return parsed;
}

function server(url: string) {
  const parsed = parseSmtpUrl(url);
  assert.ok(parsed);
  return parsed;
}

/** A mail server, and a transport to it or to what `url` makes of it. */
async function connected(options: TestSmtpOptions = {}, url = (own: string) => own) {
  const smtp = await startTestSmtp(options);
  const transport = createMailTransport({ server: server(url(smtp.url)), from });
  const send = (other: Partial<OutgoingMail> = {}) => transport.deliver({ ...mail, ...other }, { signal });
  return {
    smtp,
    transport,
    send,
    async [Symbol.asyncDispose]() {
      transport.close();
      await smtp.close();
    },
  };
}

test('a mail arrives as it was written, from whom and to whom it says', async () => {
  await using here = await connected();
  assert.deepEqual(await here.send(), { ok: true });
  const [received] = here.smtp.mails;
  assert.deepEqual([received?.from, received?.to], ['login@example.com', ['ada@example.org']]);
  assert.deepEqual(
    [received?.subject, received?.text, received?.html.trim()],
    [mail.subject, mail.text, mail.html],
  );
  assert.deepEqual(received?.headers.from, ['"Example, Inc" <login@example.com>']);
  assert.deepEqual(received?.headers.to, ['ada@example.org']);
});

test('it says that a machine wrote it, and when, and has the same id at each try', async () => {
  await using here = await connected();
  await here.send();
  await here.send();
  await here.send({ id: 8 });
  const [first, again, other] = here.smtp.mails.map(({ headers }) => headers);
  assert.deepEqual(first?.['auto-submitted'], ['auto-generated']);
  assert.deepEqual(first?.date, ['Thu, 01 Jan 2026 00:00:00 +0000']);
  assert.deepEqual(first?.['message-id'], ['<latchkey.7.1767225600000@example.com>']);
  assert.deepEqual(again?.['message-id'], first?.['message-id']);
  assert.notDeepEqual(other?.['message-id'], first?.['message-id']);
});

test('an address in which a second one or a header hides is refused, and nothing is sent', async () => {
  await using here = await connected();
  const hostile = [
    'a@b.example, evil@x.example',
    'a@b.example,evil@x.example',
    'a@b.example;evil@x.example',
    'a@b.example evil@x.example',
    'a@b.example\r\nBcc: evil@x.example',
    'a@b.example\nRCPT TO:<evil@x.example>',
    'a@b.example>\r\nRCPT TO:<evil@x.example',
    'a@b.example\0',
    'a@b.example\u2028evil@x.example',
    '"x" <a@b.example>',
    'x <a@b.example>',
    '<a@b.example>',
    'a@b.example (comment)',
    'group: a@b.example, evil@x.example;',
    'evil@x.example@b.example',
    '"evil@x.example"@b.example',
    '"a b"@b.example',
    '@x.example:a@b.example',
    'a@',
    '@b.example',
    'nobody',
    '',
    `${'a'.repeat(400)}@b.example`,
  ];
  for (const recipient of hostile) {
    const outcome = await here.send({ recipient });
    assert.deepEqual(
      outcome,
      { ok: false, isPermanent: true, error: 'the recipient is no mail address' },
      recipient,
    );
  }
  assert.deepEqual(here.smtp.mails, []);
});

test('addresses that are only unusual reach their one recipient', async () => {
  await using here = await connected();
  for (const recipient of [
    "o'hara+tag@example.org",
    'a=b/c!#$%&*?^_`{|}~@example.org',
    'ädä@bücher.example',
  ]) {
    assert.deepEqual(await here.send({ recipient }), { ok: true }, recipient);
    assert.deepEqual(here.smtp.mails.at(-1)?.to, [recipient]);
  }
});

test('a subject with a line end in it makes no header of its own', async () => {
  await using here = await connected();
  await here.send({ subject: 'Hello\r\nBcc: evil@x.example\r\n\r\nbody\0\u2028' });
  const [received] = here.smtp.mails;
  assert.equal(received?.subject, 'Hello Bcc: evil@x.example body');
  assert.deepEqual([received?.to, received?.headers.bcc], [['ada@example.org'], undefined]);
});

test('nothing in a mail is taken for a file or an address to fetch', async () => {
  const options = poolOptions(server('smtp://localhost'));
  assert.deepEqual([options.disableFileAccess, options.disableUrlAccess], [true, true]);
});

const answers: readonly [string, Behaviour, { isPermanent: boolean; error: string }][] = [
  ['RCPT TO 550', refusesRecipient(550, '5.1.1'), { isPermanent: true, error: 'RCPT TO: 550 5.1.1' }],
  ['RCPT TO 450', refusesRecipient(450, '4.2.1'), { isPermanent: false, error: 'RCPT TO: 450 4.2.1' }],
  ['RCPT TO 530', refusesRecipient(530, '5.7.0'), { isPermanent: false, error: 'RCPT TO: 530 5.7.0' }],
  ['DATA 554', refusesMail(554, '5.7.1'), { isPermanent: true, error: 'DATA: 554 5.7.1' }],
  ['DATA 451', refusesMail(451, 'later'), { isPermanent: false, error: 'DATA: 451' }],
  ['a closed connection', { cutsOff: true }, { isPermanent: false, error: 'ECONNECTION' }],
];

function refusesRecipient(code: number, enhanced: string): Behaviour {
  return {
    onRecipient: () => {
      throw refusal(code, `${enhanced} see https://login.example.com/reset?token=${secret}`);
    },
  };
}

function refusesMail(code: number, enhanced: string): Behaviour {
  return {
    onMail: ({ links }) => {
      throw refusal(code, `${enhanced} bad link ${links[0]}`);
    },
  };
}

for (const [name, behaviour, expected] of answers) {
  test(`${name} is ${expected.isPermanent ? 'final' : 'tried again'}, and nothing of the answer’s text is kept`, async () => {
    await using here = await connected(behaviour);
    assert.deepEqual(await here.send(), { ok: false, ...expected });
    here.smtp.behave({});
    assert.deepEqual(
      await here.send({ recipient: 'bob@example.org' }),
      { ok: true },
      'the next mail goes out',
    );
  });
}

test('a wrong password of ours is mended by the operator: the mail waits, and the password is not repeated', async () => {
  const password = 'p@ss:word/ü';
  await using right = await connected({ login: { user: 'login', password } });
  assert.deepEqual(await right.send(), { ok: true });
  await using wrong = await connected({ login: { user: 'login', password } }, (url) =>
    url.replace(encodeURIComponent(password), 'hunter2'),
  );
  assert.deepEqual(await wrong.send(), { ok: false, isPermanent: false, error: 'AUTH: 535 5.7.8' });
});

test('a mail server that is not there is tried again, and nobody waits long for one that is silent', async () => {
  await using here = await connected();
  await here.smtp.close();
  assert.deepEqual(await here.send(), { ok: false, isPermanent: false, error: 'ECONNREFUSED' });
  const { connectionTimeout, greetingTimeout, socketTimeout } = poolOptions(server('smtp://mail.example'));
  assert.deepEqual([connectionTimeout, greetingTimeout, socketTimeout], [10_000, 10_000, 30_000]);
});

test('whoever takes too long is left when the time is over', async () => {
  await using here = await connected({ onMail: () => new Promise(() => undefined) });
  const timeOver = AbortSignal.timeout(100);
  assert.deepEqual(await here.transport.deliver(mail, { signal: timeOver }), {
    ok: false,
    isPermanent: false,
    error: 'EABORT',
  });
  here.smtp.behave({});
  assert.deepEqual(await here.send(), { ok: true });
});

test('no more than five connections are open, and they are used again', async () => {
  await using here = await connected();
  let most = 0;
  here.smtp.behave({
    onMail: async () => {
      while (most < 5) {
        most = Math.max(most, here.smtp.connections);
        await wait(5);
      }
      most = Math.max(most, here.smtp.connections);
    },
  });
  await Promise.all(Array.from({ length: 30 }, (_, id) => here.send({ id })));
  assert.deepEqual([here.smtp.mails.length, most], [30, 5]);
});

test('to another machine it is TLS with a certificate that holds, or nothing', () => {
  for (const host of [
    'smtp.example.com',
    '192.0.2.1',
    '[2001:db8::1]',
    'localhost.example.com',
    '127.example',
  ]) {
    const { secure, requireTLS, tls } = poolOptions(server(`smtp://ada:secret@${host}`));
    assert.deepEqual([secure, requireTLS, tls?.rejectUnauthorized], [false, true, true], host);
    const implicit = poolOptions(server(`smtps://ada:secret@${host}`));
    assert.deepEqual([implicit.secure, implicit.tls?.rejectUnauthorized], [true, true], host);
  }
  for (const host of ['localhost', '127.0.0.1', '127.0.0.53', '[::1]']) {
    assert.equal(poolOptions(server(`smtp://${host}`)).requireTLS, false, host);
  }
});

const outside = Object.values(networkInterfaces())
  .flatMap((addresses) => addresses ?? [])
  .find(({ internal, family }) => !internal && family === 'IPv4')?.address;
const skip = outside === undefined ? 'this machine has no address but its own' : false;

test('a server that leaves STARTTLS out gets neither password nor mail', { skip }, async () => {
  const login = { user: 'login', password: 'hunter2' };
  await using here = await connected({ host: outside ?? '', login });
  const outcome = await here.send();
  assert.ok(!outcome.ok && !outcome.isPermanent);
  assert.match(outcome.error, /^STARTTLS: 5\d\d/);
  assert.deepEqual(here.smtp.mails, []);
});

test('a server with a certificate of its own making gets neither password nor mail', { skip }, async () => {
  await using here = await connected({ host: outside ?? '', offersTls: true });
  const outcome = await here.send();
  assert.ok(!outcome.ok && !outcome.isPermanent);
  assert.deepEqual(here.smtp.mails, []);
});

test('on this machine a mail server may have such a certificate', async () => {
  await using here = await connected({ offersTls: true });
  assert.deepEqual(await here.send(), { ok: true });
});

test('what is no mail server is tried again, whatever it says', async (t) => {
  const web = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
  await new Promise<void>((ready) => web.listen(0, '127.0.0.1', ready));
  t.after(() => web.close());
  const address = web.address();
  assert.ok(address !== null && typeof address === 'object');
  await using here = await connected({}, () => `smtp://127.0.0.1:${address.port}`);
  const outcome = await here.send();
  assert.ok(!outcome.ok && !outcome.isPermanent);
  assert.match(outcome.error, /^E[A-Z]+$/);
});
