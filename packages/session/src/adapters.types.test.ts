import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import express, { Router } from 'express';
import fastify, { type FastifyTypeProvider } from 'fastify';
import { Hono } from 'hono';
import { expressLogin } from './express.ts';
import { fastifyLogin } from './fastify.ts';
import { honoLogin } from './hono.ts';
import type { Login } from './login.ts';
import type { MaybePromise } from './store.ts';
import type { Visitor } from './visitor.ts';

/** What the compiler says, and what it must refuse: the functions are checked, and never run. */
interface Person {
  readonly id: string;
  readonly name: string;
}

interface Guest {
  readonly language: string;
}

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** The value has this type, and is no `any`. */
declare function exactly<Expected>(): <Actual>(
  value: Actual,
  ...wrong: Same<Actual, Expected> extends true ? [] : ['another type']
) => Actual;

type Someone = MaybePromise<Visitor<Person, Guest>>;

export function inHono(login: Login<Person, Guest>) {
  const { visits, requireLogin, requireFreshLogin, requireFactors, visit, visitor, user } = honoLogin(login);
  return (
    new Hono()
      .get('/none', (c) => {
        // @ts-expect-error nothing stands in front of this page
        return c.text(c.var.visitor.user.name);
      })
      .use(visits)
      .get('/public', async (c) => {
        const someone = await c.var.visit.visitor();
        // @ts-expect-error a visitor who may be anonymous has no user
        const early: string = someone.user.name;
        const name = someone.state === 'anonymous' ? someone.guest.language : someone.user.name;
        return c.text(early + name);
      })
      .get('/unguarded', (c) => {
        // @ts-expect-error `visits` is no guard
        return c.text(c.var.visitor.user.name);
      })
      .get('/guarded/:id', requireLogin(), (c) => {
        exactly<Person>()(c.var.visitor.user);
        exactly<string>()(c.req.param('id'));
        // @ts-expect-error known is not fresh
        const proofs = c.var.visitor.session.proofs;
        // @ts-expect-error the application's user has no such thing
        const age = c.var.visitor.user.age;
        return c.json({ proofs, age });
      })
      .get('/fresh', requireFreshLogin({ withinMinutes: 5 }), (c) => {
        exactly<'fresh'>()(c.var.visitor.state);
        return c.json(c.var.visitor.session.proofs);
      })
      .get('/factors', requireFactors({ factors: ({ name }) => name.length, withinMinutes: 5 }), (c) => {
        exactly<'fresh'>()(c.var.visitor.state);
        return c.json(c.var.visitor.session.proofs);
      })
      // @ts-expect-error how many?
      .get('/some', requireFactors({ withinMinutes: 5 }), (c) => c.text(''))
      .get('/asked', requireLogin(), (c) => {
        exactly<Person>()(user(c));
        exactly<Someone>()(visit(c).visitor());
        return c.text(visitor(c).user.name);
      })
  );
}

export function inExpress(login: Login<Person, Guest>) {
  const { visits, requireLogin, requireFreshLogin, requireFactors, visit, visitor, user } =
    expressLogin(login);
  const app = express();
  app.use(visits);
  app.use('/team', requireLogin(), Router());
  app.get('/unguarded', (req, res) => {
    // @ts-expect-error no guard stands in front of this page
    res.send(req.user.name);
  });
  app.get(
    '/wrapped',
    requireLogin((req, res) => {
      exactly<Person>()(req.user);
      exactly<Person>()(req.visitor.user);
      exactly<Someone>()(req.visit.visitor());
      // @ts-expect-error known is not fresh
      const proofs = req.visitor.session.proofs;
      // @ts-expect-error the application's user has no such thing
      res.json({ proofs, age: req.user.age });
    }),
  );
  app.get(
    '/wrapped/fresh',
    requireFreshLogin((req, res) => void res.json(req.visitor.session.proofs), { withinMinutes: 5 }),
  );
  app.get(
    '/wrapped/factors/:id',
    requireFactors((req, res) => void res.json([req.visitor.session.proofs, req.params.id]), {
      factors: ({ name }) => name.length,
    }),
  );
  app.use('/factors', requireFactors({ factors: 2 }), Router());
  // @ts-expect-error how many?
  requireFactors((req, res) => void res.send(req.user.name));
  app.get(
    '/wrapped/:id',
    requireLogin((req, res) => void res.send(req.params.id)),
  );
  app.get(
    '/said/:id',
    requireLogin<{ id: string }>((req, res) => {
      exactly<string>()(req.params.id);
      // @ts-expect-error the route has no such parameter
      res.send(req.params.other);
    }),
  );
  app.get('/behind/:id', requireLogin(), (req, res) => {
    exactly<string>()(req.params.id);
    // @ts-expect-error the route has no such parameter
    res.send(user(req).name + req.params.other);
  });
  app.get(
    '/both/:id',
    requireLogin(),
    requireFreshLogin((req, res) => {
      exactly<string>()(req.params.id);
      // @ts-expect-error the route has no such parameter
      res.send(req.params.other);
    }),
  );
  app.route('/route/:id').get(
    requireLogin((req, res) => {
      exactly<string>()(req.params.id);
      // @ts-expect-error the route has no such parameter
      res.send(req.params.other);
    }),
  );
  app.get('/asked/:id', requireLogin(), (req, res) => {
    exactly<Person>()(user(req));
    exactly<Someone>()(visit(req).visitor());
    res.send(visitor(req).user.name);
  });
  // @ts-expect-error `requireLogin` takes no options
  requireLogin({ withinMinutes: 5 });
  return app;
}

