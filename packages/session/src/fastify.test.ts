import assert from 'node:assert/strict';
import type { Server } from 'node:http';
import { connect } from 'node:http2';
import { Readable } from 'node:stream';
import { describe, it } from 'node:test';
import { setImmediate as soon, setTimeout as wait } from 'node:timers/promises';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { fastifyLogin } from './fastify.ts';
import { describeAdapter } from './test-adapter-contract.ts';
import { codeOf, ownCookies, rawAnswers, type Scene, textOf } from './test-adapter-scene.ts';
import { testApp } from './test-app.ts';
import { signedInCookie } from './testing.ts';

describeAdapter({
  name: 'Fastify',
  start: (scene) => listen(application(scene)),
  addressOf: (context) => (context as FastifyRequest).ip, // the contract of the adapter: the context is Fastify's request
});

type Query = { readonly Querystring: { readonly user?: string; readonly remember?: string } };
type Id = { readonly Params: { readonly id: string } };

function application(scene: Scene): FastifyInstance {
  const people = fastifyLogin(scene.people);
  const again = fastifyLogin(scene.people);
  const admins = fastifyLogin(scene.admins);
  const person = (req: FastifyRequest<Query>) => ({ id: req.query.user ?? 'ada', active: true });
  const hello = async (req: FastifyRequest) => `hello ${people.user(req).id}`;
  const app = fastify();
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, async () => ({}));

  app.get('/untouched', async () => 'untouched');
  app.get('/without-visits', (req) => codeOf(() => people.visit(req)));
  app.get('/alone', { onRequest: people.requireLogin() }, hello);
  app.get('/alone-fresh', { onRequest: people.requireFreshLogin() }, hello);
  app.get('/flushed-first', { onRequest: [flush, people.requireLogin()] }, hello);

  app.register((visited, _options, done) => {
    visited.addHook('onRequest', people.visits);
    visited.get('/quiet', async () => 'quiet');
    visited.get('/public', async (req, reply) => {
      const visitor = await people.visit(req).visitor();
      reply.header('cache-control', 'public, max-age=600');
      return visitor.state === 'anonymous' ? 'anonymous' : `${visitor.state} ${visitor.user.id}`;
    });
    visited.get('/not-modified', async (req, reply) => {
      await people.visit(req).visitor();
      return reply.code(304).send();
    });
    visited.get('/address', async (req) => people.visit(req).address);
    visited.get('/without-guard', (req) => codeOf(() => people.user(req)));
    visited.post<Query>('/login', async (req, reply) => {
      await people.visit(req).logIn(person(req), { remember: req.query.remember !== undefined });
      return reply.header('set-cookie', ownCookies).redirect('/public', 303);
    });
    visited.post('/logout', async (req) => {
      await people.visit(req).logOut();
      return 'out';
    });
    visited.post('/prove', async (req) => {
      await people.visit(req).confirm({ factor: 'totp', atMs: scene.now() });
      return 'proven';
    });
    visited.get<Query>('/stream', async (req) => {
      const visit = people.visit(req);
      await visit.logIn(person(req));
      return Readable.from(parts(() => visit.logIn(person(req))));
    });
    visited.get<Query & { Params: { how: string } }>('/raw/:how', async (req, reply) => {
      await people.visit(req).logIn(person(req));
      reply.hijack();
      rawAnswers[req.params.how]?.(reply.raw);
    });
    visited.get('/flushed-early', { onRequest: [flush, people.requireLogin()] }, hello);

    const busy = async () => void scene.ran.push('busy');
    visited.get('/busy', { onRequest: [answer, people.requireLogin()] }, busy);
    visited.get('/busy-wrapped', { onRequest: answer }, people.requireLogin(busy));
    visited.get('/again', { onRequest: again.requireLogin() }, async (req) => {
      return `${people.user(req).id} ${again.user(req).id}`;
    });

    visited.get('/guarded', { onRequest: people.requireLogin() }, hello);
    visited.post('/guarded', { preHandler: people.requireLogin() }, hello);
    visited.get(
      '/fresh',
      { preHandler: people.requireFreshLogin() },
      async (req) => people.visitor(req).state,
    );
    visited.get(
      '/fresh/strict',
      { onRequest: people.requireFreshLogin({ withinMinutes: 5 }) },
      async () => 'strict',
    );
    visited.get(
      '/both',
      { onRequest: [people.requireLogin(), people.requireFreshLogin()] },
      async () => 'both',
    );
    visited.get(
      '/factors',
      { preHandler: people.requireFactors({ factors: 2 }) },
      async (req) => people.visitor(req).state,
    );
    visited.get(
      '/factors/strict',
      { onRequest: people.requireFactors({ factors: 2, withinMinutes: 5 }) },
      async () => 'strict',
    );
    visited.get(
      '/wrapped-factors',
      people.requireFactors(async (req) => req.visitor.session.userId, { factors: () => 2 }),
    );
    visited.get<Id>(
      '/wrapped/:id',
      people.requireLogin(async (req) => `${req.params.id} ${req.user.id}`),
    );
    visited.get(
      '/wrapped-fresh',
      people.requireFreshLogin(async (req) => req.visitor.session.userId),
    );
    visited.get(
      '/wrapped-strict',
      people.requireFreshLogin(async () => 'strict', { withinMinutes: 5 }),
    );
    const any = ['GET', 'OPTIONS'];
    const code = (req: FastifyRequest) => codeOf(() => people.user(req));
    visited.route({ method: any, url: '/any', onRequest: people.requireLogin(), handler: code });
    visited.route({ method: any, url: '/any-wrapped', handler: people.requireLogin(async () => 'secret') });
    visited.register((area, _none, areaDone) => {
      area.addHook('onRequest', people.requireLogin());
      area.get('/area/page', async (req) => `area ${people.user(req).id}`);
      areaDone();
    });

    visited.get('/throws', { onRequest: people.requireLogin() }, throwing);
    visited.get('/rejects', { onRequest: people.requireLogin() }, rejecting);
    visited.get('/wrapped-throws', people.requireLogin(throwing));
    visited.get('/wrapped-rejects', people.requireLogin(rejecting));

    visited.post<Query>('/admin/login', { onRequest: admins.visits }, async (req) => {
      await admins.visit(req).logIn(person(req));
      return 'in';
    });
    visited.get(
      '/admin',
      { onRequest: admins.requireLogin() },
      async (req) => `admin ${admins.user(req).id}`,
    );
    visited.get('/admin/either', { onRequest: admins.visits }, async (req) => {
      return `${await codeOf(() => people.user(req))} ${await codeOf(() => admins.user(req))}`;
    });
    visited.get('/admin/damaged', { onRequest: admins.visits }, async (req) => {
      const [one, admin] = [await people.visit(req).visitor(), await admins.visit(req).visitor()];
      return `${one.state} ${admin.state}`;
    });
    const both = { onRequest: [people.requireLogin(), admins.requireLogin()] };
    visited.get('/admin/and-person', both, async (req) => `${people.user(req).id} ${admins.user(req).id}`);
    done();
  });

  if (scene.hasErrorPage) {
    app.setErrorHandler((error, _req, reply) => reply.code(500).send(`sorry: ${textOf(error)}`));
  }
  return app;
}

