import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createClientAddress } from './client-address.ts';

describe("the client's address", () => {
  const cases: [trusted: string, peer: string, forwarded: string | null, client: string][] = [
    ['', '127.0.0.1', '203.0.113.9', '127.0.0.1'],
    ['loopback', '203.0.113.1', '198.51.100.7', '203.0.113.1'],
    ['loopback', '127.0.0.1', null, '127.0.0.1'],
    ['loopback', '127.0.0.1', '198.51.100.7', '198.51.100.7'],
    ['loopback', '::1', '198.51.100.7', '198.51.100.7'],
    ['loopback', '::ffff:127.0.0.1', '198.51.100.7', '198.51.100.7'],
    ['loopback', '127.0.0.1', '6.6.6.6, 198.51.100.7', '198.51.100.7'],
    ['loopback,10.0.0.0/8', '127.0.0.1', '6.6.6.6, 198.51.100.7, 10.1.2.3', '198.51.100.7'],
    ['loopback', '127.0.0.1', '6.6.6.6, nonsense', '127.0.0.1'],
    ['loopback', '127.0.0.1', '[2001:db8::1]:443', '2001:db8::1'],
    ['loopback', '127.0.0.1', '192.0.2.1:8080', '192.0.2.1'],
    ['private', '192.168.1.1', '198.51.100.7', '198.51.100.7'],
    ['2001:db8::/32', '2001:db8::5', '198.51.100.7', '198.51.100.7'],
    ['1', '203.0.113.1', '6.6.6.6, 198.51.100.7', '198.51.100.7'],
    ['2', '203.0.113.1', '6.6.6.6, 198.51.100.7, 10.0.0.1', '198.51.100.7'],
    ['1', '203.0.113.1', null, '203.0.113.1'],
    ['1', '203.0.113.1', 'nonsense', '203.0.113.1'],
  ];
  for (const [trusted, peer, forwarded, client] of cases) {
    it(`with "${trusted}" trusted, from ${peer} forwarded for ${forwarded}, is ${client}`, () => {
      assert.equal(createClientAddress(trusted)(peer, forwarded), client);
    });
  }

  for (const wrong of [
    'proxy.example',
    '10.0.0.0/33',
    '10.0.0.0/',
    'loopback,',
    '1.2.3.4/8/9',
    '-1',
    'constructor',
    '10.0.0.0/0x8',
    '10.0.0.0/1e1',
  ]) {
    it(`refuses the setting "${wrong}"`, () => {
      assert.throws(() => createClientAddress(wrong), { code: 'trusted-proxies-invalid' });
    });
  }
});
