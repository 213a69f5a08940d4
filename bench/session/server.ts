import { createServer, type Server } from 'node:http';
import { adapters } from './apps.ts';
import { modes } from './logins.ts';

/** One framework with one way of keeping sessions, in a process of its own: `server.ts ADAPTER MODE FOLDER ACCOUNTS SESSIONS`. */
const [adapter = '', mode = '', folder = '.', accounts = '1000', sessions = '10'] = process.argv.slice(2);

const crowd = { folder, accounts: Number(accounts), sessions: Number(sessions) };
let logIns = 0;
const apps = await named(modes, mode)(crowd, (login, user) =>
  named(adapters, adapter)(login, () => user(logIns++)),
);
const ports = { bare: await portOf(apps.bare), ours: await portOf(apps.ours) };

let served = 0;
for (const app of [apps.bare, apps.ours]) app.on('request', () => void served++);

/** Tells the ports, the requests so far, and their processor time in microseconds. */
const control = createServer((_request, answer) => {
  const { user, system } = process.cpuUsage();
  answer.end(JSON.stringify({ ...ports, served, spent: user + system }));
});
console.log(await portOf(control));
process.on('SIGTERM', () => process.exit(0));

function named<Table extends object>(table: Table, name: string): Table[keyof Table] {
  if (!Object.hasOwn(table, name))
    throw new Error(`There is no ${name}, only ${Object.keys(table).join(', ')}.`);
  return table[name as keyof Table]; // just looked up
}

function portOf(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') reject(new Error('It does not listen.'));
      else resolve(address.port);
    });
  });
}