async function* parts(late: () => Promise<unknown>) {
  yield 'one ';
  yield await codeOf(late);
}

function throwing(): never {
  throw new Error('thrown');
}

async function rejecting(): Promise<never> {
  throw new Error('rejected');
}

function flush(_req: FastifyRequest, reply: FastifyReply, done: () => void): void {
  reply.raw.flushHeaders();
  done();
}

/** As a hook does that has waited too long. */
function answer(_req: FastifyRequest, reply: FastifyReply, done: () => void): void {
  setImmediate(() => reply.send('busy'));
  done();
}

async function listen(app: FastifyInstance): Promise<Server> {
  await app.listen({ host: '127.0.0.1', port: 0 });
  return app.server;
}

describe('Latchkey in Fastify alone', () => {
  const ada = { id: 'ada', active: true };

  it('says so where a guard was handed over without being called, and sends answers of the core as they are', async () => {
    const { visits, visit, requireLogin, requireFreshLogin, requireFactors } = fastifyLogin(testApp().login);
    const app = fastify();
    app.addHook('onRequest', visits);
    app.get('/known', { onRequest: requireLogin as never }, () => 'secret');
    app.get('/fresh', { onRequest: requireFreshLogin as never }, () => 'secret');
    app.get('/factors', { onRequest: requireFactors as never }, () => 'secret');
    app.get('/own', (req) => visit(req).refuse('login'));
    for (const url of ['/known', '/fresh', '/factors']) {
      assert.equal((await app.inject(url)).json().code, 'guard-not-called');
    }
    assert.equal((await app.inject('/own')).headers.location, '/login?next=%2Fown');
  });
  const slow = (id: string) => wait(5, { id, active: true });

  it('works with inject', async () => {
    const { login } = testApp();
    const { visits, visit, requireLogin } = fastifyLogin(login);
    const app = fastify();
    app.addHook('onRequest', visits);
    app.get(
      '/mine',
      requireLogin((req) => `hello ${req.user.id}`),
    );
    app.get('/login', async (req) => (await visit(req).logIn(ada)).ok);
    const cookie = await signedInCookie(login, ada);
    assert.equal((await app.inject({ url: '/mine', headers: { cookie } })).body, 'hello ada');
    assert.equal((await app.inject('/mine')).headers.location, '/login?next=%2Fmine');
    assert.match(String((await app.inject('/login')).headers['set-cookie']), /^latchkey_session=[\w-]{43};/);
  });

  for (const loadUser of [undefined, slow]) {
    const how = loadUser === undefined ? 'at once' : 'after a while';
    it(`leaves a wrapped handler all its ways to answer, where the user is known ${how}`, async () => {
      const { login } = testApp(loadUser === undefined ? {} : { loadUser });
      const { requireLogin } = fastifyLogin(login);
      const app = fastify().decorate('word', 'this');
      app.get(
        '/value',
        requireLogin((req) => ({ id: req.user.id })),
      );
      app.get(
        '/nothing',
        requireLogin(() => null),
      );
      app.get(
        '/promise',
        requireLogin(async (req) => soon(req.user.id)),
      );
      app.get(
        '/sent',
        requireLogin((req, reply) => void reply.send(req.user.id)),
      );
      app.get(
        '/later',
        requireLogin((req, reply) => void setTimeout(() => reply.send(req.user.id), 10)),
      );
      app.get(
        '/reply',
        requireLogin(async (req, reply) => reply.code(201).send(req.user.id)),
      );
      app.get(
        '/this',
        requireLogin(function () {
          return 'word' in this ? this.word : '';
        }),
      );
      const headers = { cookie: await signedInCookie(login, ada) };
      const bodies = {
        value: '{"id":"ada"}',
        nothing: 'null',
        promise: 'ada',
        sent: 'ada',
        later: 'ada',
        reply: 'ada',
        this: 'this',
      };
      for (const [path, body] of Object.entries(bodies)) {
        assert.equal((await app.inject({ url: `/${path}`, headers })).body, body, path);
      }
    });
  }

  it('answers OPTIONS itself where a wrapped handler is all there is', async () => {
    const { requireLogin } = fastifyLogin(testApp().login);
    const app = fastify().route({ method: 'OPTIONS', url: '/', handler: requireLogin(() => 'secret') });
    const { statusCode, body, headers } = await app.inject({ method: 'OPTIONS', url: '/' });
    assert.deepEqual([statusCode, body, headers['set-cookie']], [204, '', undefined]);
  });

  it('sends a refusal past the hooks of the application, and never runs the handler behind it', async () => {
    const { requireLogin } = fastifyLogin(testApp().login);
    const ran: string[] = [];
    const app = fastify();
    app.addHook('onSend', async (_req, reply, payload) => {
      await wait(5);
      ran.push(`sent ${reply.statusCode}`);
      return payload;
    });
    app.addHook('preHandler', async () => void ran.push('preHandler'));
    app.get('/hook', { onRequest: requireLogin() }, async () => void ran.push('handler'));
    app.get(
      '/wrapped',
      requireLogin(async () => void ran.push('handler')),
    );
    assert.equal((await app.inject('/hook')).statusCode, 303);
    assert.deepEqual(ran, ['sent 303']);
    assert.equal((await app.inject('/wrapped')).statusCode, 303);
    assert.deepEqual(ran, ['sent 303', 'preHandler', 'sent 303']);
  });

  it('works over HTTP/2', async (t) => {
    const { visits, visit, requireLogin, user } = fastifyLogin(testApp().login);
    const app = fastify({ http2: true });
    app.addHook('onRequest', visits);
    app.get('/login', async (req, reply) => {
      await visit(req).logIn(ada, { remember: true });
      return reply.header('set-cookie', ownCookies).send('in');
    });
    app.get('/stream', async (req) => {
      await visit(req).logIn(ada);
      return Readable.from(['in']);
    });
    app.get('/mine', { onRequest: requireLogin() }, async (req) => `hello ${user(req).id}`);
    const client = connect(await app.listen({ host: '127.0.0.1', port: 0 }));
    t.after(async () => {
      client.close();
      await app.close();
    });
    const get = (path: string, cookie = '') =>
      new Promise<{ cookies: readonly string[]; text: string }>((settle) => {
        let cookies: readonly string[] = [];
        let text = '';
        const sent = client.request({ ':path': path, cookie });
        sent.on('response', (headers) => {
          cookies = headers['set-cookie'] ?? [];
        });
        sent.setEncoding('utf8').on('data', (part) => {
          text += part;
        });
        sent.on('end', () => settle({ cookies, text })).end();
      });
    const { cookies } = await get('/login');
    assert.equal(cookies.length, 4);
    assert.equal((await get('/stream')).cookies.length, 1);
    const cookie = cookies.map((one) => one.split(';', 1)[0]).join('; ');
    assert.equal((await get('/mine', cookie)).text, 'hello ada');
  });
});
