import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { parseSecretKeys } from './settings/secret-key.ts';
import { type LatchkeyOptions, latchkey, type TestScope, testFolder } from './test-process.ts';

/** Runs one command to its end. */
async function run(t: TestScope, words: readonly string[], options: LatchkeyOptions) {
  const started = latchkey(t, words, options);
  const { code } = await started.ended;
  return { code, stdout: started.stdout(), stderr: started.stderr() };
}

function addAda(t: TestScope, folder: string, input = 'kestrel on the mast\n') {
  return run(t, ['users', 'add', 'ada', '--email', 'ada@example.com'], { folder, input });
}

describe('the command line', { concurrency: 2 }, () => {
  test('latchkey secret prints a key that the settings take, another one each time', async (t) => {
    const folder = testFolder(t);
    const printed = await Promise.all([run(t, ['secret'], { folder }), run(t, ['secret'], { folder })]);
    const keys = printed.map(({ stdout }) => stdout.trim());
    for (const key of keys) assert.ok(parseSecretKeys(key).ok);
    assert.notEqual(keys[0], keys[1]);
    assert.deepEqual(
      printed.map(({ code, stderr }) => [code, stderr]),
      [
        [0, ''],
        [0, ''],
      ],
    );
  });

  test('latchkey help and --version answer without touching the folder or the settings', async (t) => {
    const folder = testFolder(t);
    const environment = { PORT: 'nonsense' };
    const help = await run(t, ['help', 'users', 'add'], { folder, environment });
    assert.deepEqual([help.code, help.stderr], [0, '']);
    assert.match(help.stdout, /^Usage: latchkey users add NAME --email ADDRESS/);
    assert.match((await run(t, ['--version'], { folder, environment })).stdout, /^\d+\.\d+\.\d+\n$/);
  });

  test('an unknown command is a sentence and exit code 2', async (t) => {
    const { code, stdout, stderr } = await run(t, ['srve'], { folder: testFolder(t) });
    assert.deepEqual([code, stdout], [2, '']);
    assert.equal(stderr, 'latchkey: "srve" is no command.\nlatchkey: See: latchkey help\n');
  });

  test('an account is made with the password from standard input, listed, and found by name and mail', async (t) => {
    const folder = testFolder(t);
    const added = await addAda(t, folder);
    assert.deepEqual([added.code, added.stderr], [0, '']);
    assert.match(
      added.stdout,
      /^Created the secret key .*\.key .*\nCreated the database .*\.db\.\nBrought its tables .*\nMade the account ada\.\n$/,
    );
    const list = await run(t, ['users', 'list'], { folder });
    assert.match(
      list.stdout,
      /^NAME +E-MAIL +MADE +LAST LOG-IN +STATE\nada +ada@example\.com .* never +active\n$/,
    );
    const { stdout } = await run(t, ['users', 'disable', 'ADA@example.com'], { folder });
    assert.equal(stdout, 'ada is disabled, and logged out everywhere.\n');
    const json = JSON.parse((await run(t, ['users', 'list', '--json'], { folder })).stdout);
    assert.equal(json[0].username, 'ada');
    assert.ok(Date.parse(json[0].disabledAt) > 0);
    for (const verb of ['enable', 'unlock', 'end-sessions']) {
      assert.deepEqual((await run(t, ['users', verb, 'ada'], { folder })).code, 0, verb);
    }
    assert.match((await run(t, ['users', 'list'], { folder })).stdout, /active\n$/);
  });

  test('a password that is too short is refused with the sentence, exit code 1, and no account', async (t) => {
    const folder = testFolder(t);
    const { code, stderr } = await addAda(t, folder, 'short\n');
    assert.deepEqual([code, stderr], [1, 'latchkey: Password must be at least 8 characters long.\n']);
    assert.equal((await run(t, ['users', 'list'], { folder })).stdout, 'There is no account yet.\n');
  });

  test('a name or mail that is taken is refused, both at once', async (t) => {
    const folder = testFolder(t);
    await addAda(t, folder);
    const { code, stderr } = await addAda(t, folder);
    assert.equal(code, 1);
    assert.match(stderr, /That username is already taken\./);
    assert.match(stderr, /An account with that email already exists\./);
  });

  test('an account that is not there is a sentence and exit code 1', async (t) => {
    const folder = testFolder(t);
    await addAda(t, folder);
    const { code, stderr } = await run(t, ['users', 'unlock', 'nobody'], { folder });
    assert.equal(code, 1);
    assert.equal(stderr, 'latchkey: There is no account nobody. "latchkey users list" shows them.\n');
  });

  test('in a folder without a database every command but "users add" refuses, and makes nothing', async (t) => {
    const folder = testFolder(t);
    const path = join(folder, 'data', 'latchkey.db');
    const named = ['disable', 'enable', 'unlock', 'end-sessions'].map((verb) => [verb, 'ada']);
    for (const words of [['list'], ...named]) {
      assert.deepEqual(await run(t, ['users', ...words], { folder }), {
        code: 1,
        stdout: '',
        stderr: `latchkey: There is no database at ${path}; run this where the server runs, or set DATABASE_URL.\n`,
      });
    }
    assert.deepEqual(readdirSync(folder), []);
  });

  test('wrong settings stop a command with all their sentences, and no stack', async (t) => {
    const environment = { NODE_ENV: 'production', LIMITS: 'off', BASE_URL: 'http://x.example' };
    const { code, stdout, stderr } = await run(t, ['serve'], { folder: testFolder(t), environment });
    assert.deepEqual([code, stdout], [1, '']);
    assert.deepEqual(
      stderr.split('\n').map((line) => line.split(' ').slice(0, 3).join(' ')),
      [
        'latchkey: SECRET_KEY is',
        'latchkey: BASE_URL is',
        'latchkey: LIMITS is',
        'latchkey: docs/settings.md explains',
        '',
      ],
    );
  });

  test('a reader that closes early is no error', async (t) => {
    const folder = testFolder(t);
    const started = latchkey(t, ['help'], { folder });
    started.closeOutput();
    assert.equal((await started.ended).code, 0);
    assert.equal(started.stderr(), '');
  });
});
