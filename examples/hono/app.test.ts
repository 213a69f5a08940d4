import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { createAdaptorServer } from '@hono/node-server';
import { deleteUser, findUser } from '@latchkey/accounts';
import { createBrowser } from '@latchkey/session/testing';
import { createApp } from './app.ts';

it("an application of someone's own: its page, its guard and its table, with Latchkey under /auth", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-example-'));
  const { app, accounts } = await createApp(`sqlite:${folder}/notes.db`, [randomBytes(32).toString('hex')]);
  const server = createAdaptorServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(async () => {
    server.close();
    await accounts.database.close();
    await rm(folder, { recursive: true });
  });
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  const url = `http://127.0.0.1:${address.port}`;
  const browser = createBrowser((request) => fetch(request, { redirect: 'manual' }), url);
  const tokenOn = async (page: string) => {
    const html = await (await browser.get(page)).text();
    return /name="csrf_token" value="([^"]+)"/.exec(html)?.[1] ?? assert.fail(`${page} has no token`);
  };
  const goesTo = (answer: Response, location: string) =>
    assert.deepEqual([answer.status, answer.headers.get('location')], [303, location]);

  goesTo(await browser.get('/note'), '/auth/login?next=%2Fnote');
  const password = 'difference engine no. 2';
  const ada = { username: 'ada', email: 'ada@example.org', password, confirm_password: password };
  goesTo(
    await browser.post('/auth/signup', { ...ada, csrf_token: await tokenOn('/auth/signup') }),
    '/auth/login',
  );
  const csrf_token = await tokenOn('/auth/login?next=%2Fnote');
  goesTo(await browser.post('/auth/login?next=%2Fnote', { email: 'ada', password, csrf_token }), '/note');
  assert.match(await (await browser.get('/note')).text(), /Your note, ada.*ada has just arrived\./s);

  assert.equal((await browser.post('/note', { text: 'forged' })).status, 403);
  goesTo(await browser.post('/note', { text: '<b>mine</b>', csrf_token: await tokenOn('/note') }), '/note');
  assert.match(await (await browser.get('/note')).text(), /value="&lt;b&gt;mine&lt;\/b&gt;"/);

  const user = (await findUser(accounts, 'ada')) ?? assert.fail('there is no ada');
  await deleteUser(accounts, user);
  goesTo(await browser.get('/note'), '/auth/login?next=%2Fnote');
});
