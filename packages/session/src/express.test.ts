import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { describe, it, type TestContext } from 'node:test';
import { gzipSync } from 'node:zlib';
import express, {
  type ErrorRequestHandler,
  type NextFunction,
  type Request,
  type RequestHandler,
  type Response,
  Router,
} from 'express';
import { expressLogin } from './express.ts';
import { describeAdapter } from './test-adapter-contract.ts';
import { codeOf, ownCookies, rawAnswers, type Scene, textOf } from './test-adapter-scene.ts';
import { testApp } from './test-app.ts';
import { signedInCookie } from './testing.ts';

describeAdapter({
  name: 'Express',
  start: (scene) => listen(application(scene)),
  addressOf: (context) => (context as Request).ip, // the contract of the adapter: the context is Express's request
});

function application(scene: Scene): express.Express {
  const people = expressLogin(scene.people);
  const again = expressLogin(scene.people);
  const admins = expressLogin(scene.admins);
  const person = (req: Request) => ({ id: String(req.query.user ?? 'ada'), active: true });
  const app = express().set('env', 'test');

  app.get('/untouched', (_req, res) => void res.send('untouched'));
  app.get('/without-visits', async (req, res) => void res.send(await codeOf(() => people.visit(req))));
  app.get('/alone', people.requireLogin(), (req, res) => void res.send(`hello ${people.user(req).id}`));
  app.get('/alone-fresh', people.requireFreshLogin(), (_req, res) => void res.send('fresh'));
  app.get('/flushed-first', flush, people.requireLogin(), (req, res) => void res.end(people.user(req).id));

  app.use(people.visits);
  app.get('/quiet', (_req, res) => void res.send('quiet'));
  app.get('/public', async (req, res) => {
    const visitor = await people.visit(req).visitor();
    res.set('Cache-Control', 'public, max-age=600');
    res.send(visitor.state === 'anonymous' ? 'anonymous' : `${visitor.state} ${visitor.user.id}`);
  });
  app.get('/not-modified', async (req, res) => {
    await people.visit(req).visitor();
    res.status(304).end();
  });
  app.get('/address', (req, res) => void res.send(people.visit(req).address));
  app.get('/without-guard', async (req, res) => void res.send(await codeOf(() => people.user(req))));
  app.post('/login', async (req, res) => {
    await people.visit(req).logIn(person(req), { remember: 'remember' in req.query });
    res.setHeader('Set-Cookie', ownCookies);
    res.redirect(303, '/public');
  });
  app.post('/logout', async (req, res) => {
    await people.visit(req).logOut();
    res.send('out');
  });
  app.post('/prove', async (req, res) => {
    await people.visit(req).confirm({ factor: 'totp', atMs: scene.now() });
    res.send('proven');
  });
  app.get('/stream', async (req, res) => {
    const visit = people.visit(req);
    await visit.logIn(person(req));
    res.write('one ');
    res.end(await codeOf(() => visit.logIn(person(req))));
  });
  app.get('/raw/:how', async (req, res) => {
    await people.visit(req).logIn(person(req));
    rawAnswers[req.params.how]?.(res);
  });
  app.get('/flushed-early', flush, people.requireLogin(), (req, res) => void res.end(people.user(req).id));

  app.get('/busy', answer, people.requireLogin(), () => scene.ran.push('busy'));
  app.get(
    '/busy-wrapped',
    answer,
    people.requireLogin(() => scene.ran.push('busy')),
  );
  app.get('/again', again.requireLogin(), (req, res) => {
    res.send(`${people.user(req).id} ${again.user(req).id}`);
  });

  app.get('/guarded', people.requireLogin(), (req, res) => void res.send(`hello ${people.user(req).id}`));
  app.post('/guarded', people.requireLogin(), (req, res) => void res.send(`hello ${people.user(req).id}`));
  app.get('/fresh', people.requireFreshLogin(), (req, res) => void res.send(people.visitor(req).state));
  app.get(
    '/fresh/strict',
    people.requireFreshLogin({ withinMinutes: 5 }),
    (_req, res) => void res.send('strict'),
  );
  app.get('/both', people.requireLogin(), people.requireFreshLogin(), (_req, res) => void res.send('both'));
  app.get(
    '/factors',
    people.requireFactors({ factors: 2 }),
    (req, res) => void res.send(people.visitor(req).state),
  );
  app.get(
    '/factors/strict',
    people.requireFactors({ factors: 2, withinMinutes: 5 }),
    (_req, res) => void res.send('strict'),
  );
  app.get(
    '/wrapped-factors',
    people.requireFactors((req, res) => res.send(req.visitor.session.userId), { factors: () => 2 }),
  );
  app.get(
    '/wrapped/:id',
    people.requireLogin((req, res) => res.send(`${req.params.id} ${req.user.id}`)),
  );
  app.get(
    '/wrapped-fresh',
    people.requireFreshLogin((req, res) => res.send(req.visitor.session.userId)),
  );
  app.get(
    '/wrapped-strict',
    people.requireFreshLogin((_req, res) => res.send('strict'), { withinMinutes: 5 }),
  );
  app.all(
    '/any',
    people.requireLogin(),
    async (req, res) => void res.send(await codeOf(() => people.user(req))),
  );
  app.all(
    '/any-wrapped',
    people.requireLogin((_req, res) => res.send('secret')),
  );

  const area = Router().get('/page', (req, res) => void res.send(`area ${people.user(req).id}`));
  app.use('/area', people.requireLogin(), area);

  const fail = () => Promise.reject(new Error('rejected'));
  app.get('/throws', people.requireLogin(), () => {
    throw new Error('thrown');
  });
  app.get('/rejects', people.requireLogin(), fail);
  app.get(
    '/wrapped-throws',
    people.requireLogin(() => {
      throw new Error('thrown');
    }),
  );
  app.get('/wrapped-rejects', people.requireLogin(fail));

  app.post('/admin/login', admins.visits, async (req, res) => {
    await admins.visit(req).logIn(person(req));
    res.send('in');
  });
  app.get('/admin', admins.requireLogin(), (req, res) => void res.send(`admin ${admins.user(req).id}`));
  app.get('/admin/either', admins.visits, async (req, res) => {
    res.send(`${await codeOf(() => people.user(req))} ${await codeOf(() => admins.user(req))}`);
  });
  app.get('/admin/damaged', admins.visits, async (req, res) => {
    const [person, admin] = [await people.visit(req).visitor(), await admins.visit(req).visitor()];
    res.send(`${person.state} ${admin.state}`);
  });
  app.get('/admin/and-person', people.requireLogin(), admins.requireLogin(), (req, res) => {
    res.send(`${people.user(req).id} ${admins.user(req).id}`);
  });

  if (scene.hasErrorPage) app.use(errorPage);
  return app;
}

