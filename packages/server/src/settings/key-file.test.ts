import assert from 'node:assert/strict';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openKeyFile } from './key-file.ts';
import { makeKey } from './make-key.ts';

function folderOf(t: { after(done: () => void): void }): string {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-key-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

test('the first start makes a key only its owner can read, in a folder only its owner can open', (t) => {
  const path = join(folderOf(t), 'data', 'secret.key');
  const opened = openKeyFile(path);
  assert.ok(opened.ok && opened.created);
  assert.equal(statSync(path).mode & 0o777, 0o600);
  assert.equal(statSync(join(path, '..')).mode & 0o777, 0o700);
  assert.deepEqual(readdirSync(join(path, '..')), ['secret.key'], 'no draft is left');
});

test('the next start reads the same key', (t) => {
  const path = join(folderOf(t), 'secret.key');
  const [first, second] = [openKeyFile(path), openKeyFile(path)];
  assert.ok(first.ok && second.ok && first.created && !second.created);
  assert.deepEqual(second.keys.reveal(), first.keys.reveal());
});

test('a folder that was there keeps its mode', (t) => {
  const folder = join(folderOf(t), 'shared');
  mkdirSync(folder);
  chmodSync(folder, 0o755);
  assert.ok(openKeyFile(join(folder, 'secret.key')).ok);
  assert.equal(statSync(folder).mode & 0o777, 0o755);
});

test('a key file that others can read is refused', { skip: process.platform === 'win32' }, (t) => {
  const path = join(folderOf(t), 'secret.key');
  writeFileSync(path, makeKey(), { mode: 0o600 });
  chmodSync(path, 0o644);
  const opened = openKeyFile(path);
  assert.ok(!opened.ok);
  assert.match(opened.problem, /open to other users of this machine: chmod 600/);
});

test('a damaged key file is refused and left as it is', (t) => {
  const path = join(folderOf(t), 'secret.key');
  writeFileSync(path, '', { mode: 0o600 });
  const opened = openKeyFile(path);
  assert.ok(!opened.ok);
  assert.match(opened.problem, /^The key in .*secret\.key is empty/);
  assert.equal(readFileSync(path, 'utf8'), '');
});

test('a key file in a place that is no folder is one sentence', (t) => {
  const folder = folderOf(t);
  writeFileSync(join(folder, 'data'), '');
  const opened = openKeyFile(join(folder, 'data', 'secret.key'));
  assert.ok(!opened.ok);
  assert.match(opened.problem, /cannot be read or made: (ENOTDIR|EEXIST)\.$/);
});
