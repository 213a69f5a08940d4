import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import type { ComposedMail, MailTemplate } from '@latchkey/accounts';
import { createMails, mailTemplates } from './mails.ts';
import { sampleMail } from './sample.ts';

const baseUrl = 'https://accounts.example.org';
const compose = createMails({ baseUrl, siteName: 'Example' });
const languages = ['en', 'de'];

/** Anybody can cause these, at any address. */
const toStrangers: readonly MailTemplate[] = [
  'verify-address',
  'already-registered',
  'reset-password',
  'magic-link',
  'confirm-email',
];

const tokenLinks: Partial<Record<MailTemplate, string>> = {
  'verify-address': '/verify',
  'reset-password': '/reset',
  'magic-link': '/login/link/open',
  'confirm-email': '/email/confirm',
  'email-change-asked': '/email/cancel',
};

for (const language of languages) {
  for (const template of mailTemplates) {
    describe(`The mail ${template} in ${language}`, () => {
      const data = sampleMail(template, { language });
      const mail = compose(data);

      it('has a subject of one line with the name of the site, without token and name', () => {
        assert.match(mail.subject, /^.{1,78}$/);
        assert.match(mail.subject, /Example/);
        assert.doesNotMatch(mail.subject, /ada|a-sample/);
      });

      it('is short lines of plain text, and each link is alone on its line', () => {
        for (const line of mail.text.split('\n')) {
          if (line.includes('://')) assert.match(line, /^https:\S+$/);
          else assert.ok(line.length <= 78, line);
        }
        assert.doesNotMatch(mail.text, /\n{3}|undefined|\[secret\]|\[object/);
      });

      it('has the same links as HTML, each to be read, and fetches nothing', () => {
        assert.deepEqual([...new Set(hrefsIn(mail))], mail.text.match(/^https:.*$/gm) ?? []);
        for (const href of hrefsIn(mail)) assert.ok(mail.html.includes(`>${escaped(href)}</a>`), href);
        assert.doesNotMatch(mail.html, /<img|<script|<link|src=|url\(|undefined|\[object/);
        assert.match(mail.html, new RegExp(`^<!doctype html>\n<html lang="${language}">`));
      });

      it('carries its token to the page of its own, or none', () => {
        const path = tokenLinks[template];
        const links = hrefsIn(mail).filter((href) => href.includes('token='));
        const wanted = path && `${baseUrl}${path}?token=${data.token?.reveal()}`;
        assert.deepEqual([...new Set(links)], wanted === undefined ? [] : [wanted]);
      });

      it('says when and from where', () => {
        const time = language === 'en' ? '1 January 2026 at 12:00 UTC' : '1. Januar 2026 um 12:00 UTC';
        const browser = language === 'en' ? 'Firefox on Linux' : 'Firefox auf Linux';
        for (const said of [time, '192.0.2.1', browser]) {
          assert.ok(mail.text.includes(`: ${said}\n`), said);
          assert.ok(mail.html.includes(said), said);
        }
      });
    });
  }
}

describe('What people chose themselves', () => {
  const names = [
    'ada.example',
    'http://evil.test',
    '<img src=x>',
    'x\r\n\r\nhttps://evil.test/\r\n',
    '"><a href="//evil.test">',
    '\u202eevil',
    'evil '.repeat(30),
  ];

  it('never shows up in a mail that strangers can cause', () => {
    for (const template of toStrangers) {
      for (const language of languages) {
        const data = sampleMail(template, { language });
        const mail = compose(data);
        for (const name of names) assert.deepEqual(compose({ ...data, name }), mail);
      }
    }
  });

  it('is in quotes in the others, and no link and no tag can be made of it', () => {
    const told = mailTemplates.filter((template) => !toStrangers.includes(template));
    assert.equal(told.length, 18);
    for (const template of told) {
      const data = sampleMail(template);
      const lines = compose(data).text.split('\n').length;
      for (const name of names) {
        const mail = compose({ ...data, name });
        assert.match(mail.text, /^Account: “/m);
        assert.doesNotMatch(mail.text, /\r|\u202e|evil\.|ada\.example”|\/\/evil|<img/);
        assert.doesNotMatch(mail.html, /\r|\u202e|\/\/evil|<img|href="\/\//);
        assert.deepEqual(hrefsIn(mail), hrefsIn(compose(data)));
        assert.ok(mail.text.split('\n').length <= lines + 3);
      }
    }
  });

  it('is not shown as a name where it is a mail address', () => {
    const mail = compose({ ...sampleMail('password-changed'), name: 'ada@example.org' });
    assert.doesNotMatch(mail.text, /Account:|ada/);
  });

  it('is the new address in the mails about one', () => {
    for (const template of ['email-change-asked', 'email-changed'] as const) {
      assert.match(compose(sampleMail(template)).text, /^New email address: ada@example\.net$/m);
    }
  });

  it('as a new address has nothing in it that leads elsewhere', () => {
    const mail = compose({ ...sampleMail('email-changed'), email: 'http://evil.test/?<b>@example.org' });
    assert.match(mail.text, /^New email address: http·evil\.test·b·@example\.org$/m);
    assert.deepEqual(hrefsIn(mail), hrefsIn(compose(sampleMail('email-changed'))));
  });

  it('is no User-Agent: the browser is put in words of ours', () => {
    const mail = compose({ ...sampleMail('new-device'), agent: 'http://evil.test <b>', address: '<i>' });
    assert.match(mail.text, /^Browser: Unknown browser$/m);
    assert.doesNotMatch(mail.text + mail.html, /evil|<b>|<i>/);
  });
});

test('what nobody’s browser did says when, and not from where', () => {
  const data = { ...sampleMail('password-changed'), address: undefined, agent: undefined };
  assert.match(compose(data).text, /Time: .*\n\nIf it was not you/);
});

test('a link says until when it works, and a deletion on which day it comes', () => {
  const until = (template: MailTemplate, language: string) =>
    compose(sampleMail(template, { language })).text.replaceAll(/\s+/g, ' ');
  assert.match(until('reset-password', 'en'), /works once, until 1 January 2026 at 12:30 UTC\./);
  assert.match(until('magic-link', 'de'), /gilt einmal, bis zum 1\. Januar 2026 um 12:10 UTC\./);
  assert.match(until('deletion-asked', 'en'), /will be deleted on 8 January 2026 at 12:00 UTC,/);
});

test('what was added or removed has words of its own, and no two are the same', () => {
  const factors = ['totp', 'passkey', 'security-key', 'password'] as const;
  for (const language of languages) {
    const texts = (['factor-added', 'factor-removed'] as const).flatMap((template) =>
      factors.map((factor) => compose({ ...sampleMail(template, { language }), factor }).text),
    );
    assert.equal(new Set(texts).size, 8);
  }
});

test('a used recovery code says how many are left, and presses for new ones at three', () => {
  const left = (codesLeft: number, language: string) =>
    compose({ ...sampleMail('recovery-code-used', { language }), codesLeft }).text.replaceAll(/\s+/g, ' ');
  assert.match(left(9, 'en'), /You have 9 left\./);
  assert.match(left(4, 'en'), /You have 4 left\./);
  assert.match(left(3, 'en'), /Only 3 are left\. Make new ones/);
  assert.match(left(1, 'en'), /Only one is left\. Make new ones/);
  assert.match(left(0, 'en'), /It was your last one\. Make new ones now/);
  assert.match(left(4, 'de'), /Sie haben noch 4\./);
  assert.match(left(3, 'de'), /nur noch 3\. Erstellen Sie neue/);
  assert.match(left(0, 'de'), /Ihr letzter\. Erstellen Sie jetzt neue/);
});

test('a mail about the account’s security leads to the page for it, and says whom to ask where nobody gets in', () => {
  const withTheWayOut: readonly MailTemplate[] = [
    'factor-added',
    'factor-removed',
    'factors-removed',
    'recovery-codes-made',
    'recovery-code-used',
    'totp-disabled',
  ];
  for (const template of withTheWayOut) {
    const mail = compose(sampleMail(template));
    assert.deepEqual(
      [...new Set(hrefsIn(mail))].sort(),
      ['/account/security', '/forgot'].map((path) => baseUrl + path),
    );
    assert.match(mail.text.replaceAll(/\s+/g, ' '), /write to the people who run Example\./, template);
  }
});

test('the subject names what was added or removed', () => {
  const subject = (template: 'factor-added' | 'factor-removed', factor: 'totp' | 'passkey' | 'password') =>
    compose({ ...sampleMail(template), factor }).subject;
  assert.equal(subject('factor-added', 'totp'), 'An authenticator app was set up at Example');
  assert.equal(subject('factor-added', 'passkey'), 'A passkey was added at Example');
  assert.equal(subject('factor-removed', 'password'), 'Your password was removed at Example');
});

test('a refused passkey says that there may be a copy, and leads to the page where it is removed', () => {
  const mail = compose(sampleMail('passkey-cloned'));
  assert.match(mail.text.replaceAll(/\s+/g, ' '), /There may be a copy of it\. Nobody was let in/);
  assert.deepEqual([...new Set(hrefsIn(mail))], [`${baseUrl}/account/security`]);
  assert.match(compose(sampleMail('passkey-cloned', { language: 'de' })).text, /entfernen Sie diesen/);
});

test('a mail is in the language of whoever gets it, else in the one of the site', () => {
  const subject = (language: string | undefined, site?: string) =>
    createMails({ baseUrl, ...(site === undefined ? {} : { language: site }) })({
      ...sampleMail('reset-password'),
      language,
    }).subject;
  assert.equal(subject('de'), 'Neues Passwort für Latchkey');
  assert.equal(subject(undefined), 'Choose a new password for Latchkey');
  assert.equal(subject('xx'), 'Choose a new password for Latchkey');
  assert.equal(subject(undefined, 'de'), 'Neues Passwort für Latchkey');
  assert.throws(() => subject('en', 'xx'), { code: 'language-missing' });
});

test('own texts and languages take the place of ours in mails too', () => {
  const messages = {
    en: { 'mail.greeting': 'Ahoy,' },
    fr: { 'mail.reset-password.subject': ({ siteName }: { siteName: string }) => `Mot de passe ${siteName}` },
  };
  const own = createMails({ baseUrl, messages });
  assert.match(own(sampleMail('new-device')).text, /^Ahoy,/);
  const french = own(sampleMail('reset-password', { language: 'fr' }));
  assert.equal(french.subject, 'Mot de passe Latchkey');
  assert.match(french.text, /1 janvier 2026 à 12:30 UTC/);
  assert.throws(() => createMails({ baseUrl, messages: { en: { nonsense: '' } as object } }), {
    code: 'message-unknown',
  });
});

test('links come from the base URL and the prefix, never from anywhere else', () => {
  const links = (options: Parameters<typeof createMails>[0]) =>
    hrefsIn(createMails(options)(sampleMail('already-registered')));
  const wanted = ['/login', '/login', '/forgot'].map((path) => `https://example.org/auth${path}`);
  assert.deepEqual(links({ baseUrl: 'https://example.org', prefix: '/auth' }), wanted);
  assert.deepEqual(links({ baseUrl: 'https://example.org/', prefix: '/auth' }), wanted);
  let port = 1;
  const later = createMails({ baseUrl: () => `http://localhost:${port}` });
  port = 5000;
  assert.match(later(sampleMail('reset-password')).text, /^http:\/\/localhost:5000\/reset\?token=/m);
});

test('a base URL that is none fails: a text at once, a function when it is asked', () => {
  for (const wrong of ['', 'example.org', 'javascript:alert(1)', '//example.org', 'ftp://example.org']) {
    assert.throws(() => createMails({ baseUrl: wrong }), { code: 'base-url-invalid' });
    const later = createMails({ baseUrl: () => wrong });
    assert.throws(() => later(sampleMail('new-device')), { code: 'base-url-invalid' });
  }
});

test('a mail without what its template needs fails with its name, and says no secret', () => {
  const { token: _token, ...rest } = sampleMail('reset-password');
  assert.throws(() => compose(rest), { code: 'mail-data-missing', message: /`reset-password`.*`token`/ });
  const { untilMs: _until, ...endless } = sampleMail('magic-link');
  assert.throws(() => compose(endless), { code: 'mail-data-missing', message: /`untilMs`/ });
  const { factor: _factor, ...unnamed } = sampleMail('factor-removed');
  assert.throws(() => compose(unnamed), { code: 'mail-data-missing', message: /`factor`/ });
  const { codesLeft: _left, ...uncounted } = sampleMail('recovery-code-used');
  assert.throws(() => compose(uncounted), { code: 'mail-data-missing', message: /`codesLeft`/ });
});

test('the name of the site is on one line of the subject, and escaped in the HTML', () => {
  const mail = createMails({ baseUrl, siteName: 'A & B\r\nBcc: x' })(sampleMail('new-device'));
  assert.equal(mail.subject, 'A new browser logged in at A & B Bcc: x');
  assert.match(mail.html, /<title>A new browser logged in at A &amp; B Bcc: x<\/title>/);
});

test('a base URL is scheme, host and port: a path belongs into the prefix', () => {
  for (const more of ['/auth', '/?a=b', '/#top']) {
    assert.throws(() => createMails({ baseUrl: `https://example.org${more}` }), {
      code: 'base-url-invalid',
      message: /use `prefix`/,
    });
  }
  for (const wrong of ['https://ada@example.org', 'https://ada:secret@example.org']) {
    assert.throws(() => createMails({ baseUrl: wrong }), { code: 'base-url-invalid' });
    const later = createMails({ baseUrl: () => wrong });
    assert.throws(() => later(sampleMail('new-device')), { code: 'base-url-invalid' });
  }
  assert.equal(createMails({ baseUrl, prefix: '/auth' }).prefix, '/auth');
});

test('mails have the accent of the pages, and only one that can be read', () => {
  const { html } = createMails({ baseUrl, accent: { light: '#7a1f5c' } })(sampleMail('new-device'));
  assert.match(html, /class="button" href="[^"]+" style="[^"]*background:#7a1f5c/);
  assert.throws(() => createMails({ baseUrl, accent: { light: '#ffff00' } }), { code: 'accent-invalid' });
});

function hrefsIn({ html }: ComposedMail): string[] {
  return [...html.matchAll(/ href="([^"]*)"/g)].map(([, href = '']) => href.replaceAll('&amp;', '&'));
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;');
}
