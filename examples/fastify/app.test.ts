import { randomBytes } from 'node:crypto';
import { it } from 'node:test';
import { walk } from 'latchkey-example-people/walk';
import { createApp } from './app.ts';

it('an application of its own in Fastify, the whole way', async (t) => {
  const app = createApp([randomBytes(32).toString('hex')]);
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  t.after(() => app.close());
  await walk(url);
});
