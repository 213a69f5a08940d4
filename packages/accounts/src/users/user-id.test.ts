import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newUserId } from './user-id.ts';

test('a user id is the UUIDv7 of its moment', () => {
  // The example of RFC 9562, appendix A.6.
  const random = () => Buffer.from('0cc3' + '18c4dc0c0c07398f', 'hex');
  assert.equal(newUserId(0x017f22e279b0, random), '017f22e2-79b0-7cc3-98c4-dc0c0c07398f');
});
