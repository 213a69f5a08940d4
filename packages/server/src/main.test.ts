import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, test } from 'node:test';
import { parseSecretKeys } from './settings/secret-key.ts';
import { type LatchkeyOptions, latchkey, type TestScope, testFolder } from './test-process.ts';

/** Runs one command to its end. */
async function run(t: TestScope, words: readonly string[], options: LatchkeyOptions) {
  const started = latchkey(t, words, options);
  const { code } = await started.ended;
  return { code, stdout: started.stdout(), stderr: started.stderr() };
}

function addAda(t: TestScope, folder: string, environment: Record<string, string> = {}) {
  return run(t, ['users', 'add', 'ada', '--email', 'ada@example.com'], { folder, environment });
}

/** One mail of each state, as a server has left them. */
function fillMails(folder: string): DatabaseSync {
  const database = new DatabaseSync(join(folder, 'data', 'latchkey.db'));
  const add = database.prepare(
    `INSERT INTO mails (template, recipient, body, created_at, next_try_at, tries, sent_at, given_up_at, error)
     VALUES ('new-device', 'ada@example.com', ?, ${Date.UTC(2026, 0, 31, 12, 30)}, 4000000000000, ?, ?, ?, ?)`,
  );
  add.run('canary', 0, null, null, null);
  add.run('canary', 2, null, null, 'ECONNREFUSED');
  add.run(null, 1, 1000, null, null);
  add.run(null, 8, null, 1000, 'timeout');
  return database;
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

  test('an account is made without a password, listed, and found by name and mail', async (t) => {
    const folder = testFolder(t);
    const added = await addAda(t, folder);
    assert.deepEqual([added.code, added.stderr], [0, '']);
    assert.match(
      added.stdout,
      /^Created the secret key .*\.key .*\nCreated the database .*\.db\.\nBrought its tables .*\nMade the account ada\.\n/,
    );
    const list = await run(t, ['users', 'list'], { folder });
    assert.match(
      list.stdout,
      /^NAME +E-MAIL +PROVEN +MADE +LAST LOG-IN +STATE\nada +ada@example\.com +no .* never +active\n$/,
    );
    const { stdout } = await run(t, ['users', 'disable', 'ADA@example.com'], { folder });
    assert.equal(stdout, 'ada is disabled, and logged out everywhere.\n');
    const json = JSON.parse((await run(t, ['users', 'list', '--json'], { folder })).stdout);
    assert.equal(json[0].username, 'ada');
    assert.ok(Date.parse(json[0].disabledAt) > 0);
    assert.deepEqual([json[0].emailVerifiedAt, json[0].deletesAt], [null, null]);
    for (const verb of ['enable', 'unlock', 'end-sessions']) {
      assert.deepEqual((await run(t, ['users', verb, 'ada'], { folder })).code, 0, verb);
    }
    assert.match((await run(t, ['users', 'list'], { folder })).stdout, /active\n$/);
  });

  test('users add and users reset-link print a link that its owner chooses a password by', async (t) => {
    const folder = testFolder(t);
    const link = /\n(?:Give this link to its owner.*\n)(\S+)\/reset\?token=([\w-]{43})\n$/;
    const [, local, first] = link.exec((await addAda(t, folder, { PORT: '5001' })).stdout) ?? [];
    assert.equal(local, 'http://localhost:5001');
    const words = ['users', 'reset-link', 'ada'];
    const environment = { BASE_URL: 'https://login.example.com' };
    const again = await run(t, words, { folder, environment });
    const [, base, second] = link.exec(`\n${again.stdout}`) ?? [];
    assert.deepEqual([again.code, base], [0, 'https://login.example.com']);
    assert.notEqual(first, second);
  });

  test('there is no link for an account that is disabled', async (t) => {
    const folder = testFolder(t);
    await addAda(t, folder);
    await run(t, ['users', 'disable', 'ada'], { folder });
    const { code, stdout, stderr } = await run(t, ['users', 'reset-link', 'ada'], { folder });
    assert.deepEqual([code, stdout], [1, '']);
    assert.match(stderr, /^latchkey: ada is disabled, and a link would be worth nothing\./);
  });

  test('users list says whose address is proven, and who waits to be deleted', async (t) => {
    const folder = testFolder(t);
    await addAda(t, folder);
    const database = new DatabaseSync(join(folder, 'data', 'latchkey.db'));
    database.exec('UPDATE users SET email_verified_at = 1000, deletes_at = 4000000000000');
    database.close();
    const { stdout } = await run(t, ['users', 'list'], { folder });
    assert.match(stdout, /\nada +ada@example\.com +yes .* waiting to be deleted\n$/);
    const [json] = JSON.parse((await run(t, ['users', 'list', '--json'], { folder })).stdout);
    assert.deepEqual(
      [json.emailVerifiedAt, json.deletesAt],
      ['1970-01-01T00:00:01.000Z', '2096-10-02T07:06:40.000Z'],
    );
  });

  test('a mail address that is none is refused with the sentence, exit code 1, and no account', async (t) => {
    const folder = testFolder(t);
    const { code, stderr } = await run(t, ['users', 'add', 'ada', '--email', 'ada'], { folder });
    assert.deepEqual([code, stderr], [1, 'latchkey: Enter an email address like name@example.com.\n']);
    assert.equal((await run(t, ['users', 'list'], { folder })).stdout, 'There is no account yet.\n');
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

  test('latchkey mail list shows what waits, was sent or given up, and never what a mail says', async (t) => {
    const folder = testFolder(t);
    await addAda(t, folder);
    assert.equal((await run(t, ['mail', 'list'], { folder })).stdout, 'There is no mail.\n');
    fillMails(folder);
    const { stdout, code } = await run(t, ['mail', 'list'], { folder });
    const lines = stdout.split('\n').map((line) => line.replaceAll(/ {2,}/g, '|'));
    assert.deepEqual(
      [code, ...lines],
      [
        0,
        'ID|WRITTEN|TO|MAIL|TRIES|STATE',
        '4|2026-01-31 12:30|ada@example.com|new-device|8|given up: timeout',
        '3|2026-01-31 12:30|ada@example.com|new-device|1|sent',
        '2|2026-01-31 12:30|ada@example.com|new-device|2|tried again 2096-10-02 07:06: ECONNREFUSED',
        '1|2026-01-31 12:30|ada@example.com|new-device|0|waiting',
        '',
      ],
    );
    const json = JSON.parse((await run(t, ['mail', 'list', '--json'], { folder })).stdout);
    assert.deepEqual(json[2], {
      id: 2,
      createdAt: '2026-01-31T12:30:00.000Z',
      recipient: 'ada@example.com',
      template: 'new-device',
      tries: 2,
      state: 'waiting',
      nextTryAt: '2096-10-02T07:06:40.000Z',
      error: 'ECONNREFUSED',
    });
    assert.ok(!`${stdout}${JSON.stringify(json)}`.includes('canary'));
  });

  test('latchkey mail retry makes due what waits, and says why the others cannot be sent again', async (t) => {
    const folder = testFolder(t);
    await addAda(t, folder);
    const retry = (...words: string[]) => run(t, ['mail', 'retry', ...words], { folder });
    assert.deepEqual((await retry()).stdout, 'No mail waits.\n');
    const database = fillMails(folder);
    t.after(() => database.close());
    assert.equal((await retry('2')).stdout, '1 mail is due now; the server that runs sends them.\n');
    const [row] = database.prepare('SELECT next_try_at FROM mails WHERE id = 2').all();
    assert.ok(Number(row?.next_try_at) <= Date.now());
    assert.equal((await retry()).stdout, '2 mails are due now; the server that runs sends them.\n');
    const refusals = [
      ['3', 'Mail 3 was sent. What it said is no longer kept.'],
      ['4', 'Mail 4 was given up. What it said is no longer kept: let its recipient ask anew.'],
      ['5', 'Mail 5 is not there. "latchkey mail list" shows those that are.'],
    ];
    for (const [id = '', sentence] of refusals) {
      const { code, stdout, stderr } = await retry(id);
      assert.deepEqual([code, stdout, stderr], [1, '', `latchkey: ${sentence}\n`]);
    }
  });

  test('latchkey mail preview lists the mails and prints each one, without a database', async (t) => {
    const folder = testFolder(t);
    const environment = { LATCHKEY_SITE_NAME: 'Example', BASE_URL: 'https://login.example.com' };
    const preview = (...words: string[]) => run(t, ['mail', 'preview', ...words], { folder, environment });
    const { stdout, code } = await preview();
    assert.equal(code, 0);
    assert.ok(stdout.split('\n').includes('reset-password'));
    const text = await preview('reset-password');
    assert.match(
      text.stdout,
      /^Subject: .*Example.*\n\n(?:.*\n)*.*https:\/\/login\.example\.com\/reset\?token=/,
    );
    assert.match((await preview('reset-password', '--html')).stdout, /^<!doctype html>/i);
    assert.match((await preview('reset-password', '--language', 'de')).stdout, /Passwort/);
    const unknown = await preview('reset');
    assert.deepEqual([unknown.code, unknown.stdout], [1, '']);
    assert.match(unknown.stderr, /^latchkey: There is no mail reset\./);
    assert.deepEqual(readdirSync(folder), []);
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
    const verbs = ['disable', 'enable', 'unlock', 'end-sessions', 'reset-link'];
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
