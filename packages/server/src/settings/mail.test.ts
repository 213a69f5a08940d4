import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { makeKey } from './make-key.ts';
import { type Environment, parseEnvironment } from './settings.ts';

function problemsOf(environment: Environment): readonly string[] {
  const parsed = parseEnvironment(environment);
  return parsed.ok ? [] : parsed.problems;
}

function settingsOf(environment: Environment) {
  const parsed = parseEnvironment(environment);
  assert.ok(parsed.ok, problemsOf(environment).join(' '));
  return parsed.settings;
}

function refused(environment: Environment, sentence: RegExp): void {
  const problems = problemsOf(environment);
  assert.equal(problems.length, 1, `one sentence, not: ${problems.join(' | ')}`);
  assert.match(problems[0] ?? '', sentence);
}

const smtp = { SMTP_URL: 'smtp://mail.example.com', MAIL_FROM: 'login@example.com' };

function serverOf(SMTP_URL: string) {
  const { mail } = settingsOf({ ...smtp, SMTP_URL });
  assert.ok(mail?.way === 'smtp');
  return mail.server;
}

test('without a setting there is no mail; what would go by it has its defaults', () => {
  const { mail, verification, magicLink, notices, language } = settingsOf({});
  assert.deepEqual(
    { mail, verification, magicLink, notices, language },
    { mail: undefined, verification: 'required', magicLink: false, notices: true, language: 'en' },
  );
});

test('a mail server is read with its scheme, port, user name and password', () => {
  const plain = serverOf('smtp://mail.example.com');
  assert.deepEqual([plain.host, plain.port, plain.isTls], ['mail.example.com', 587, false]);
  assert.equal(plain.revealLogin(), undefined);
  const tls = serverOf('smtps://ada%40example.com:p%2Fq%20r@mail.example.com/');
  assert.deepEqual([tls.port, tls.isTls], [465, true]);
  assert.deepEqual(tls.revealLogin(), { user: 'ada@example.com', password: 'p/q r' });
  assert.equal(String(serverOf('SMTP://127.0.0.1:2525')), '127.0.0.1:2525');
  assert.equal(serverOf('smtp://[::1]:25').host, '::1');
  assert.equal(String(serverOf('smtp://[::1]:25')), '[::1]:25');
});

test('what is no mail server is refused, and its password is never repeated', () => {
  const refusals = [
    'mail.example.com',
    'smtp:mail.example.com',
    'smtp://',
    'smtp://:25',
    'http://mail.example.com',
    'smtp://ada:canary@',
    'smtp://ada:canary@mail.example.com/inbox',
    'smtp://ada:canary@mail.example.com?pool=true',
    'smtp://ada:canary#1@mail.example.com',
    'smtp://ada:canary%@mail.example.com',
    'smtp://ada:canary@mail example.com',
    'smtp://ada:canary@mail.example.com:0',
    'smtp://ada:canary@mail.example.com:70000',
    'smtp://ada@mail.example.com',
    'smtp://:canary@mail.example.com',
  ];
  for (const SMTP_URL of refusals) {
    refused({ ...smtp, SMTP_URL }, /^SMTP_URL must be smtp:\/\/ or smtps:\/\/ and a host/);
    assert.ok(
      !problemsOf({ ...smtp, SMTP_URL })
        .join()
        .includes('canary'),
      SMTP_URL,
    );
  }
});

test('the password of the mail server cannot be printed by accident', () => {
  const settings = settingsOf({ ...smtp, SMTP_URL: 'smtp://ada:canary@mail.example.com:25' });
  for (const shown of [inspect(settings, { depth: 9, showHidden: true }), JSON.stringify(settings)]) {
    assert.match(shown, /mail\.example\.com:25/);
    assert.ok(!shown.includes('canary'), shown);
  }
});

