import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { Runtime } from './npm.ts';

/** Starts the installed server, walks through it once, and stops it. @throws where anything is not as it should be */
export async function tryServer(folder: string, { path, version }: Runtime): Promise<void> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const server = spawn(path, ['node_modules/latchkey/bin/latchkey.js', 'serve'], {
    cwd: folder,
    env: { PATH: process.env.PATH, PORT: String(port), DATABASE_URL: `sqlite:data/${version}.db` },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  try {
    await answering(`${url}/healthz`, server);
    await expectPage(url, '/', 200);
    await signUpAndLogIn(url);
    await expectPage(url, '/nowhere', 404);
  } finally {
    server.kill('SIGTERM');
  }
  const [code] = server.exitCode === null ? await once(server, 'exit') : [server.exitCode];
  if (code !== 0) throw new Error(`After SIGTERM the server ended with ${code}.`);
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('No port is free.');
  return address.port;
}

async function answering(url: string, server: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    if (server.exitCode !== null)
      throw new Error(`The server ended with ${server.exitCode} before it answered.`);
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.status === 200) return;
    await wait(100);
  }
  throw new Error(`${url} did not answer within 10 s.`);
}

async function expectPage(url: string, path: string, status: number): Promise<void> {
  const answer = await fetch(url + path);
  if (answer.status !== status) throw new Error(`GET ${path} answered ${answer.status}, not ${status}.`);
}

/** The whole way once: the form, its cookie and its token, the password hash, the database, the session. */
async function signUpAndLogIn(url: string): Promise<void> {
  const jar = new Map<string, string>();
  const who = { username: 'packed', email: 'packed@example.test' };
  const password = 'a quiet harbour at dusk';
  await sendForm(url, jar, { path: '/signup', fields: { ...who, password, confirm_password: password } });
  await sendForm(url, jar, { path: '/login', fields: { email: who.email, password } });
  const dashboard = await visit(url, jar, { path: '/dashboard' });
  const text = await dashboard.text();
  if (!text.includes(who.email)) throw new Error('The dashboard does not know who logged in.');
}

interface Form {
  readonly path: string;
  readonly fields?: Readonly<Record<string, string>>;
}

async function sendForm(url: string, jar: Map<string, string>, { path, fields }: Form): Promise<void> {
  const page = await (await visit(url, jar, { path })).text();
  const field = /<input[^>]*name="csrf_token"[^>]*>/.exec(page)?.[0] ?? '';
  const token = /value="(?<token>[^"]+)"/.exec(field)?.groups?.token;
  if (token === undefined) throw new Error(`GET ${path} holds no form with a token.`);
  const answer = await visit(url, jar, { path, fields: { ...fields, csrf_token: token } });
  if (answer.status !== 303) throw new Error(`POST ${path} answered ${answer.status}, not 303.`);
}

/** A GET, or with fields a POST, that keeps cookies as a browser would. */
async function visit(url: string, jar: Map<string, string>, { path, fields }: Form): Promise<Response> {
  const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
  const answer = await fetch(url + path, {
    method: fields === undefined ? 'GET' : 'POST',
    ...(fields === undefined ? {} : { body: new URLSearchParams(fields) }),
    headers: { cookie, origin: url },
    redirect: 'manual',
  });
  for (const set of answer.headers.getSetCookie()) {
    const [name = '', value = ''] = set.split(';', 1).join('').split('=', 2);
    jar.set(name, value);
  }
  return answer;
}
