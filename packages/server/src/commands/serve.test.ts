import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { makeKey } from '../settings/make-key.ts';
import { type LatchkeyProcess, latchkey, type TestScope, testFolder } from '../test-process.ts';

const ready = /Latchkey is ready at (\S+) /;

function serve(t: TestScope, folder: string, environment: Record<string, string> = {}): LatchkeyProcess {
  return latchkey(t, ['serve'], { folder, environment: { PORT: '0', ...environment } });
}

async function urlOf(server: LatchkeyProcess): Promise<string> {
  return (await server.until(ready))[1] ?? '';
}

describe('latchkey serve', { concurrency: 2 }, () => {
  test('the first start says what it made and where it is, and answers there', async (t) => {
    const folder = testFolder(t);
    const server = serve(t, folder);
    const url = await urlOf(server);
    assert.match(server.stdout(), /Created the secret key .*secret\.key \(for development only\)/);
    assert.match(server.stdout(), /Created the database .*latchkey\.db\./);
    assert.match(server.stdout(), /Brought its tables up to date: 001-accounts/);
    const page = await fetch(url);
    assert.equal(page.status, 200);
    assert.match(page.headers.get('content-type') ?? '', /^text\/html/);
    assert.equal((await fetch(`${url}/readyz`)).status, 200);
  });

  test('the key and the database are for their owner alone', async (t) => {
    const folder = testFolder(t);
    await urlOf(serve(t, folder));
    assert.equal(statSync(join(folder, 'data')).mode & 0o777, 0o700);
    for (const name of readdirSync(join(folder, 'data'))) {
      assert.equal(statSync(join(folder, 'data', name)).mode & 0o777, 0o600, name);
    }
  });

  test('SIGTERM and SIGINT end it with 0, and the next start makes nothing new', async (t) => {
    const folder = testFolder(t);
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      const server = serve(t, folder);
      await urlOf(server);
      server.kill(signal);
      assert.deepEqual(await server.ended, { code: 0, signal: null });
      assert.match(server.stdout(), /Stopped\.\n$/);
      if (signal === 'SIGINT') assert.ok(!server.stdout().includes('Created'));
    }
  });

  test('one Ctrl-C that arrives twice, as npm sends it, is one: it still ends with 0', async (t) => {
    const server = serve(t, testFolder(t));
    await urlOf(server);
    server.kill('SIGINT');
    await server.until(/SIGINT: finishing/);
    server.kill('SIGINT');
    assert.deepEqual(await server.ended, { code: 0, signal: null });
  });

  test('a running request holds the stop up, and a second signal ends both at once', async (t) => {
    const server = serve(t, testFolder(t));
    const { port } = new URL(await urlOf(server));
    const halfSent = connect(Number(port), '127.0.0.1');
    t.after(() => void halfSent.destroy());
    halfSent.on('error', (error) => assert.match(error.message, /ECONNRESET/));
    halfSent.write(
      'POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n',
    );
    halfSent.write('Content-Length: 100\r\n\r\nemail=');
    await wait(100);
    server.kill('SIGTERM');
    await server.until(/SIGTERM: finishing/);
    await wait(600);
    assert.ok(!server.stdout().includes('Stopped.'), 'it waits for the request');
    server.kill('SIGTERM');
    assert.deepEqual(await server.ended, { code: 1, signal: null });
    assert.match(server.stdout(), /SIGTERM again: stopping at once\./);
  });

  test('an error that nobody caught is logged with its stack, and ends the process with 1', async (t) => {
    const breaking = "process.once('SIGUSR2',()=>Promise.reject(new%20Error('nobody%20caught')))";
    const server = serve(t, testFolder(t), { NODE_OPTIONS: `--import="data:text/javascript,${breaking}"` });
    await urlOf(server);
    server.kill('SIGUSR2');
    assert.deepEqual(await server.ended, { code: 1, signal: null });
    assert.match(
      server.stdout(),
      /fatal An error that nobody caught: stopping\.\nError: nobody caught\n +at /,
    );
  });

  test('two processes that start at once in an empty folder agree on one key and one database', async (t) => {
    const folder = testFolder(t);
    const servers = [serve(t, folder), serve(t, folder), serve(t, folder)];
    const urls = await Promise.all(servers.map(urlOf));
    const made = servers.filter((server) => server.stdout().includes('Created the secret key'));
    assert.equal(made.length, 1);
    for (const url of urls) assert.equal((await fetch(`${url}/readyz`)).status, 200);
    assert.deepEqual(
      readdirSync(join(folder, 'data')).filter((name) => !name.startsWith('latchkey.db')),
      ['secret.key'],
    );
  });

  test('a busy port is one sentence and exit code 1', async (t) => {
    const folder = testFolder(t);
    const { port } = new URL(await urlOf(serve(t, folder)));
    const second = serve(t, folder, { PORT: port });
    assert.deepEqual(await second.ended, { code: 1, signal: null });
    assert.equal(
      second.stderr(),
      `latchkey: Port ${port} on 127.0.0.1 is in use by another program. Choose another one with PORT.\n`,
    );
  });

  test('a database that cannot be opened is one sentence and exit code 1', async (t) => {
    const folder = testFolder(t);
    writeFileSync(
      join(folder, 'no.db'),
      'this is a text, and long enough to be read as a header of a database'.repeat(9),
    );
    const server = serve(t, folder, { DATABASE_URL: 'sqlite:no.db' });
    assert.equal((await server.ended).code, 1);
    assert.match(server.stderr(), /^latchkey: The database .*no\.db cannot be opened: .*\n$/);
  });

  test('it says in one line where mail goes, without the password of the mail server, and that it goes nowhere', async (t) => {
    const from = { MAIL_FROM: 'login@example.com' };
    const ways: [Record<string, string>, RegExp][] = [
      [{}, /^\S+ No mail is sent: SMTP_URL is not set\. .*users reset-link/m],
      [{ MAIL: 'outbox' }, /^\S+ Mails are shown at (http:\/\/localhost:\d+)\/dev\/mail, three an hour/m],
      [
        { ...from, SMTP_URL: 'smtp://ada:canary@smtp.example.com' },
        /^\S+ Mail goes to smtp\.example\.com:587\.$/m,
      ],
    ];
    for (const [environment, line] of ways) {
      const server = serve(t, testFolder(t), environment);
      const url = await urlOf(server);
      const found = await server.until(line);
      if (found[1] !== undefined) assert.equal(found[1], url, 'the port that was taken');
      server.kill('SIGTERM');
      assert.equal((await server.ended).code, 0);
      assert.ok(!`${server.stdout()}${server.stderr()}`.includes('canary'));
    }
  });

  test('production logs JSON, names its base URL, and no secret is in a line', async (t) => {
    const folder = testFolder(t);
    const environment = {
      NODE_ENV: 'production',
      SECRET_KEY: makeKey(),
      BASE_URL: 'https://login.example.com',
    };
    const server = serve(t, folder, environment);
    assert.equal(await urlOf(server), 'https://login.example.com');
    const port = /127\.0\.0\.1:(\d+)/.exec(server.stdout())?.[1];
    const answer = await fetch(`http://127.0.0.1:${port}/?token=canary`, { headers: { Cookie: 'a=canary' } });
    assert.match(answer.headers.get('strict-transport-security') ?? '', /max-age/);
    server.kill('SIGTERM');
    await server.ended;
    const lines = server
      .stdout()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    assert.ok(lines.some(({ msg, path, status }) => msg === 'request' && path === '/' && status === 200));
    assert.ok(!server.stdout().includes('canary') && !server.stdout().includes(environment.SECRET_KEY));
    assert.ok(!existsSync(join(folder, 'data', 'secret.key')), 'production makes no key');
    assert.ok(readFileSync(join(folder, 'data', 'latchkey.db')).indexOf(environment.SECRET_KEY) === -1);
  });
});
