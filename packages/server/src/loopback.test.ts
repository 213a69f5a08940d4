import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isAtLocalhost, isLoopback } from './loopback.ts';

test('this machine is localhost and its addresses, in every spelling, and no name that begins like one', () => {
  for (const host of ['localhost', 'LOCALHOST', '127.0.0.1', '127.0.0.53', '::1', '::ffff:127.0.0.1']) {
    assert.equal(isLoopback(host), true, host);
  }
  for (const host of [
    '',
    'loopback',
    '0.0.0.0',
    '::',
    '192.0.2.1',
    '::ffff:192.0.2.1',
    'localhost.example.com',
    '127.example',
    'fe80::1%eth0',
  ]) {
    assert.equal(isLoopback(host), false, host);
  }
});

test('localhost leads to whoever listens on loopback or everywhere, not to another address of this machine', () => {
  for (const host of ['loopback', '127.0.0.1', '::1', '0.0.0.0', '::'])
    assert.equal(isAtLocalhost(host), true, host);
  for (const host of ['127.0.0.53', '192.0.2.1', 'login.example.com'])
    assert.equal(isAtLocalhost(host), false, host);
});
