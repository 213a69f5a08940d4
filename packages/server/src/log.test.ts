import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plainError, readableLine } from './log.ts';

test('of an error only name, code, message and stack are logged, never the values that hang on it', () => {
  const cause = Object.assign(new TypeError('below'), { body: 'canary' });
  const error = Object.assign(new Error('above', { cause }), { code: 'busy', parameters: ['canary'] });
  const logged = plainError(error);
  assert.ok(!JSON.stringify(logged).includes('canary'));
  assert.deepEqual(logged, {
    name: 'Error',
    code: 'busy',
    message: 'above',
    stack: error.stack,
    cause: { name: 'TypeError', message: 'below', stack: cause.stack },
  });
});

test('a thrown value that is no error is not logged', () => {
  assert.ok(!JSON.stringify(plainError('canary')).includes('canary'));
});

test('an error that is its own cause does not loop', () => {
  const error = new Error('round');
  error.cause = error;
  assert.ok(JSON.stringify(plainError(error)).length > 0);
});

test('a development line is short and readable', () => {
  const line = JSON.stringify({ level: 30, time: 0, msg: 'request', path: '/login', status: 200 });
  assert.equal(readableLine(line), '00:00:00 request path=/login status=200\n');
});

test('a path with control characters cannot command the terminal or forge a line', () => {
  const line = JSON.stringify({
    level: 40,
    time: 0,
    msg: 'request',
    path: '/\u001b[2J\u009b\n12:00:00 forged',
  });
  assert.equal(readableLine(line), '00:00:00 warn request path="/\\u001b[2J\\u{9b}\\n12:00:00 forged"\n');
});

test('an error is readable below its line, with its causes', () => {
  const error = { stack: 'Error: above\n    at a.ts:1:2', cause: { message: 'below' } };
  const line = JSON.stringify({ level: 50, time: 0, msg: 'a request failed', id: 'abc', error });
  assert.equal(
    readableLine(line),
    '00:00:00 error a request failed id=abc\nError: above\n    at a.ts:1:2\ncaused by below\n',
  );
});
