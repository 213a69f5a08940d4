import { hash } from 'node:crypto';
import { serve } from '@hono/node-server';
import { createAccounts, openDatabase, sessionStore } from '@latchkey/accounts';
import { createKeyring, createLogin } from '@latchkey/session';
import { honoLogin } from '@latchkey/session/hono';
import { Hono } from 'hono';

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
await fill(Number(count));

const page =
  `<!doctype html><title>Dashboard</title><p>${'This page is as long as the other one. '.repeat(7)}`.slice(
    0,
    313,
  );
const { requireLogin } = honoLogin(login);
const app = new Hono()
  .get('/unguarded', (c) => c.html(page))
  .get('/guarded', requireLogin(), (c) => c.html(page));
serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => console.log(port));
process.on('SIGTERM', () => process.exit(0));

/** Accounts `user0`, `user1`, … each with one session, whose token is its number padded to 43 characters. */
async function fill(accountCount: number): Promise<void> {
  const now = Date.now();
  await database.kysely.transaction().execute(async (transaction) => {
    for (let number = 0; number < accountCount; number++) {
      const id = `user${number}`;
      const canonical = { username: id, username_canonical: id };
      const user = { id, ...canonical, email: null, email_canonical: null, password_hash: null };
      await transaction
        .insertInto('users')
        .values({ ...user, created_at: now, last_log_in_at: now, disabled_at: null })
        .execute();
      const proofs = JSON.stringify([{ factor: 'password', atMs: now }]);
      const times = { created_at: now, last_seen_at: now };
      const id_hash = hash('sha256', String(number).padStart(43, '0'), 'base64url');
      await transaction
        .insertInto('sessions')
        .values({
          id_hash,
          user_id: id,
          credentials_version: 1,
          via: 'login',
          proofs,
          series: null,
          ...times,
        })
        .execute();
    }
  });
}
