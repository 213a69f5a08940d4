import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTransport } from 'nodemailer';
import { refusal, startTestSmtp } from './test-smtp.ts';

const mail = {
  from: 'Example <login@example.com>',
  to: 'ada@example.org',
  subject: 'Grüße',
  text: 'Here it is:\n\nhttps://login.example.com/reset?token=abc-DEF_123.\n',
  html: '<p>Here <a href="https://login.example.com/reset">it</a> is</p>',
};

test('the mail server for tests keeps what it gets, with its links', async () => {
  await using smtp = await startTestSmtp();
  await createTransport(smtp.url).sendMail(mail);
  const received = await smtp.mailTo('ada@example.org', { subject: /Grüße/ });
  assert.deepEqual([received.from, received.to], ['login@example.com', ['ada@example.org']]);
  assert.equal(received.text, mail.text.trimEnd());
  assert.match(received.html, /<a href="https:\/\/login\.example\.com\/reset">/);
  assert.deepEqual(received.links, ['https://login.example.com/reset?token=abc-DEF_123']);
  assert.deepEqual(received.headers.to, ['ada@example.org']);
});

test('it refuses and cuts off when it is told to, and is well again when it is told so', async () => {
  await using smtp = await startTestSmtp({
    onRecipient: () => {
      throw refusal(550, '5.1.1 nobody');
    },
  });
  const transport = createTransport(smtp.url);
  await assert.rejects(transport.sendMail(mail), { responseCode: 550 });
  smtp.behave({ cutsOff: true });
  await assert.rejects(transport.sendMail(mail), { code: 'ECONNECTION' });
  smtp.behave({});
  await transport.sendMail(mail);
  assert.equal(smtp.mails.length, 1);
});