test('mails come from an address, with a name or without', () => {
  const from = (MAIL_FROM: string) => {
    const { mail } = settingsOf({ ...smtp, MAIL_FROM });
    return mail?.way === 'smtp' ? mail.from : undefined;
  };
  assert.deepEqual(from('login@example.com'), { address: 'login@example.com' });
  assert.deepEqual(from('<login@example.com>'), { address: 'login@example.com' });
  assert.deepEqual(from('Grüße & Co <login@example.com>'), {
    name: 'Grüße & Co',
    address: 'login@example.com',
  });
  assert.deepEqual(from('"Example, Inc." <login@example.com>'), {
    name: 'Example, Inc.',
    address: 'login@example.com',
  });
});

test('a sender that is no address, several, or more than one line is refused', () => {
  const refusals = [
    'login',
    'Example',
    'Example login@example.com',
    'login@',
    'a@example.com, b@example.com',
    'A <a@example.com>, B <b@example.com>',
    'Ex"ample <login@example.com>',
    'Example\r\nBcc: eve@evil.test <login@example.com>',
    'Example\nBcc: <login@example.com>',
    'login@example.com\r\nBcc: eve@evil.test',
    '<login@example.com>\nBcc: eve@evil.test',
    'a\u2028b <login@example.com>',
    `${'a'.repeat(64)}@${'b'.repeat(200)}.example`,
  ];
  for (const MAIL_FROM of refusals) refused({ ...smtp, MAIL_FROM }, /^MAIL_FROM must be an address/);
});

test('a mail server without a sender is refused', () => {
  refused({ SMTP_URL: smtp.SMTP_URL }, /^MAIL_FROM is missing: SMTP_URL needs/);
});

test('MAIL takes outbox and nothing else, but for the mailbox that a login shell names there', () => {
  assert.deepEqual(settingsOf({ MAIL: 'outbox' }).mail, { way: 'outbox' });
  assert.equal(settingsOf({ MAIL: '/var/mail/ada' }).mail, undefined);
  for (const MAIL of ['on', 'smtp', 'Outbox', 'var/mail/ada'])
    refused({ MAIL }, /^MAIL must be outbox, which/);
});

test('the outbox and a mail server at once are refused', () => {
  refused({ ...smtp, MAIL: 'outbox' }, /^MAIL and SMTP_URL exclude each other/);
});

test('the outbox is refused in production', () => {
  const production = { NODE_ENV: 'production', SECRET_KEY: makeKey(), BASE_URL: 'https://login.example.com' };
  refused({ ...production, MAIL: 'outbox' }, /^MAIL=outbox is for development/);
  assert.equal(settingsOf({ ...production, ...smtp }).mail?.way, 'smtp');
});

test('what needs mail is refused where there is none', () => {
  refused({ VERIFICATION: 'required' }, /^VERIFICATION=required needs mail: set SMTP_URL, or MAIL=outbox/);
  refused({ VERIFICATION: 'banner' }, /^VERIFICATION=banner needs mail/);
  refused({ LATCHKEY_MAGIC_LINK: 'on' }, /^LATCHKEY_MAGIC_LINK=on needs mail/);
  refused({ MAIL_FROM: 'login@example.com' }, /^MAIL_FROM needs mail/);
  assert.deepEqual(
    problemsOf({ VERIFICATION: 'off', LATCHKEY_MAGIC_LINK: 'off', LATCHKEY_NOTICES: 'on' }),
    [],
  );
  const { verification, magicLink } = settingsOf({
    ...smtp,
    VERIFICATION: 'banner',
    LATCHKEY_MAGIC_LINK: 'on',
  });
  assert.deepEqual([verification, magicLink], ['banner', true]);
});

test('verification, notices and language take their words and nothing else', () => {
  refused({ ...smtp, VERIFICATION: 'on' }, /^VERIFICATION must be off, banner or required\.$/);
  refused({ ...smtp, LATCHKEY_NOTICES: 'no' }, /^LATCHKEY_NOTICES must be on or off\.$/);
  refused({ LATCHKEY_LANGUAGE: 'fr' }, /^LATCHKEY_LANGUAGE must be en or de\.$/);
  assert.equal(settingsOf({ LATCHKEY_LANGUAGE: 'de' }).language, 'de');
  assert.equal(settingsOf({ ...smtp, LATCHKEY_NOTICES: 'off' }).notices, false);
});
