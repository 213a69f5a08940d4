import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import { tameAddress, tameEmail, tameName } from './tame.ts';

describe('A user name in a mail', () => {
  const cases: readonly (readonly [name: string, shown: string | undefined])[] = [
    ['ada', 'ada'],
    ['Ada Lovelace', 'Ada Lovelace'],
    ["Grace O'Hopper_1-2", "Grace O'Hopper_1-2"],
    ['Łukasz 李小龍 José', 'Łukasz 李小龍 José'],
    ['john.smith', 'john·smith'],
    ['http://evil.test', 'http·evil·test'],
    ['www.evil.test/now?x=1', 'www·evil·test·now·x·1'],
    ['evil。test evil．test evil․test', 'evil·test evil·test evil·test'],
    ['mailto:x', 'mailto·x'],
    ['<img src=x onerror=alert(1)>', '·img src·x onerror·alert·1·'],
    ['"><a href=//evil.test>', '·a href·evil·test·'],
    ['ada\r\nBcc: x', 'ada Bcc· x'],
    ['a\u2028b\u0000c', 'a b c'],
    ['ev\u200bil \u202etset', 'ev il tset'],
    ['  ada \u00a0 l ', 'ada l'],
    ['\ud800ada', '·ada'],
    ['ada@example.org', undefined],
    ['...', undefined],
    ['\u200d\u200d\u200d', undefined],
    ['', undefined],
  ];
  for (const [name, shown] of cases) {
    it(`${JSON.stringify(name)} is shown as ${shown ?? 'nothing'}`, () => {
      assert.equal(tameName(name), shown);
    });
  }

  it('is cut to 60 characters', () => {
    assert.equal(tameName('a'.repeat(60)), 'a'.repeat(60));
    assert.equal(tameName('😀a'.repeat(100))?.length, 61);
    assert.equal(tameName('李'.repeat(150)), `${'李'.repeat(60)}…`);
  });
});

test('a new address in a mail is at most a link to write to it', () => {
  assert.equal(tameEmail('ada+list@example.org'), 'ada+list@example.org');
  assert.equal(tameEmail('zoë@bücher.example'), 'zoë@bücher.example');
  assert.equal(tameEmail('http://evil.test/?@example.org'), 'http·evil.test·@example.org');
  assert.equal(tameEmail('a\r\nb<i>@example.org'), 'a·b·i·@example.org');
  assert.equal([...tameEmail(`${'a'.repeat(500)}@example.org`)].length, 254);
});

test('the address of a visitor is one, or harmless', () => {
  for (const address of ['192.0.2.1', '2001:db8::1', 'fe80::1%eth0']) {
    assert.equal(tameAddress(address), address);
  }
  assert.equal(tameAddress('<b>\r\nhttp://x'), '·b·http:·x');
  assert.equal(tameAddress('1'.repeat(1_000)).length, 64);
});
