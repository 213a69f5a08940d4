import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faultSentence } from './fault-sentence.ts';

test('what is wrong with a new account is a sentence', () => {
  const cases = [
    [
      { field: 'password', reason: 'too-short', values: { minimum: 8 } },
      'Password must be at least 8 characters long.',
    ],
    [
      { field: 'password', reason: 'too-long', values: { maximumBytes: 1024 } },
      'Password must be at most 1024 bytes long.',
    ],
    [
      { field: 'username', reason: 'too-long', values: { maximum: 150 } },
      'Username must be at most 150 characters long.',
    ],
    [{ field: 'username', reason: 'has-at-sign' }, 'Username must not contain an @.'],
    [{ field: 'username', reason: 'taken' }, 'That username is already taken.'],
    [{ field: 'email', reason: 'taken' }, 'An account with that email already exists.'],
    [{ field: 'email', reason: 'invalid' }, 'Email address is not valid.'],
    [{ field: 'password', reason: 'common' }, 'Password is one of the most common ones, and guessed first.'],
  ] as const;
  for (const [fault, sentence] of cases) assert.equal(faultSentence(fault), sentence);
});
