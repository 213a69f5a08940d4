import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { it } from 'node:test';
import { walk } from 'latchkey-example-people/walk';
import { createApp } from './app.ts';

it('an application of its own in Express, the whole way', async (t) => {
  const server = createApp([randomBytes(32).toString('hex')]).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  const url = `http://127.0.0.1:${address.port}`;
  await walk(url);
});
