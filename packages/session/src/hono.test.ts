import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Hono } from 'hono';
import { honoLogin } from './hono.ts';
import { type Person, testApp } from './test-app.ts';
import { createBrowser } from './testing.ts';

function honoApp() {
  const { login } = testApp();
  const { visits, requireLogin, requireFreshLogin } = honoLogin<Person>(login);
  const app = new Hono();
  app.get('/alone', requireLogin(), (c) => c.text(`hello ${c.var.visitor.user.id}`));
  app.options('/alone', requireLogin(), (c) => c.body(null, 204));
  const whole = new Hono()
    .use(visits)
    .post('/login', async (c) => {
      await c.var.visit.logIn({ id: 'ada', active: true }, { remember: true });
      return c.redirect('/', 303);
    })
    .get('/public', (c) => c.text('public'))
    .get('/twice', requireLogin(), requireFreshLogin(), (c) => c.text(c.var.visitor.state))
    .get('/fetched', async (c) => {
      await c.var.visit.visitor();
      return Response.redirect('http://localhost/public');
    })
    .get('/broken', requireLogin(), () => {
      throw new Error('broken');
    });
  app.route('/', whole);
  app.onError((error, c) => c.text(`sorry: ${error.message}`, 500));
  return createBrowser((request) => app.request(request));
}

describe('Latchkey in Hono', () => {
  it('guards a route on its own, and hands the user over with his type', async () => {
    const ada = honoApp();
    const refused = await ada.get('/alone');
    assert.equal(refused.headers.get('location'), '/login?next=%2Falone');
    assert.equal(refused.headers.get('cache-control'), 'no-store');
    await ada.post('/login');
    const let_in = await ada.get('/alone');
    assert.equal(await let_in.text(), 'hello ada');
    assert.equal(let_in.headers.get('cache-control'), 'no-store');
  });

  it('lets OPTIONS pass', async () => {
    const { login } = testApp();
    const app = new Hono();
    app.all('/x', honoLogin(login).requireLogin(), (c) => c.body(null, 204));
    const options = await app.request('/x', { method: 'OPTIONS' });
    assert.equal(options.status, 204);
    assert.deepEqual(options.headers.getSetCookie(), []);
    assert.equal((await app.request('/x')).status, 303);
  });

  it('keeps two logins of one application apart: a customer is no admin', async () => {
    const customers = honoLogin<Person>(testApp({ cookies: { prefix: 'customer' } }).login);
    const admins = honoLogin<Person>(testApp({ cookies: { prefix: 'admin' } }).login);
    const app = new Hono()
      .use(customers.visits)
      .post('/login', async (c) => {
        await c.var.visit.logIn({ id: 'ada', active: true });
        return c.body(null, 204);
      })
      .get('/mine', customers.requireLogin(), (c) => c.text('mine'))
      .get('/admin', admins.requireLogin(), (c) => c.text('secret'));
    const ada = createBrowser((request) => app.request(request));
    await ada.post('/login');
    assert.equal((await ada.get('/mine')).status, 200);
    assert.equal((await ada.get('/admin')).status, 303);
  });

  it('sets several cookies, each once, however many guards stand in a row', async () => {
    const ada = honoApp();
    const answer = await ada.post('/login');
    assert.equal(answer.headers.getSetCookie().length, 2);
    assert.equal(await (await ada.get('/twice')).text(), 'fresh');
  });

  it('leaves a public page alone', async () => {
    const answer = await honoApp().get('/public');
    assert.equal(answer.headers.get('cache-control'), null);
  });

  it('completes answers whose headers cannot be changed', async () => {
    const ada = honoApp();
    ada.cookies.set('latchkey_session', 'damaged');
    const answer = await ada.get('/fetched');
    assert.equal(answer.status, 302);
    assert.equal(answer.headers.get('cache-control'), 'no-store');
    assert.equal(answer.headers.getSetCookie().length, 1);
  });

  it("passes errors to the application's own handler", async () => {
    const ada = honoApp();
    await ada.post('/login');
    const answer = await ada.get('/broken');
    assert.equal(answer.status, 500);
    assert.equal(await answer.text(), 'sorry: broken');
  });
});
