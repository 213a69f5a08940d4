import assert from 'node:assert/strict';
import { test } from 'node:test';
import { networkOf } from './network.ts';

test('an IPv4 address is itself', () => {
  assert.equal(networkOf('192.0.2.1'), '192.0.2.1');
});

test('all addresses of an IPv6 /64 are one, however they are written', () => {
  for (const address of [
    '2001:db8::1',
    '2001:0DB8:0:0:ffff:ffff:ffff:ffff',
    '2001:db8::192.0.2.1',
    '2001:db8::%eth0',
  ]) {
    assert.equal(networkOf(address), '2001:db8::/64');
  }
  assert.equal(networkOf('2001:db8:0:1::1'), '2001:db8:0:1::/64');
  assert.equal(networkOf('1:2:3:4:5:6:7::'), '1:2:3:4::/64');
  assert.equal(networkOf('::'), '::/64');
});

test('an IPv4 address inside IPv6 is that IPv4 address', () => {
  assert.equal(networkOf('::ffff:192.0.2.1'), '192.0.2.1');
  assert.equal(networkOf('::FFFF:c000:0201'), '192.0.2.1');
  assert.equal(networkOf('0:0:0:0:0:ffff:192.0.2.1'), '192.0.2.1');
});

test('what is no address is a name of bounded length', () => {
  assert.equal(networkOf(`Unix:${'x'.repeat(500)}`).length, 64);
  assert.equal(networkOf(''), '');
});
