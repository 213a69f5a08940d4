/**
 * A program for tests: one server process that dies by SIGKILL in the worst moment, when the database has the new
 * session and remember token, and the answer that carries them has not left yet. It gets one request for a guarded page.
 */
import { createAccounts, openDatabase } from '@latchkey/accounts';
import { createKeyring, createLogin } from '@latchkey/session';
import { loginFor } from '@latchkey/web';

const { SECRET_KEY = '', DATABASE_URL = '', COOKIE = '' } = process.env;

const secrets = [SECRET_KEY];
const database = await openDatabase(DATABASE_URL);
const settings = loginFor(createAccounts({ database, keyring: createKeyring(secrets) }));
const { store } = settings;
const login = createLogin({
  ...settings,
  secrets,
  store: {
    ...store,
    async start(session, options) {
      const started = await store.start(session, options);
      console.log(started ? 'written' : 'refused');
      process.kill(process.pid, 'SIGKILL');
      return started;
    },
  },
});

const request = new Request('http://localhost/dashboard', { headers: { cookie: COOKIE } });
await login.handle(request, async (visit) => {
  const visitor = await visit.requireLogin();
  return visitor instanceof Response ? visitor : new Response('Welcome to your dashboard.');
});
console.log('answered');
