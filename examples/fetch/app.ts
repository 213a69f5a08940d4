import { randomBytes } from 'node:crypto';
import { createOwnLogin, isAccepted } from 'latchkey-example-people/login';
import { accountPage, confirmPage, dashboardPage, homePage, loginPage } from 'latchkey-example-people/pages';
import { checkPassword } from 'latchkey-example-people/people';
import { goTo, type Page, show } from './answers.ts';
import { createNodeServer } from './node-server.ts';

/** An application with people, passwords and pages of its own; Latchkey keeps the log-in and guards the pages. */
export function createApp(secrets: readonly string[]) {
  const login = createOwnLogin(secrets);
  return (request: Request) =>
    login.handle(request, async (visit) => {
      if (!isAccepted(visit)) return show('This form was not accepted. Please open the page again.', 403);
      const method = request.method === 'HEAD' ? 'GET' : request.method;
      const page = pages[`${method} ${new URL(request.url).pathname}`];
      return page?.(visit, new URLSearchParams(await request.text())) ?? show('There is no such page.', 404);
    });
}

const pages: Partial<Record<string, Page>> = {
  'GET /': async (visit) => show(homePage(visit, await visit.visitor())),
  'GET /login': async (visit) => show(loginPage(visit)),
  'POST /login': async (visit, form) => {
    const person = await checkPassword(form.get('name'), form.get('password'));
    if (person === undefined) return show(loginPage(visit, 'Wrong name or password.'), 422);
    await visit.logIn(person, { remember: form.get('remember') === '1' });
    return goTo(visit.takeNext() ?? '/dashboard');
  },
  'POST /logout': async (visit) => {
    await visit.logOut();
    visit.flash('You are logged out.', 'success');
    return goTo('/');
  },
  'GET /dashboard': async (visit) => {
    const visitor = await visit.requireLogin();
    return visitor instanceof Response ? visitor : show(dashboardPage(visit, visitor.user));
  },
  'GET /account': async (visit) => {
    const visitor = await visit.requireFreshLogin();
    return visitor instanceof Response ? visitor : show(accountPage(visit, visitor.user));
  },
  'GET /confirm': async (visit) => {
    const visitor = await visit.requireLogin();
    return visitor instanceof Response ? visitor : show(confirmPage(visit));
  },
  'POST /confirm': async (visit, form) => {
    const visitor = await visit.requireLogin();
    if (visitor instanceof Response) return visitor;
    const person = await checkPassword(visitor.user.name, form.get('password'));
    if (person === undefined) return show(confirmPage(visit, 'Wrong password.'), 422);
    await visit.confirm({ factor: 'password', atMs: Date.now() });
    return goTo(visit.takeNext() ?? '/account');
  },
};

if (import.meta.main) {
  const answer = createApp([process.env.SECRET_KEY ?? randomBytes(32).toString('hex')]);
  createNodeServer(answer).listen(5004, '127.0.0.1', () => console.log('http://localhost:5004'));
}
