import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { dictionary } from '@zxcvbn-ts/language-common';
import { createPasswords } from './passwords.ts';

const ann = { username: 'Ann.Smith', email: 'ann.q.smith+shop@example.com' };
const passwords = createPasswords({ siteName: 'The Corner Shop' });

describe('the length of a new password', () => {
  it('is 8 characters at least', () => {
    assert.deepEqual(passwords.faults('sevenxy', ann), [{ reason: 'too-short', values: { minimum: 8 } }]);
    assert.deepEqual(passwords.faults('eight7xy', ann), []);
  });

  it('counts an emoji as one character', () => {
    assert.deepEqual(reasons('🔑🔑🔑🔑🔑🔑🔑'), ['too-short']);
    assert.deepEqual(reasons('🔑🐴🔋🪝🍋🌧🚲🎈'), []);
  });

  it('counts a letter and its accent as one character, however they were typed', () => {
    const sevenLetters = 'éàüöñçâ';
    assert.deepEqual(reasons(sevenLetters.normalize('NFC')), ['too-short']);
    assert.deepEqual(reasons(sevenLetters.normalize('NFD')), ['too-short']);
  });

  it('is 1024 bytes at most, whatever the letters', () => {
    assert.deepEqual(reasons('x7'.repeat(512)), []);
    assert.deepEqual(reasons(`${'x7'.repeat(512)}y`), ['too-long']);
    assert.deepEqual(reasons('é7'.repeat(341)), []);
    assert.deepEqual(passwords.faults('é7'.repeat(342), ann), [
      { reason: 'too-long', values: { maximumBytes: 1024 } },
    ]);
    assert.deepEqual(reasons('x'.repeat(1_000_000)), ['too-long']);
  });

  it('can be set to 15', () => {
    const strict = createPasswords({ minimumLength: 15 });
    assert.deepEqual(strict.faults('fourteen chars', {}), [{ reason: 'too-short', values: { minimum: 15 } }]);
    assert.deepEqual(strict.faults('fifteen  chars.', {}), []);
  });

  it('of none is the one thing said about an empty password', () => {
    const strict = createPasswords({ needsUpperCase: true, needsDigit: true });
    assert.deepEqual(strict.faults('', ann), [{ reason: 'empty' }]);
  });
});

describe('what a new password is made of', () => {
  it('is nobody’s business: spaces, digits, signs, NULs and any script will do', () => {
    const fine = [
      '         ',
      '83920174',
      '!?%&!?%&',
      'пароль-мой',
      '我的密码很长很长',
      'quiet\0river',
      ' lead and trail ',
    ];
    for (const password of fine) assert.deepEqual(reasons(password), [], JSON.stringify(password));
  });

  it('may not be a lone surrogate, which UTF-8 cannot write', () => {
    assert.deepEqual(reasons('quiet river \ud800'), ['invalid']);
  });

  it('needs an upper case letter or a digit only where the site says so, and both are said at once', () => {
    const strict = createPasswords({ needsUpperCase: true, needsDigit: true });
    const ofStrict = (password: string) => strict.faults(password, ann).map(({ reason }) => reason);
    assert.deepEqual(ofStrict('short'), ['too-short', 'needs-upper-case', 'needs-digit']);
    assert.deepEqual(ofStrict('quiet river 7'), ['needs-upper-case']);
    assert.deepEqual(ofStrict('Quiet river'), ['needs-digit']);
    assert.deepEqual(ofStrict('Élan vital ٣'), []);
  });
});

describe('a common password', () => {
  it('is refused: every one of the first 3000 that are long enough (ASVS 6.2.4)', () => {
    const longEnough = dictionary['passwords-common'].filter((password) => password.length >= 8);
    assert.ok(longEnough.length > 3000);
    for (const password of longEnough.slice(0, 3000))
      assert.deepEqual(reasons(password), ['common'], password);
  });

  it('is refused in any case and any width', () => {
    for (const password of ['password1', 'PassWord1', 'TRUSTNO1', 'ｐａｓｓｗｏｒｄ１'])
      assert.deepEqual(reasons(password), ['common'], password);
  });

  it('may be part of a longer one', () => {
    assert.deepEqual(reasons('my password1 is longer'), []);
  });
});

describe('a password made of the account’s own name', () => {
  const refused = [
    'ann.smith',
    'ANN.SMITH',
    'annsmith',
    'Ann Smith',
    'htims.nna',
    'annsmithannsmith',
    'ann.smith1',
    'AnnSmith2024!',
  ];
  for (const password of refused)
    it(`is refused: ${password}`, () => assert.deepEqual(reasons(password), ['own-name']));

  it('is refused for the mail address, its local part, and that without the tag', () => {
    for (const password of ['ann.q.smith+shop@example.com', 'Ann.Q.Smith+Shop', 'annqsmith', 'annqsmith99'])
      assert.deepEqual(reasons(password), ['own-name'], password);
  });

  it('is refused when a short name is written until it is long enough', () => {
    assert.deepEqual(passwords.faults('bobbobbobbob', { username: 'Bob' }), [{ reason: 'own-name' }]);
  });

  it('is refused when only the digits behind the name differ', () => {
    assert.deepEqual(passwords.faults('gardener1987', { username: 'gardener42' }), [{ reason: 'own-name' }]);
  });

  it('is accepted when the name is only a part of it', () => {
    for (const password of ['ann.smith eats lemons', 'smithereens', 'not ann smith'])
      assert.deepEqual(reasons(password), [], password);
  });

  it('is not found where the account has no name yet', () => {
    assert.deepEqual(passwords.faults('quiet river', {}), []);
    assert.deepEqual(passwords.faults('quiet river', { username: '', email: '' }), []);
    assert.deepEqual(passwords.faults('83920174', { username: '123', email: '@' }), []);
  });

  it('is refused when the name has no letters at all', () => {
    assert.deepEqual(passwords.faults('!?!?!?!?', { username: '!?!?' }), [{ reason: 'own-name' }]);
  });
});

describe('a password made of the site’s name', () => {
  it('is refused, and simple variations of it', () => {
    const ofSite = createPasswords({ siteName: 'Latchkey' });
    assert.deepEqual(ofSite.faults('Latchkey', {}), [{ reason: 'site-name' }]);
    assert.deepEqual(ofSite.faults('latchkey123', {}), [{ reason: 'site-name' }]);
    assert.deepEqual(reasons('thecornershop'), ['site-name']);
  });
});

function reasons(password: string): string[] {
  return passwords.faults(password, ann).map(({ reason }) => reason);
}
