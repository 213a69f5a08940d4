import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { it } from 'node:test';

it('login, pages and people are the same in the three examples: only what differs is worth reading', async () => {
  for (const file of ['login.ts', 'pages.ts', 'people.ts']) {
    const ours = await readFile(new URL(file, import.meta.url), 'utf8');
    for (const other of ['express', 'fastify']) {
      assert.equal(await readFile(new URL(`../${other}/${file}`, import.meta.url), 'utf8'), ours, other);
    }
  }
});