/** A type provider as those of TypeBox, Zod and others are made. */
interface Provider extends FastifyTypeProvider {
  readonly validator: this['schema'] extends { readonly example: infer Example } ? Example : unknown;
}

export function inFastify(login: Login<Person, Guest>) {
  const { visits, requireLogin, requireFreshLogin, requireFactors, visit, visitor, user } =
    fastifyLogin(login);
  const app = fastify();
  app.addHook('onRequest', visits);
  app.addHook('preHandler', requireLogin());
  app.get('/unguarded', (request) => {
    // @ts-expect-error no guard stands in front of this page
    return request.user.name;
  });
  app.get(
    '/wrapped',
    requireLogin((request) => {
      exactly<Person>()(request.user);
      exactly<Person>()(request.visitor.user);
      exactly<Someone>()(request.visit.visitor());
      // @ts-expect-error known is not fresh
      const proofs = request.visitor.session.proofs;
      // @ts-expect-error the application's user has no such thing
      return { proofs, age: request.user.age };
    }),
  );
  app.get(
    '/fresh',
    requireFreshLogin((request) => request.visitor.session.proofs, { withinMinutes: 5 }),
  );
  app.get<{ Params: { id: string } }>(
    '/factors/:id',
    { onRequest: requireFactors({ factors: 2 }) },
    requireFactors((request) => [request.visitor.session.proofs, exactly<string>()(request.params.id)], {
      factors: ({ name }) => name.length,
    }),
  );
  // @ts-expect-error how many?
  requireFactors((request) => request.user.name);
  app.get<{ Params: { id: string }; Reply: { name: string } }>(
    '/wrapped/:id',
    requireLogin((request, reply) => {
      exactly<string>()(request.params.id);
      // @ts-expect-error the route says what it answers
      reply.send({ other: request.params.id });
      return { name: request.user.name };
    }),
  );
  app.route<{ Querystring: { page: string } }>({
    method: 'GET',
    url: '/route',
    onRequest: [requireLogin(), requireFreshLogin({ withinMinutes: 5 })],
    handler: requireLogin((request) => exactly<string>()(request.query.page)),
  });
  const schema = { params: { example: { id: 'x' as string } } } as const;
  app.withTypeProvider<Provider>().get(
    '/schema/:id',
    { schema, preValidation: requireLogin() },
    requireLogin((request) => exactly<string>()(request.params.id)),
  );
  const http2 = fastify({ http2: true });
  http2.addHook('onRequest', requireLogin());
  http2.get(
    '/http2',
    requireLogin((request) => request.raw.stream.id),
  );
  app.get<{ Params: { id: string } }>('/asked/:id', { onRequest: requireLogin() }, (request) => {
    exactly<Person>()(user(request));
    exactly<Someone>()(visit(request).visitor());
    return visitor(request).user.name + request.params.id;
  });
  // @ts-expect-error `requireLogin` takes no options
  requireLogin({ withinMinutes: 5 });
  return app;
}

describe('The types of the adapters', () => {
  it('hold: this file compiles, and every line that must not compile does not', () => {
    assert.ok([inHono, inExpress, inFastify].every((application) => typeof application === 'function'));
  });
});
