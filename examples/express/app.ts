import { randomBytes } from 'node:crypto';
import { expressLogin } from '@latchkey/session/express';
import express from 'express';
import { createOwnLogin, isAccepted } from 'latchkey-example-people/login';
import { accountPage, confirmPage, dashboardPage, homePage, loginPage } from 'latchkey-example-people/pages';
import { checkPassword } from 'latchkey-example-people/people';

/** An application with people, passwords and pages of its own; Latchkey keeps the log-in and guards the pages. */
export function createApp(secrets: readonly string[]) {
  const { visits, visit, requireLogin, requireFreshLogin } = expressLogin(createOwnLogin(secrets));
  const app = express().use(visits);
  app.use((req, res, next) => {
    if (isAccepted(visit(req))) next();
    else res.status(403).send('This form was not accepted. Please open the page again.');
  });
  app.use(express.urlencoded({ limit: '4kb' }));

  app.get('/', async (req, res) => {
    res.send(homePage(visit(req), await visit(req).visitor()));
  });
  app.get('/login', (req, res) => {
    res.send(loginPage(visit(req)));
  });
  app.post('/login', async (req, res) => {
    const { name, password, remember } = req.body ?? {};
    const person = await checkPassword(name, password);
    if (person === undefined) {
      res.status(422).send(loginPage(visit(req), 'Wrong name or password.'));
      return;
    }
    await visit(req).logIn(person, { remember: remember === '1' });
    res.redirect(303, visit(req).takeNext() ?? '/dashboard');
  });
  app.post('/logout', async (req, res) => {
    await visit(req).logOut();
    visit(req).flash('You are logged out.', 'success');
    res.redirect(303, '/');
  });

  const dashboard = requireLogin((req, res) => res.send(dashboardPage(req.visit, req.user)));
  const account = requireFreshLogin((req, res) => res.send(accountPage(req.visit, req.user)));
  const confirmation = requireLogin((req, res) => res.send(confirmPage(req.visit)));
  const confirm = requireLogin(async (req, res) => {
    const person = await checkPassword(req.user.name, req.body?.password);
    if (person === undefined) return res.status(422).send(confirmPage(req.visit, 'Wrong password.'));
    await req.visit.confirm({ factor: 'password', atMs: Date.now() });
    return res.redirect(303, req.visit.takeNext() ?? '/account');
  });
  app.get('/dashboard', dashboard).get('/account', account);
  return app.get('/confirm', confirmation).post('/confirm', confirm);
}

if (import.meta.main) {
  const app = createApp([process.env.SECRET_KEY ?? randomBytes(32).toString('hex')]);
  app.listen(5002, '127.0.0.1', () => console.log('http://localhost:5002'));
}
