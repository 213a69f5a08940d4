import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, test } from 'node:test';
import { addAda, run, type TestScope, testFolder } from '../test-process.ts';

/** Ada with every kind of second factor; `hasPassword` and `isProven` say what else she has. */
async function open(scope: TestScope, { hasPassword = true, isProven = false } = {}) {
  const folder = testFolder(scope);
  await addAda(scope, folder);
  const database = new DatabaseSync(join(folder, 'data', 'latchkey.db'));
  scope.after(() => database.close());
  const one = (sql: string) => Object.values(database.prepare(sql).get() ?? {})[0];
  const id = one('SELECT id FROM users');
  database.exec(`
    UPDATE users SET second_factor_since = 1000, password_hash = ${hasPassword ? "'a hash'" : 'NULL'},
      email_verified_at = ${isProven ? '1000' : 'NULL'};
    INSERT INTO totps VALUES ('${id}', 'sealed', 1, 0, 1000, NULL);
    INSERT INTO recovery_codes VALUES ('one', '${id}', 1000, 1000, NULL), ('two', '${id}', 1000, 1000, 2000);
    INSERT INTO trusted_browsers VALUES ('browser', '${id}', NULL, NULL, 1000, 1000, 4000000000000);
    INSERT INTO sessions (id_hash, user_id, credentials_version, via, proofs, created_at, last_seen_at)
      VALUES ('session', '${id}', 1, 'login', '[]', 1000, 1000)`);
  const passkey = database.prepare(
    "INSERT INTO passkeys VALUES (?, ?, ?, 'handle', 'key', 0, '[]', 'multi-device', 1, 1, 1, NULL, ?, 1000, NULL)",
  );
  for (const [number, name] of ['Phone', 'Key\u001b[2J ring'].entries()) {
    passkey.run(`passkey ${number}`, String(id), `credential ${number}`, name);
  }
  const count = (table: string) => one(`SELECT count(*) FROM ${table}`);
  return { folder, database, one, count, remove: remover(scope, folder) };
}

function remover(scope: TestScope, folder: string) {
  return (environment: Readonly<Record<string, string>> = {}, name = 'ADA@example.com') =>
    run(scope, ['users', 'remove-factors', name], { folder, environment });
}

describe('users remove-factors', { concurrency: 2 }, () => {
  test('removes every second factor and says which; no session and no trusted browser is left', async (t) => {
    const { remove, one, count } = await open(t);
    assert.deepEqual(await remove(), {
      code: 0,
      stdout:
        'Removed from ada: the authenticator app, the passkey "Phone", the passkey "Key\\u{1b}[2J ring", the recovery codes (1 of 2 were left).\n' +
        'ada is logged out everywhere.\n' +
        'The password stays as it is.\n' +
        'The owner is not told by mail: the settings of this command have none. Tell them yourself.\n',
      stderr: '',
    });
    const tables = ['totps', 'recovery_codes', 'passkeys', 'trusted_browsers', 'sessions'];
    assert.deepEqual(
      tables.map((table) => count(table)),
      [0, 0, 0, 0, 0],
    );
    assert.equal(one('SELECT second_factor_since FROM users'), null);
    assert.equal(one('SELECT password_hash FROM users'), 'a hash');
    assert.equal(one("SELECT actor FROM audit WHERE event = 'factors-removed'"), 'operator');
  });

  test('a second time there is nothing to take, and no second line in the audit', async (t) => {
    const { remove, one } = await open(t);
    await remove();
    const again = { code: 0, stdout: 'ada has no second factor and no passkey.\n', stderr: '' };
    assert.deepEqual(await remove(), again);
    assert.equal(one("SELECT count(*) FROM audit WHERE event = 'factors-removed'"), 1);
  });

  test('an account whose only way in were its passkeys gets the command for a new one', async (t) => {
    const { remove, folder } = await open(t, { hasPassword: false });
    const { code, stdout } = await remove();
    assert.equal(code, 0);
    assert.match(
      stdout,
      /\nada has no way in now\. "latchkey users reset-link" prints a link to a new password,/,
    );
    const link = await run(t, ['users', 'reset-link', 'ada'], { folder });
    assert.match(link.stdout, /\/reset\?token=[\w-]{43}\n$/);
  });

  test('one that has mail gets in by mail, and is told by mail', async (t) => {
    const { remove, one } = await open(t, { hasPassword: false, isProven: true });
    const mail = { SMTP_URL: 'smtp://localhost', MAIL_FROM: 'login@example.com' };
    const { stdout } = await remove(mail);
    assert.match(stdout, /\nada has no password, and gets in by mail: at "Forgot/);
    assert.match(stdout, /\nThe owner is told by mail, at ada@example\.com\.\n$/);
    assert.equal(one('SELECT template FROM mails'), 'factors-removed');
    assert.equal(one('SELECT recipient FROM mails'), 'ada@example.com');
  });

  test('where every account needs a second factor it says that the next log-in asks for a new one', async (t) => {
    const { remove } = await open(t);
    const { stdout } = await remove({ LATCHKEY_SECOND_FACTOR: 'required' });
    assert.match(stdout, /\nThe next log-in asks for a new second factor\.\n/);
  });

  test('an account that is not there is a sentence and exit code 1; one without factors loses nothing', async (t) => {
    const folder = testFolder(t);
    await addAda(t, folder);
    const remove = remover(t, folder);
    const nobody = await remove({}, 'nobody');
    assert.deepEqual([nobody.code, nobody.stdout], [1, '']);
    assert.match(nobody.stderr, /^latchkey: There is no account nobody\./);
    assert.equal((await remove()).stdout, 'ada has no second factor and no passkey.\n');
  });

  test('whoever is not told by mail is named to the operator, with the reason', async (t) => {
    const mail = { SMTP_URL: 'smtp://localhost', MAIL_FROM: 'login@example.com' };
    for (const [environment, said] of [
      [mail, /: the address is not proven\.\n$/],
      [{ ...mail, LATCHKEY_NOTICES: 'off' }, /: LATCHKEY_NOTICES is off\.\n$/],
      [{ ...mail, VERIFICATION: 'off' }, /told by mail, at ada@example\.com, unless three mails/],
    ] as const) {
      const { remove, count } = await open(t);
      assert.match((await remove(environment)).stdout, said);
      assert.equal(count('mails'), 'VERIFICATION' in environment ? 1 : 0);
    }
  });

  test('users list says whether a log-in asks for a second factor, and --json since when', async (t) => {
    const { folder, remove } = await open(t);
    const list = async () => (await run(t, ['users', 'list'], { folder })).stdout;
    assert.match(await list(), /^NAME +E-MAIL +PROVEN +TWO-STEP +MADE .*\nada +ada@example\.com +no +yes /);
    const [ada] = JSON.parse((await run(t, ['users', 'list', '--json'], { folder })).stdout);
    assert.equal(ada.secondFactorSince, '1970-01-01T00:00:01.000Z');
    await remove();
    assert.match(await list(), /\nada +ada@example\.com +no +no /);
  });
});
