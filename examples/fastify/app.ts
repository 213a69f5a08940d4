import { randomBytes } from 'node:crypto';
import { fastifyLogin } from '@latchkey/session/fastify';
import Fastify, { type FastifyReply } from 'fastify';
import { createOwnLogin, isAccepted } from 'latchkey-example-people/login';
import { accountPage, confirmPage, dashboardPage, homePage, loginPage } from 'latchkey-example-people/pages';
import { checkPassword } from 'latchkey-example-people/people';

/** An application with people, passwords and pages of its own; Latchkey keeps the log-in and guards the pages. */
export function createApp(secrets: readonly string[]) {
  const { visits, visit, requireLogin, requireFreshLogin } = fastifyLogin(createOwnLogin(secrets));
  const app = Fastify({ bodyLimit: 4096 });
  app.addHook('onRequest', visits);
  app.addHook('onRequest', async (req, reply) => {
    if (isAccepted(visit(req))) return undefined;
    return reply.code(403).send('This form was not accepted. Please open the page again.');
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, readForm);

  app.get('/', async (req, reply) => show(reply, homePage(visit(req), await visit(req).visitor())));
  app.get('/login', async (req, reply) => show(reply, loginPage(visit(req))));
  app.post<Form>('/login', async (req, reply) => {
    const { name, password, remember } = req.body ?? {};
    const person = await checkPassword(name, password);
    if (person === undefined) return show(reply.code(422), loginPage(visit(req), 'Wrong name or password.'));
    await visit(req).logIn(person, { remember: remember === '1' });
    return reply.redirect(visit(req).takeNext() ?? '/dashboard', 303);
  });
  app.post('/logout', async (req, reply) => {
    await visit(req).logOut();
    visit(req).flash('You are logged out.', 'success');
    return reply.redirect('/', 303);
  });

  const dashboard = requireLogin((req, reply) => show(reply, dashboardPage(req.visit, req.user)));
  const account = requireFreshLogin((req, reply) => show(reply, accountPage(req.visit, req.user)));
  const confirmation = requireLogin((req, reply) => show(reply, confirmPage(req.visit)));
  app.get('/dashboard', dashboard).get('/account', account).get('/confirm', confirmation);
  return app.post<Form>(
    '/confirm',
    requireLogin(async (req, reply) => {
      const person = await checkPassword(req.user.name, req.body?.password);
      if (person === undefined) return show(reply.code(422), confirmPage(req.visit, 'Wrong password.'));
      await req.visit.confirm({ factor: 'password', atMs: Date.now() });
      return reply.redirect(req.visit.takeNext() ?? '/account', 303);
    }),
  );
}

const readForm = async (_req: unknown, text: string) => Object.fromEntries(new URLSearchParams(text));

/** What the one parser makes of a body; without a body there is none. */
type Form = { Body: Partial<Record<string, string>> | undefined };

const show = (reply: FastifyReply, page: string) => reply.type('text/html; charset=utf-8').send(page);

if (import.meta.main) {
  const app = createApp([process.env.SECRET_KEY ?? randomBytes(32).toString('hex')]);
  console.log(await app.listen({ port: 5003, host: '127.0.0.1' }));
}
