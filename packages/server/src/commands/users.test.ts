import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, test } from 'node:test';
import { addAda, run, testFolder } from '../test-process.ts';

describe('the users commands', { concurrency: 2 }, () => {
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
      /^NAME +E-MAIL +PROVEN +TWO-STEP +MADE +LAST LOG-IN +STATE\nada +ada@example\.com +no .* never +active\n$/,
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

  test('users delete deletes at once with --yes; without it, it says whom and deletes nothing', async (t) => {
    const folder = testFolder(t);
    await addAda(t, folder);
    const remove = (...words: string[]) => run(t, ['users', 'delete', ...words], { folder });
    const asked = await remove('ADA@example.com');
    assert.deepEqual([asked.code, asked.stdout], [1, '']);
    assert.match(
      asked.stderr,
      /^latchkey: This would delete ada \(ada@example\.com, made \d{4}-\d\d-\d\d \d\d:\d\d, last log-in never\), at once and for good\.\nlatchkey: Nothing is deleted without --yes\.\n$/,
    );
    assert.match((await run(t, ['users', 'list'], { folder })).stdout, /\nada /);
    assert.deepEqual(await remove('ada', '--yes'), {
      code: 0,
      stdout: `ada is deleted.\nThe owner is not told by mail: the settings of this command have none. Tell them yourself.\n`,
      stderr: '',
    });
    assert.equal((await run(t, ['users', 'list'], { folder })).stdout, 'There is no account yet.\n');
    const database = new DatabaseSync(join(folder, 'data', 'latchkey.db'));
    t.after(() => database.close());
    const audited = database.prepare("SELECT actor, user_id FROM audit WHERE event = 'user-deleted'").all();
    assert.deepEqual(
      audited.map((line) => ({ ...line })),
      [{ actor: 'operator', user_id: null }],
    );
    const gone = await remove('ada', '--yes');
    assert.deepEqual([gone.code, gone.stdout], [1, '']);
    assert.match(gone.stderr, /^latchkey: There is no account ada\./);
  });

  test('whom users delete deletes is told by mail, where mail is on and the address proven', async (t) => {
    const folder = testFolder(t);
    await addAda(t, folder);
    const database = new DatabaseSync(join(folder, 'data', 'latchkey.db'));
    t.after(() => database.close());
    database.exec('UPDATE users SET email_verified_at = 1000');
    const environment = { SMTP_URL: 'smtp://localhost', MAIL_FROM: 'login@example.com' };
    const { code, stdout } = await run(t, ['users', 'delete', 'ada', '--yes'], { folder, environment });
    assert.deepEqual(
      [code, stdout],
      [0, 'ada is deleted.\nThe owner is told by mail, at ada@example.com.\n'],
    );
    const mails = database.prepare('SELECT template, recipient, user_id FROM mails').all();
    assert.deepEqual(
      mails.map((mail) => ({ ...mail })),
      [{ template: 'account-deleted', recipient: 'ada@example.com', user_id: null }],
    );
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
});
