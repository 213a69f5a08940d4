import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ceilingBytes, describeSizes, sizesOf } from './size.ts';

test('the session core weighs 12.5 KB at most, needs nothing but Node, and each other entry is a few lines beside it', async (t) => {
  const sizes = await sizesOf('packages/session', 'latchkey-source');
  t.diagnostic(describeSizes('@latchkey/session', sizes));
  const [core, ...adapters] = sizes;
  assert.equal(core?.entry, '.');
  assert.ok((core?.gzippedBytes ?? 0) <= ceilingBytes, `${core?.gzippedBytes} bytes`);
  assert.deepEqual(
    adapters.map(({ entry }) => entry),
    ['./client-address', './hono', './express', './fastify'],
  );
  for (const { entry, gzippedBytes } of adapters) {
    assert.ok(gzippedBytes <= 2048, `${entry}: ${gzippedBytes} bytes`);
  }
  const needed = sizes.flatMap(({ imports }) => imports);
  assert.deepEqual(
    needed.filter((name) => !name.startsWith('node:')),
    [],
  );
});
