import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

const folder = new URL('.', import.meta.url);

function sourcesWith(pattern: RegExp): string[] {
  const files = globSync('**/*.ts', { cwd: folder }).filter(
    (path) => !/\.test\.ts$|(?:^|\/)test-/.test(path),
  );
  return files.filter((path) => pattern.test(readFileSync(new URL(path, folder), 'utf8'))).sort();
}

// Whoever adds a way in adds it here, and shows what stands in front of it.
const begins = {
  'login/log-in-and-go-on.ts': 'what it is given has passed `completeLogIn`: see below',
  'password/route.ts': 'a session that is there goes on, with what was proven in it',
  'signup/log-in-at-once.ts': 'calls `completeLogIn` itself',
};

test('a session begins in three places, and a way in that is new does not pass by the gate unseen', () => {
  assert.deepEqual(sourcesWith(/\bvisit\.logIn\(/), Object.keys(begins));
  for (const path of ['signup/log-in-at-once.ts', 'login-for.ts']) {
    assert.ok(sourcesWith(/\bcompleteLogIn\(/).includes(path), path);
  }
});

test('what is logged in with is what a function of the accounts let through', () => {
  const ways = {
    'login/passkey-route.ts': 'logInWithPasskey(',
    'login/route.ts': 'logInWithPassword(',
    'magic-link/open-route.ts': 'logInWithMagicLink(',
    'second-factor/pending-visit.ts': 'SecondFactorOutcome',
  };
  const callers = sourcesWith(/\blogInAndGoOn\(/).filter((path) => path !== 'login/log-in-and-go-on.ts');
  assert.deepEqual(callers, Object.keys(ways));
  for (const [path, gate] of Object.entries(ways)) {
    assert.ok(readFileSync(new URL(path, folder), 'utf8').includes(gate), path);
  }
});
