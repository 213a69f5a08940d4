import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { createKeyring } from '@latchkey/session';
import { secretKeyIn } from './secret-key.ts';

it('the key is made once, for nobody else on the machine, and is the same at the next start', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-example-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const data = join(folder, 'data');
  const key = secretKeyIn(data);
  createKeyring([key]);
  assert.equal(secretKeyIn(data), key);
  assert.equal(statSync(join(data, 'secret.key')).mode & 0o777, 0o600);
});
