import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { openAccounts } from './open-accounts.ts';
import { loadSettings } from './settings/load-settings.ts';
import { testFolder } from './test-process.ts';

test('settings that the accounts refuse do not leave the database open', async (t) => {
  const folder = testFolder(t);
  const loaded = loadSettings({ environment: {}, folder });
  assert.ok(loaded.ok);
  const opened = openAccounts({ ...loaded.settings, passwordMinimum: 3 });
  await assert.rejects(opened, { code: 'minimum-length-invalid' });
  // An open database has a log beside it.
  assert.deepEqual(readdirSync(join(folder, 'data')), ['latchkey.db', 'secret.key']);
});
