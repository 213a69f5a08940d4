import assert from 'node:assert/strict';
import { test } from 'node:test';
import { format, inspect } from 'node:util';
import { Secret } from './secret.ts';

test('a secret cannot be printed, joined to a text or put into JSON by accident', () => {
  const secret = new Secret('canary');
  const shown = [
    `${secret}`,
    ['#', secret].join(''),
    String(secret),
    JSON.stringify({ secret }),
    inspect({ secret }, { showHidden: true, depth: 9 }),
    format('%s %o %O %j', secret, secret, secret, secret),
    JSON.stringify(Object.entries(secret)),
    inspect(structuredClone(secret)),
    new Error('no', { cause: secret }).stack,
    inspect(new Error('no', { cause: secret })),
  ];
  for (const text of shown) assert.doesNotMatch(text ?? '', /canary/);
});

test('a secret is revealed to whoever asks by name', () => {
  assert.equal(new Secret('canary').reveal(), 'canary');
});
