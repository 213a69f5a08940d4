import { serve } from '@hono/node-server';
import { createAccounts, openDatabase, sessionStore } from '@latchkey/accounts';
import { createKeyring, createLogin } from '@latchkey/session';
import { honoLogin } from '@latchkey/session/hono';
import { Hono } from 'hono';
import { fillDatabase } from './fill.ts';
import { page } from './page.ts';

/** The application under measure: one page, unguarded and guarded. `node bench/app.ts FOLDER ACCOUNTS` prints its port. */
const [folder = '.', count = '10000'] = process.argv.slice(2);
const secrets = ['5d0c7a1e9b3f48627f6e5d4c3b2a190887766554433221100fedcba987654321'];
const database = await openDatabase(`sqlite:${folder}/bench.db`);
const accounts = createAccounts({ database, keyring: createKeyring(secrets), limits: 'off' });
const login = createLogin({
  store: sessionStore(accounts),
  secrets,
  userId: (user) => user.id,
  loginPage: '/login',
});
await fillDatabase(database, { accounts: Number(count), sessions: Number(count) });

const { requireLogin } = honoLogin(login);
const app = new Hono()
  .get('/unguarded', (c) => c.html(page))
  .get('/guarded', requireLogin(), (c) => c.html(page));
serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => console.log(port));
process.on('SIGTERM', () => process.exit(0));