/** Express knows a page for errors by its four parameters. */
const errorPage: ErrorRequestHandler = Object.defineProperty(
  (...[error, , res, next]: Parameters<ErrorRequestHandler>) => {
    if (res.headersSent) next(error);
    else res.status(500).send(`sorry: ${textOf(error)}`);
  },
  'length',
  { value: 4 },
);

function flush(_req: Request, res: Response, next: NextFunction): void {
  res.flushHeaders();
  next();
}

/** As a middleware does that has waited too long. */
function answer(_req: Request, res: Response, next: NextFunction): void {
  setImmediate(() => res.send('busy'));
  next();
}

async function listen(app: express.Express): Promise<Server> {
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

describe('Latchkey in Express alone', () => {
  const ada = { id: 'ada', active: true };

  it('says so where a guard was handed over without being called', async (t) => {
    const { requireLogin, requireFreshLogin, requireFactors } = expressLogin(testApp().login);
    const app = express().set('env', 'test');
    app.get('/known', requireLogin as RequestHandler, (_req, res) => void res.send('secret'));
    app.get('/fresh', requireFreshLogin as unknown as RequestHandler, (_req, res) => void res.send('secret'));
    app.get('/factors', requireFactors as unknown as RequestHandler, (_req, res) => void res.send('secret'));
    const url = await addressOf(t, app);
    for (const path of ['/known', '/fresh', '/factors']) {
      const answer = await fetch(url + path);
      assert.equal(answer.status, 500);
      assert.match(await answer.text(), /Guards are called/);
    }
  });

  it('sends an answer that was fetched and unpacked with its own length', async (t) => {
    const text = 'Please log in. '.repeat(300);
    const upstream = await addressOf(
      t,
      express().get('/', (_req, res) => void res.set('Content-Encoding', 'gzip').send(gzipSync(text))),
    );
    const { login } = testApp({ answers: { unauthorized: () => fetch(upstream) } });
    const { requireLogin } = expressLogin(login);
    const url = await addressOf(t, express().use(requireLogin()));
    for (let requests = 0; requests < 3; requests++) {
      const sent = await fetch(url);
      assert.equal(sent.headers.get('content-encoding'), null);
      assert.equal(await sent.text(), text);
    }
  });

  it('sends an answer of the core, for where the application decides by itself', async (t) => {
    const { login } = testApp();
    const { visits, visit, answer } = expressLogin(login);
    const app = express().use(visits);
    app.get('/', async (req, res) => answer(res, await visit(req).refuse('login')));
    const sent = await fetch(await addressOf(t, app), { redirect: 'manual' });
    assert.equal(sent.status, 303);
    assert.equal(sent.headers.get('location'), '/login?next=%2F');
    assert.equal(sent.headers.getSetCookie().length, 1); // the message
  });

  /** What a signed-in visitor gets from this application. */
  async function ask(url: string, cookie: string): Promise<string> {
    const answer = await fetch(url, { headers: { cookie } });
    return `${answer.status} ${await answer.text()}`;
  }

  it('goes on where a wrapped handler goes on, and not where its promise was rejected with nothing', async (t) => {
    const { login } = testApp();
    const { requireLogin } = expressLogin(login);
    const app = express().set('env', 'test');
    app.get(
      '/next',
      requireLogin((_req, _res, next) => next()),
    );
    app.get(
      '/nothing',
      requireLogin(() => Promise.reject()),
    );
    app.use((_req, res) => void res.send('went on'));
    const cookie = await signedInCookie(login, ada);
    const url = await addressOf(t, app);
    assert.equal(await ask(`${url}/next`, cookie), '200 went on');
    assert.match(await ask(`${url}/nothing`, cookie), /^500 /);
  });

  it('passes errors on where a guard is called by a middleware of the application', async (t) => {
    const { login } = testApp({ loadUser: () => Promise.reject(new Error('no connection')) });
    const { requireLogin } = expressLogin(login);
    const app = express().set('env', 'test');
    app.use((req, res, next) => requireLogin()(req, res, next));
    assert.match(await ask(await addressOf(t, app), await signedInCookie(login, ada)), /^503 /);
  });

  it('leaves in place what another middleware puts around the answer between two logins', async (t) => {
    const { login } = testApp();
    const [people, admins] = [
      expressLogin(login),
      expressLogin(testApp({ cookies: { prefix: 'admin' } }).login),
    ];
    const app = express().use(people.visits);
    app.use((_req, res, next) => {
      const before = res.writeHead.bind(res);
      res.writeHead = (status: number) => before(status, { 'X-Between': 'kept' });
      next();
    });
    app.get('/', admins.visits, people.requireLogin(), (_req, res) => void res.end());
    const answer = await fetch(await addressOf(t, app), {
      headers: { cookie: await signedInCookie(login, ada) },
    });
    assert.equal(answer.headers.get('x-between'), 'kept');
    assert.equal(answer.headers.get('cache-control'), 'no-store');
  });

  it('works in a router under a prefix, and leads back to the whole address', async (t) => {
    const { requireLogin } = expressLogin(testApp().login);
    const app = express().set('env', 'test');
    const inner = Router().use(requireLogin());
    app.use('/a', Router().use('/b', inner));
    const url = await addressOf(t, app);
    const answer = await fetch(`${url}/a/b/c?d=1`, { redirect: 'manual' });
    assert.equal(answer.headers.get('location'), '/login?next=%2Fa%2Fb%2Fc%3Fd%3D1');
  });
});

/** The address of a server that goes with the test, and not only where it passes. */
async function addressOf(t: TestContext, app: express.Express): Promise<string> {
  const server = await listen(app);
  t.after(() => server.close());
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  return `http://127.0.0.1:${address.port}`;
}
