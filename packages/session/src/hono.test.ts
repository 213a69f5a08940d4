import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Server } from 'node:http';
import { describe, it, type TestContext } from 'node:test';
import { createAdaptorServer, type HttpBindings } from '@hono/node-server';
import { getConnInfo } from '@hono/node-server/conninfo';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { type Context, Hono } from 'hono';
import { stream } from 'hono/streaming';
import { honoLogin } from './hono.ts';
import { describeAdapter } from './test-adapter-contract.ts';
import { codeOf, ownCookies, type Scene, textOf } from './test-adapter-scene.ts';
import { type Person, testApp } from './test-app.ts';
import { createBrowser, signedInCookie } from './testing.ts';

describeAdapter({
  name: 'Hono',
  start: (scene) => listen(application(scene)),
  addressOf: (context) => getConnInfo(context as Context).remote.address, // the contract of the adapter: the context is Hono's
  noRawAnswers:
    'Hono hands its Response over to the server, and never sees what is written past it: use `visit.headers()` there.',
});

type Application = Parameters<typeof createAdaptorServer>[0];

function application(scene: Scene): Hono {
  const people = honoLogin(scene.people);
  const again = honoLogin(scene.people);
  const admins = honoLogin(scene.admins);
  const person = (c: Context) => ({ id: c.req.query('user') ?? 'ada', active: true });
  const hello = (c: Context) => c.text(`hello ${people.user(c).id}`);
  const app = new Hono();

  app.get('/untouched', (c) => c.text('untouched'));
  app.get('/without-visits', async (c) => c.text(await codeOf(() => people.visit(c))));
  app.get('/alone', people.requireLogin(), hello);
  app.get('/alone-fresh', people.requireFreshLogin(), hello);

  app.use(people.visits);
  app.get('/quiet', (c) => c.text('quiet'));
  app.get('/public', async (c) => {
    const visitor = await people.visit(c).visitor();
    c.header('Cache-Control', 'public, max-age=600');
    return c.text(visitor.state === 'anonymous' ? 'anonymous' : `${visitor.state} ${visitor.user.id}`);
  });
  app.get('/not-modified', async (c) => {
    await people.visit(c).visitor();
    return c.body(null, 304);
  });
  app.get('/address', (c) => c.text(people.visit(c).address ?? ''));
  app.get('/without-guard', async (c) => c.text(await codeOf(() => people.user(c))));
  app.post('/login', async (c) => {
    await people.visit(c).logIn(person(c), { remember: c.req.query('remember') !== undefined });
    for (const text of ownCookies) c.header('Set-Cookie', text, { append: true });
    return c.redirect('/public', 303);
  });
  app.post('/logout', async (c) => {
    await people.visit(c).logOut();
    return c.text('out');
  });
  app.post('/prove', async (c) => {
    await people.visit(c).confirm({ factor: 'totp', atMs: scene.now() });
    return c.text('proven');
  });
  app.get('/stream', async (c) => {
    const visit = people.visit(c);
    await visit.logIn(person(c));
    return stream(c, async (body) => {
      await body.write('one ');
      await body.write(await codeOf(() => visit.logIn(person(c))));
    });
  });

  app.get('/again', again.requireLogin(), (c) => c.text(`${people.user(c).id} ${again.user(c).id}`));

  app.on(['GET', 'POST'], '/guarded', people.requireLogin(), hello);
  app.get('/fresh', people.requireFreshLogin(), (c) => c.text(c.var.visitor.state));
  app.get('/fresh/strict', people.requireFreshLogin({ withinMinutes: 5 }), (c) => c.text('strict'));
  app.get('/both', people.requireLogin(), people.requireFreshLogin(), (c) => c.text('both'));
  app.get('/factors', people.requireFactors({ factors: 2 }), (c) => c.text(c.var.visitor.state));
  app.get('/factors/strict', people.requireFactors({ factors: 2, withinMinutes: 5 }), (c) =>
    c.text('strict'),
  );
  app.get('/wrapped-factors', people.requireFactors({ factors: () => 2 }), (c) =>
    c.text(c.var.visitor.session.userId),
  );
  app.get('/wrapped/:id', people.requireLogin(), (c) =>
    c.text(`${c.req.param('id')} ${c.var.visitor.user.id}`),
  );
  app.get('/wrapped-fresh', people.requireFreshLogin(), (c) => c.text(c.var.visitor.session.userId));
  app.get('/wrapped-strict', people.requireFreshLogin({ withinMinutes: 5 }), (c) => c.text('strict'));
  app.all('/any', people.requireLogin(), async (c) => c.text(await codeOf(() => people.user(c))));
  app.get('/any-wrapped', people.requireLogin(), (c) => c.text('secret'));
  app.route(
    '/area',
    new Hono().use(people.requireLogin()).get('/page', (c) => c.text(`area ${people.user(c).id}`)),
  );

  for (const path of ['/throws', '/wrapped-throws']) {
    app.get(path, people.requireLogin(), () => {
      throw new Error('thrown');
    });
  }
  const fail = () => Promise.reject(new Error('rejected'));
  for (const path of ['/rejects', '/wrapped-rejects']) app.get(path, people.requireLogin(), fail);

  app.post('/admin/login', admins.visits, async (c) => {
    await c.var.visit.logIn(person(c));
    return c.text('in');
  });
  app.get('/admin', admins.requireLogin(), (c) => c.text(`admin ${c.var.visitor.user.id}`));
  app.get('/admin/either', admins.visits, async (c) => {
    return c.text(`${await codeOf(() => people.user(c))} ${await codeOf(() => admins.user(c))}`);
  });
  app.get('/admin/damaged', admins.visits, async (c) => {
    const [one, admin] = [await people.visit(c).visitor(), await admins.visit(c).visitor()];
    return c.text(`${one.state} ${admin.state}`);
  });
  app.get('/admin/and-person', people.requireLogin(), admins.requireLogin(), (c) =>
    c.text(`${people.user(c).id} ${admins.user(c).id}`),
  );

  if (scene.hasErrorPage) app.onError((error, c) => c.text(`sorry: ${textOf(error)}`, 500));
  return app;
}

