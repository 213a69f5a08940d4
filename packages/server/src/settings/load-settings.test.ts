import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadSettings } from './load-settings.ts';
import { makeKey } from './make-key.ts';

function folderWith(t: { after(done: () => void): void }, envFile?: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-settings-'));
  t.after(() => rmSync(folder, { recursive: true }));
  if (envFile !== undefined) writeFileSync(join(folder, '.env'), envFile);
  return folder;
}

test('the file .env is read, byte order mark and comments included', (t) => {
  const folder = folderWith(t, `\uFEFF# ours\nPORT=6001\nSECRET_KEY="${makeKey()}"\n`);
  const loaded = loadSettings({ environment: {}, folder });
  assert.ok(loaded.ok);
  assert.equal(loaded.settings.port, 6001);
});

test('the environment wins over the file .env', (t) => {
  const folder = folderWith(t, `PORT=6001\nSECRET_KEY=${makeKey()}\n`);
  const loaded = loadSettings({ environment: { PORT: '6002' }, folder });
  assert.ok(loaded.ok);
  assert.equal(loaded.settings.port, 6002);
});

test('a misspelt name in the file .env stops the start too', (t) => {
  const folder = folderWith(t, 'LATCHKEY_LOGLEVEL=debug\n');
  assert.deepEqual(loadSettings({ environment: {}, folder }), {
    ok: false,
    problems: ['LATCHKEY_LOGLEVEL is no setting. Did you mean LATCHKEY_LOG_LEVEL?'],
  });
});

test('a file .env that cannot be read is one sentence', (t) => {
  const folder = folderWith(t);
  mkdirSync(join(folder, '.env'));
  const loaded = loadSettings({ environment: {}, folder });
  assert.deepEqual(loaded, { ok: false, problems: [`${join(folder, '.env')} cannot be read: EISDIR.`] });
});

test('development makes its key beside the database, once, and says so', (t) => {
  const folder = folderWith(t);
  const environment = { DATABASE_URL: 'sqlite:store/people.db' };
  const [first, second] = [loadSettings({ environment, folder }), loadSettings({ environment, folder })];
  assert.ok(first.ok && second.ok);
  assert.match(first.created.join(), /^Created the secret key .*store.secret\.key/);
  assert.deepEqual(second.created, []);
  assert.deepEqual(second.settings.keys.reveal(), first.settings.keys.reveal());
  assert.equal(first.settings.databaseUrl, `sqlite:${join(folder, 'store', 'people.db')}`);
});

test('production makes no key and no folder', (t) => {
  const folder = folderWith(t);
  const loaded = loadSettings({ environment: { NODE_ENV: 'production' }, folder });
  assert.ok(!loaded.ok);
  assert.deepEqual(readdirSync(folder), []);
});
