import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { filesLoadedBy } from './test-loaded.ts';

const here = import.meta.dirname;
const importer = { cwd: here, options: ['--conditions=latchkey-source'] };
const ours = new URL('./', import.meta.url).href;

describe('an import of @latchkey/session', () => {
  for (const entry of ['', '/hono', '/express', '/fastify', '/testing']) {
    it(`@latchkey/session${entry} loads its own files and no other: no framework, no database`, async () => {
      const files = await filesLoadedBy(`@latchkey/session${entry}`, importer);
      assert.ok(files.length > 0);
      assert.deepEqual(
        files.filter((file) => !file.startsWith(ours)),
        [],
      );
    });
  }

  it('brings no adapter along', async () => {
    const core = await filesLoadedBy('@latchkey/session', importer);
    assert.deepEqual(
      core.filter((file) => /\/(?:hono|express|fastify|testing)\b/.test(file)),
      [],
    );
  });

  for (const framework of ['hono', 'express', 'fastify']) {
    it(`would be seen if it loaded ${framework}`, async () => {
      const files = await filesLoadedBy(framework, importer);
      assert.ok(files.some((file) => file.includes(`/node_modules/${framework}/`)));
    });
  }
});
