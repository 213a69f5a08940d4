import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, test } from 'node:test';
import { addAda, run, testFolder } from '../test-process.ts';

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

describe('the mail commands', { concurrency: 2 }, () => {
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
    assert.deepEqual([json.moreWaiting, json.moreOthers], [0, 0]);
    assert.deepEqual(json.mails[2], {
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

  test('latchkey mail list shows all that waits up to a thousand, and says how many it leaves out', async (t) => {
    const folder = testFolder(t);
    await addAda(t, folder);
    const database = fillMails(folder);
    t.after(() => database.close());
    const copies = database.prepare(
      `WITH RECURSIVE numbers (number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM numbers WHERE number < ?)
       INSERT INTO mails (template, recipient, body, created_at, next_try_at, sent_at)
       SELECT template, recipient, body, created_at, next_try_at, sent_at FROM mails, numbers WHERE id = ?`,
    );
    copies.run(200, 3);
    const rest = async () => (await run(t, ['mail', 'list'], { folder })).stdout.split('\n').slice(-3);
    const [waiting, ...others] = await rest();
    assert.match(waiting ?? '', /^1 .* waiting$/);
    assert.deepEqual(others, ['… and 102 more that were sent or given up.', '']);
    copies.run(1_001, 1);
    assert.deepEqual(await rest(), [
      '… and 3 more that wait.',
      '… and 102 more that were sent or given up.',
      '',
    ]);
    const json = JSON.parse((await run(t, ['mail', 'list', '--json'], { folder })).stdout);
    assert.deepEqual([json.mails.length, json.moreWaiting, json.moreOthers], [1_100, 3, 102]);
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
});
