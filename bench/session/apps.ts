import { createServer, type Server } from 'node:http';
import { createAdaptorServer, getRequestListener } from '@hono/node-server';
import type { Login } from '@latchkey/session';
import { expressLogin } from '@latchkey/session/express';
import { fastifyLogin } from '@latchkey/session/fastify';
import { honoLogin } from '@latchkey/session/hono';
import express from 'express';
import Fastify from 'fastify';
import { Hono } from 'hono';
import { page } from '../page.ts';

/** Two servers of one framework, not listening yet, with the same page. */
export interface Apps {
  /** The framework and the page at `/`, nothing of ours. */
  readonly bare: Server;
  /** Visits on every page: `/open` asks nothing, `/asked` who is there, `/guarded` lets only them in,
   * and `/login` logs in: by GET, so that a load is a load. */
  readonly ours: Server;
}

/** Somebody else at each log-in, as in life. */
export type NextUser<User> = () => User;

export const adapters = { hono: honoApps, express: expressApps, fastify: fastifyApps, fetch: fetchApps };

const html = 'text/html; charset=utf-8';

async function honoApps<User>(login: Login<User>, nextUser: NextUser<User>): Promise<Apps> {
  const { visits, requireLogin } = honoLogin(login);
  const bare = new Hono().get('/', (c) => c.html(page));
  const ours = new Hono()
    .use(visits)
    .get('/open', (c) => c.html(page))
    .get('/asked', async (c) => {
      await c.var.visit.visitor();
      return c.html(page);
    })
    .get('/guarded', requireLogin(), (c) => c.html(page))
    .get('/login', async (c) => {
      await c.var.visit.logIn(nextUser());
      return c.html(page);
    });
  // Proof: without options of its own the adaptor makes a server of node:http.
  return { bare: createAdaptorServer(bare) as Server, ours: createAdaptorServer(ours) as Server };
}

async function expressApps<User>(login: Login<User>, nextUser: NextUser<User>): Promise<Apps> {
  const { visits, visit, requireLogin } = expressLogin(login);
  const bare = express().get('/', (_req, res) => void res.send(page));
  const ours = express()
    .use(visits)
    .get('/open', (_req, res) => void res.send(page))
    .get('/asked', async (req, res) => {
      await visit(req).visitor();
      res.send(page);
    })
    .get('/guarded', requireLogin(), (_req, res) => void res.send(page))
    .get('/login', async (req, res) => {
      await visit(req).logIn(nextUser());
      res.send(page);
    });
  return { bare: createServer(bare), ours: createServer(ours) };
}

async function fastifyApps<User>(login: Login<User>, nextUser: NextUser<User>): Promise<Apps> {
  const { visits, visit, requireLogin } = fastifyLogin(login);
  const bare = Fastify().get('/', async (_req, reply) => reply.type(html).send(page));
  const ours = Fastify().addHook('onRequest', visits);
  ours.get('/open', async (_req, reply) => reply.type(html).send(page));
  ours.get('/asked', async (req, reply) => {
    await visit(req).visitor();
    return reply.type(html).send(page);
  });
  ours.get('/guarded', { onRequest: requireLogin() }, async (_req, reply) => reply.type(html).send(page));
  ours.get('/login', async (req, reply) => {
    await visit(req).logIn(nextUser());
    return reply.type(html).send(page);
  });
  await bare.ready();
  await ours.ready();
  return { bare: bare.server, ours: ours.server };
}

/** The plain form, which takes a `Request` and gives a `Response`. */
async function fetchApps<User>(login: Login<User>, nextUser: NextUser<User>): Promise<Apps> {
  const answer = () => new Response(page, { headers: { 'Content-Type': html } });
  const ours = (request: Request) =>
    login.handle(request, async (visit) => {
      if (request.url.endsWith('/open')) return answer();
      if (request.url.endsWith('/asked')) {
        await visit.visitor();
        return answer();
      }
      if (request.url.endsWith('/guarded')) {
        const visitor = await visit.requireLogin();
        return visitor instanceof Response ? visitor : answer();
      }
      await visit.logIn(nextUser());
      return answer();
    });
  return { bare: createServer(getRequestListener(answer)), ours: createServer(getRequestListener(ours)) };
}
