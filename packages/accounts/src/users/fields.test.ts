import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faultsOfEmail, faultsOfUsername } from './fields.ts';

const reasonsOf = (faults: ReturnType<typeof faultsOfUsername>) => faults.map(({ reason }) => reason);

test('ordinary user names of many scripts are fine', () => {
  const names = [
    'ada',
    'Renée',
    '山田太郎',
    'محمد',
    'نمی\u200cخواهم',
    'a b c',
    'x'.repeat(150),
    '👩\u200d💻 ada',
    '-_-',
    'null',
  ];
  for (const name of names) assert.deepEqual(faultsOfUsername(name), [], name);
});

test('a user name says what is wrong with it', () => {
  const wrong: [string, string][] = [
    ['', 'empty'],
    ['  \t ', 'empty'],
    ['ab', 'too-short'],
    [' ab ', 'too-short'],
    ['😀😀', 'too-short'],
    ['x'.repeat(151), 'too-long'],
    ['ada@home', 'has-at-sign'],
    ['ada\uff20home', 'has-at-sign'],
    ['ada\0x', 'control-characters'],
    ['ada\nx', 'control-characters'],
    ['ada\u2028x', 'control-characters'],
    ['ada\u202etxt', 'control-characters'],
    ['ada\u2066x', 'control-characters'],
    ['ada\u200bx', 'control-characters'],
    ['a\u00adda', 'control-characters'],
    ['ada\ud800', 'invalid'],
    ['\u3164\u3164\u3164', 'invalid'],
    ['\u2800\u2800\u2800', 'invalid'],
    ['\u200d\u200d\u200d', 'invalid'],
    ['\u034f\ufe0f\u0301', 'invalid'],
  ];
  for (const [name, reason] of wrong)
    assert.deepEqual(reasonsOf(faultsOfUsername(name)), [reason], JSON.stringify(name));
});

test('a length is told with its number', () => {
  assert.deepEqual(faultsOfUsername('ab'), [
    { field: 'username', reason: 'too-short', values: { minimum: 3 } },
  ]);
});

test('addresses that mail can go to are fine', () => {
  const addresses = [
    'ada@example.com',
    ' ada@example.com ',
    "o'hara+list@mail.example.co.uk",
    'ada@BÜCHER.example',
    'ada@xn--bcher-kva.example',
    'дарья@пример.рф',
    `${'a'.repeat(64)}@example.com`,
  ];
  for (const address of addresses) assert.deepEqual(faultsOfEmail(address), [], address);
});

test('what is no address is refused', () => {
  const wrong = [
    'ada',
    '@example.com',
    'ada@',
    'ada@localhost',
    'ada@example',
    'ada@@example.com',
    'ada@home@example.com',
    'ada b@example.com',
    'ada@exam ple.com',
    'ada@example..com',
    'ada@.example.com',
    'ada@example.com.',
    'ada@-example.com',
    'ada@127.0.0.1',
    'ada@[127.0.0.1]',
    'ada@1.2.3',
    'ada@0x7f.1',
    'ada@example.com:25',
    'ada@example.com/x',
    'ada@ex%61mple.com',
    'ada\n@example.com',
    'ada\0@example.com',
    'ada@example.com\r\nBcc: eve@example.com',
    'ada\ud800@example.com',
    'ada@exam\u202eple.com',
    '"ada"@example.com',
    'Ada <ada@example.com>',
    `${'a'.repeat(65)}@example.com`,
    'ada\uff20example.com',
  ];
  for (const address of wrong)
    assert.deepEqual(reasonsOf(faultsOfEmail(address)), ['invalid'], JSON.stringify(address));
});

test('an address has 254 characters at most, in whatever script', () => {
  const labels = `${'b'.repeat(60)}.`.repeat(3);
  const fitting = `${'д'.repeat(64)}@${labels}${'c'.repeat(6)}`;
  assert.equal([...fitting].length, 254);
  assert.ok(Buffer.byteLength(fitting) > 254);
  assert.deepEqual(faultsOfEmail(fitting), []);
  assert.deepEqual(reasonsOf(faultsOfEmail(`${fitting}c`)), ['too-long']);
});

test('an empty and an over-long address are told apart', () => {
  assert.deepEqual(reasonsOf(faultsOfEmail(' ')), ['empty']);
  assert.deepEqual(faultsOfEmail(`ada@${'a.'.repeat(125)}com`), [
    { field: 'email', reason: 'too-long', values: { maximum: 254 } },
  ]);
});
