import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../../..');
const routes = 200;
const mostMs = 1000;
/** The best of so many counts: what else the machine does at that moment is not the question. */
const runs = 3;

const folder = join(root, `.tmp/types-cost-${process.pid}`);
after(() => rmSync(folder, { recursive: true, force: true }));

const login = `import { createLogin, createMemoryStore } from '@latchkey/session';
interface Person { readonly id: string; readonly name: string }
const login = createLogin({
  store: createMemoryStore<Person>(),
  secrets: [],
  userId: (person) => person.id,
  loadUser: (id): Person => ({ id, name: id }),
});
`;

/** An application with many routes, as it is written in each framework: with a guard on every route, and without. */
const frameworks = {
  Hono: {
    head: `import { honoLogin } from '@latchkey/session/hono';
import { Hono } from 'hono';
${login}
export const { requireLogin } = honoLogin(login);
export const app = new Hono()`,
    guarded: (path: string) => `  .get('${path}', requireLogin(), (c) => c.text(c.var.visitor.user.name))`,
    open: (path: string) => `  .get('${path}', (c) => c.text(c.req.path))`,
  },
  Express: {
    head: `import { expressLogin } from '@latchkey/session/express';
import express from 'express';
${login}
export const { requireLogin } = expressLogin(login);
export const app = express()`,
    guarded: (path: string) => `  .get('${path}', requireLogin((req, res) => void res.send(req.user.name)))`,
    open: (path: string) => `  .get('${path}', (req, res) => void res.send(req.path))`,
  },
  Fastify: {
    head: `import { fastifyLogin } from '@latchkey/session/fastify';
import fastify from 'fastify';
${login}
export const { requireLogin } = fastifyLogin(login);
export const app = fastify()`,
    guarded: (path: string) => `  .get('${path}', requireLogin((req) => req.user.name))`,
    open: (path: string) => `  .get('${path}', (req) => req.url)`,
  },
} as const;

describe(`type-checking an application with ${routes} guarded routes takes under a second more than without`, () => {
  for (const [name, { head, guarded, open }] of Object.entries(frameworks)) {
    it(`in ${name}`, async (t) => {
      const withGuards = await checkMs(write(`${name}-guarded`, head, guarded));
      const without = await checkMs(write(`${name}-open`, head, open));
      t.diagnostic(`${name}: ${Math.round(withGuards)} ms with guards, ${Math.round(without)} ms without`);
      assert.ok(withGuards - without < mostMs);
    });
  }
});

function write(name: string, head: string, route: (path: string) => string): string {
  const place = join(folder, name);
  mkdirSync(place, { recursive: true });
  const lines = Array.from({ length: routes }, (_, index) => route(`/page-${index}`));
  writeFileSync(join(place, 'app.ts'), `${head}\n${lines.join('\n')};\n`);
  const config = { extends: join(root, 'tsconfig.json'), include: ['*.ts'], exclude: [] };
  writeFileSync(join(place, 'tsconfig.json'), JSON.stringify(config));
  return place;
}

async function checkMs(place: string): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let time = 0; time < runs; time++) {
    const started = performance.now();
    const faults = await compile(place);
    assert.deepEqual(faults.slice(0, 5), []);
    best = Math.min(best, performance.now() - started);
  }
  return best;
}

/** What the compiler says, line by line. */
async function compile(place: string): Promise<string[]> {
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const said = await run(process.execPath, [tsc, '-p', place]).catch((error: { stdout: string }) => error);
  return said.stdout.split('\n').filter((line) => line !== '');
}
