import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, test } from 'node:test';
import { parseSecretKeys } from './settings/secret-key.ts';
import { addAda, latchkey, run, testFolder } from './test-process.ts';

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

  test('latchkey gc deletes what has expired, and says how long it took', async (t) => {
    const folder = testFolder(t);
    await addAda(t, folder);
    const database = new DatabaseSync(join(folder, 'data', 'latchkey.db'));
    t.after(() => database.close());
    database.exec('UPDATE one_time_tokens SET expires_at = 1000');
    const { code, stdout, stderr } = await run(t, ['gc'], { folder });
    assert.deepEqual([code, stderr], [0, '']);
    assert.match(stdout, /^Deleted what has expired, in \d+\.\d s\.\n$/);
    assert.deepEqual(database.prepare('SELECT * FROM one_time_tokens').all(), []);
  });

  test('latchkey gc says which account could not be deleted, and why, in one line that commands no terminal', async (t) => {
    const folder = testFolder(t);
    await addAda(t, folder);
    const database = new DatabaseSync(join(folder, 'data', 'latchkey.db'));
    t.after(() => database.close());
    database.exec(`UPDATE users SET deletes_at = 1000;
      CREATE TRIGGER keep BEFORE DELETE ON users
      BEGIN SELECT RAISE(ABORT, 'kept by[2J\n the trigger'); END`);
    const { code, stdout, stderr } = await run(t, ['gc'], { folder });
    assert.deepEqual([code, stdout], [1, '']);
    assert.match(
      stderr,
      /^latchkey: The account \S+ could not be deleted: .*kept by\\u\{1b\}\[2J the trigger\.?\n$/,
    );
  });

  test('in a folder without a database every command but "users add" refuses, and makes nothing', async (t) => {
    const folder = testFolder(t);
    const path = join(folder, 'data', 'latchkey.db');
    const verbs = ['disable', 'enable', 'unlock', 'end-sessions', 'reset-link', 'remove-factors', 'delete'];
    const named = verbs.map((verb) => ['users', verb, 'ada']);
    const others = [['users', 'list'], ['mail', 'list'], ['mail', 'retry'], ['gc']];
    for (const words of [...named, ...others]) {
      assert.deepEqual(await run(t, words, { folder }), {
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