async function listen(app: Application): Promise<Server> {
  const server = createAdaptorServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server as Server; // without other options it is one of node:http
}

describe('Latchkey in Hono alone', () => {
  const ada = { id: 'ada', active: true };

  it('says so where a guard was handed over without being called', async () => {
    const { requireLogin, requireFreshLogin, requireFactors } = honoLogin<Person>(testApp().login);
    for (const forgotten of [requireLogin, requireFreshLogin, requireFactors]) {
      const app = new Hono().onError((error, c) => c.text('code' in error ? String(error.code) : 'none'));
      // @ts-expect-error: a guard is no middleware, it makes one
      app.get('/', forgotten, (c) => c.text('secret'));
      assert.equal(await (await app.request('/')).text(), 'guard-not-called');
    }
  });

  it("hands the user over with the application's type, in a chain, without a server", async () => {
    const { requireLogin, requireFreshLogin, visits } = honoLogin<Person>(testApp().login);
    const app = new Hono()
      .use(visits)
      .post('/login', async (c) => c.json((await c.var.visit.logIn(ada)).ok))
      .get('/mine', requireLogin(), (c) => c.text(`hello ${c.var.visitor.user.id}`))
      .get('/both', requireLogin(), requireFreshLogin(), (c) => c.text(c.var.visitor.state));
    const browser = createBrowser((request) => app.request(request));
    assert.equal((await browser.get('/mine')).headers.get('location'), '/login?next=%2Fmine');
    await browser.post('/login');
    assert.equal(await (await browser.get('/mine')).text(), 'hello ada');
    assert.equal(await (await browser.get('/both')).text(), 'fresh');
  });

  it('completes answers whose headers cannot be changed, and keeps the cookies they came with', async (t) => {
    const upstream = new Hono().get('/', (c) => c.text('upstream', 200, { 'Set-Cookie': 'theirs=1' }));
    const url = await addressOf(t, upstream);
    const { visits } = honoLogin<Person>(testApp().login);
    const app = new Hono().use(visits).get('/fetched', async (c) => {
      await c.var.visit.visitor();
      return fetch(url);
    });
    const answer = await app.request('/fetched', { headers: { cookie: 'latchkey_session=damaged' } });
    assert.equal(await answer.text(), 'upstream');
    assert.equal(answer.headers.get('cache-control'), 'no-store');
    const names = answer.headers.getSetCookie().map((text) => text.split('=', 1)[0]);
    assert.deepEqual(names, ['theirs', 'latchkey_session']);
  });

  it('takes cookies until whoever opened the visit is done', async () => {
    const { login } = testApp();
    const { visits, requireLogin } = honoLogin<Person>(login);
    const app = new Hono()
      .use(visits)
      .use(async (c, next) => {
        await next();
        c.var.visit.flash('Afterwards');
      })
      .get('/mine', requireLogin(), (c) => c.text('mine'));
    for (const headers of [{}, { cookie: await signedInCookie(login, ada) }]) {
      const answer = await app.request('/mine', { headers });
      assert.match(answer.headers.getSetCookie().join(), /^latchkey_flash=[^,]*$/);
    }
  });

  it("gives each login's visit back to the middleware that stands outside", async () => {
    const people = honoLogin<Person>(testApp().login);
    const admins = honoLogin<Person>(testApp({ cookies: { prefix: 'admin' } }).login);
    const seen: boolean[] = [];
    const app = new Hono()
      .use(people.visits)
      .use(async (c, next) => {
        await next();
        seen.push(c.var.visit === people.visit(c));
      })
      .get('/in', admins.visits, (c) => c.json(c.var.visit === admins.visit(c)))
      .get('/refused', admins.requireLogin(), (c) => c.text('secret'))
      .get('/again', admins.visits, people.visits, (c) => c.json(c.var.visit === people.visit(c)));
    assert.equal(await (await app.request('/in')).text(), 'true');
    assert.equal((await app.request('/refused')).status, 303);
    assert.equal(await (await app.request('/again')).text(), 'true');
    assert.deepEqual(seen, [true, true, true]);
  });

  it("gives each login's visitor back, too: an admin inside is no customer outside", async () => {
    const [customers, staff] = [testApp().login, testApp({ cookies: { prefix: 'admin' } }).login];
    const [people, admins] = [honoLogin<Person>(customers), honoLogin<Person>(staff)];
    const seen: string[] = [];
    const app = new Hono()
      .use(people.requireLogin(), async (c, next) => {
        await next();
        seen.push(c.var.visitor.user.id);
      })
      .get('/', admins.requireLogin(), (c) => c.text(c.var.visitor.user.id));
    const cookies = [
      await signedInCookie(customers, ada),
      await signedInCookie(staff, { id: 'grace', active: true }),
    ];
    const answer = await app.request('/', { headers: { cookie: cookies.join('; ') } });
    assert.equal(await answer.text(), 'grace');
    assert.deepEqual(seen, ['ada']);
  });

  it("leaves an answer to the application that it writes to Node itself: the visit's headers are there for it", async (t) => {
    const { visits } = honoLogin<Person>(testApp().login);
    const app = new Hono<{ Bindings: HttpBindings }>().use(visits).get('/raw', async (c) => {
      const { visit } = c.var;
      await visit.logIn(ada);
      const { setCookies, noStore } = visit.headers();
      const headers = { 'Set-Cookie': [...setCookies], 'Cache-Control': noStore ? 'no-store' : 'private' };
      c.env.outgoing.writeHead(200, headers).end(await codeOf(() => visit.logOut()));
      return RESPONSE_ALREADY_SENT;
    });
    const answer = await fetch(`${await addressOf(t, app)}/raw`);
    assert.equal(await answer.text(), 'answer-sent');
    assert.equal(answer.headers.getSetCookie().length, 1);
    assert.equal(answer.headers.get('cache-control'), 'no-store');
  });
});

/** The address of a server that goes with the test, and not only where it passes. */
async function addressOf(t: TestContext, app: Application): Promise<string> {
  const server = await listen(app);
  t.after(() => server.close());
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  return `http://127.0.0.1:${address.port}`;
}
