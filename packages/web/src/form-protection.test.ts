import assert from 'node:assert/strict';
import { test } from 'node:test';
import { honoLogin } from '@latchkey/session/hono';
import { createBrowser } from '@latchkey/session/testing';
import { Hono } from 'hono';
import { createFormProtection } from './form-protection.ts';
import { testSite } from './test-site.ts';

test('an application protects its own forms with the same token', async (t) => {
  const { login } = await testSite(t);
  const { csrfToken, protect } = createFormProtection(login);
  const app = new Hono();
  app.use(protect);
  app.get('/note', async (c) => c.text(await csrfToken(c)));
  app.post('/note', async (c) => c.text(`noted ${String((await c.req.parseBody()).note)}`));
  const browser = createBrowser((request) => app.fetch(request));
  const csrf_token = await (await browser.get('/note')).text();
  const noted = await browser.post('/note', { csrf_token, note: 'a snark' });
  assert.equal(await noted.text(), 'noted a snark');
  assert.equal((await browser.post('/note', { note: 'x' }, { 'x-csrf-token': csrf_token })).status, 200);
  assert.equal((await browser.post('/note', { note: 'x' })).status, 403);
  assert.equal((await browser.post('/note', { csrf_token }, { origin: 'https://evil.example' })).status, 403);
  assert.equal((await browser.post('/note', { csrf_token }, { 'sec-fetch-site': 'cross-site' })).status, 403);
});

test('two forms on one page share one form cookie', async (t) => {
  const { login } = await testSite(t);
  const { csrfToken, protect } = createFormProtection(login);
  const app = new Hono();
  app.use(protect);
  app.get('/', async (c) => c.text(`${await csrfToken(c)} ${await csrfToken(c)}`));
  app.post('/', (c) => c.text('ok'));
  const browser = createBrowser((request) => app.fetch(request));
  const tokens = (await (await browser.get('/')).text()).split(' ');
  for (const csrf_token of tokens) assert.equal((await browser.post('/', { csrf_token })).status, 200);
});

test('a page without the visits of this login in front says what is missing', async (t) => {
  const [one, other] = [await testSite(t), await testSite(t)];
  const { csrfToken } = createFormProtection(one.login);
  const app = new Hono();
  app.onError((error, c) => c.text('code' in error ? String(error.code) : error.message, 500));
  app.get('/bare', async (c) => c.text(await csrfToken(c)));
  app.use('/foreign', honoLogin(other.login).visits);
  app.get('/foreign', async (c) => c.text(await csrfToken(c)));
  for (const path of ['/bare', '/foreign']) {
    assert.equal(await (await app.request(path)).text(), 'visit-missing', path);
  }
});
