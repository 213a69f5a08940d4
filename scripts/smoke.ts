import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** The oldest Node the packages promise to run on. */
const oldestNode = '24';

const folder = mkdtempSync(join(tmpdir(), 'latchkey-smoke-'));
try {
  install(pack());
  await runServer();
  console.log('smoke: the published server starts, answers and stops');
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Builds and packs the four packages, as `npm publish` would. */
function pack(): string[] {
  const packages = ['session', 'accounts', 'web', 'server'].flatMap((name) => [
    '--workspace',
    `packages/${name}`,
  ]);
  npm(['pack', ...packages, '--pack-destination', folder, '--silent'], process.cwd());
  const tarballs = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
  console.log(`packed ${tarballs.join(' ')}`);
  return tarballs.map((name) => join(folder, name));
}

/** Into an empty folder, with a Node of the oldest version beside them: nothing of the repository is in reach. */
function install(tarballs: readonly string[]): void {
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "allowScripts": { "node": true } }');
  npm(['install', '--no-audit', '--no-fund', `node@${oldestNode}`, ...tarballs], folder);
  const version = execFileSync(join(folder, 'node_modules/.bin/node'), ['--version'], {
    encoding: 'utf8',
  }).trim();
  if (!version.startsWith(`v${oldestNode}.`))
    throw new Error(`Expected Node ${oldestNode}, found ${version}.`);
  console.log(`installed on Node ${version}`);
}

/** Without what an outer npm left in the environment: it would work in the repository instead of in `cwd`. */
function npm(args: readonly string[], cwd: string): void {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^npm_(?:package|lifecycle|config_local)_/.test(name),
  );
  execFileSync('npm', args, { cwd, env: Object.fromEntries(kept), stdio: ['ignore', 'ignore', 'inherit'] });
}

async function runServer(): Promise<void> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const server = spawn(
    join(folder, 'node_modules/.bin/node'),
    ['node_modules/latchkey/bin/latchkey.js', 'serve'],
    {
      cwd: folder,
      env: { PATH: process.env.PATH, PORT: String(port), DATABASE_URL: 'sqlite:data/smoke.db' },
      stdio: ['ignore', 'inherit', 'inherit'],
    },
  );
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
  console.log(`GET ${path} ${answer.status}`);
}

/** The whole way once: the form, its cookie and its token, the password hash, the database, the session. */
async function signUpAndLogIn(url: string): Promise<void> {
  const jar = new Map<string, string>();
  const who = { username: 'smoke', email: 'smoke@example.test' };
  const password = 'a quiet harbour at dusk';
  await sendForm(url, jar, { path: '/signup', fields: { ...who, password, confirm_password: password } });
  await sendForm(url, jar, { path: '/login', fields: { email: who.email, password } });
  const dashboard = await visit(url, jar, { path: '/dashboard' });
  const text = await dashboard.text();
  if (!text.includes('smoke@example.test')) throw new Error('The dashboard does not know who logged in.');
  console.log(`GET /dashboard ${dashboard.status}, logged in`);
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
  console.log(`POST ${path} ${answer.status} ${answer.headers.get('location') ?? ''}`);
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
