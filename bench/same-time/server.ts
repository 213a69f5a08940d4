import { setTimeout as sleep } from 'node:timers/promises';
import { serve } from '@hono/node-server';
import { createAccounts, deliverDue, openDatabase } from '@latchkey/accounts';
import { createKeyring, createLogin } from '@latchkey/session';
import { createMails, createWeb, loginFor } from '@latchkey/web';
import { fillWithAccounts, fillWithSignUps } from './crowd.ts';
import { hasShortcut, withShortcuts } from './shortcuts.ts';

/**
 * The pages over SQLite, with mail that ends in memory, in a process of its own: `server.ts FOLDER ACCOUNTS on|off`
 * prints its port. With `off` the defence is off: the positive control.
 */
const [folder = '.', count = '500', defence = 'on'] = process.argv.slice(2);
const secrets = ['5d0c7a1e9b3f48627f6e5d4c3b2a190887766554433221100fedcba987654321'];
const most = 1_000_000_000;
const database = await openDatabase(`sqlite:${folder}/bench.db`);
const safe = createAccounts({
  database,
  keyring: createKeyring(secrets),
  // All that is asked of limits is asked; nobody reaches them.
  limits: { logInsPerMinute: most, signUpsPerHour: most, mailRequestsPerHour: most, mailsPerRecipient: most },
  mail: { compose: createMails({ baseUrl: 'http://localhost' }), verification: 'required' },
});
await fillWithAccounts(safe, Number(count));
await fillWithSignUps(safe, Number(count));
const accounts = defence === 'off' ? withShortcuts(safe) : safe;
const login = createLogin({ ...loginFor(accounts), secrets, clientAddress: () => '127.0.0.1' });
const web = createWeb({ login, accounts, magicLink: true });
const answer = defence === 'off' ? hasShortcut(safe, (request) => web.fetch(request)) : web.fetch;
serve({ fetch: (request) => answer(request), port: 0, hostname: '127.0.0.1' }, ({ port }) =>
  console.log(port),
);

process.on('SIGTERM', () => process.exit(0));
// As the finished server does, four times a second.
for (;;) {
  await sleep(250);
  await deliverDue(accounts, async () => ({ ok: true }));
}
