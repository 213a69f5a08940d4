import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { text } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import { createBrowser } from '@latchkey/session/testing';
import { type Running, runLatchkey, startLatchkey, temporaryFolder } from '../latchkey.ts';
import { ada, assertGoesTo, loggedIn, logIn, logOut, person, signUp, wordsOf } from '../person.ts';

/** The same browser, as if its requests reached another process. */
function at(server: Running, cookies: Map<string, string>) {
  const browser = createBrowser((request) => fetch(request, { redirect: 'manual' }), server.url);
  for (const [name, value] of cookies) browser.cookies.set(name, value);
  return browser;
}

/** Servers started at the same moment on one folder; `await using` stops them, also when one of them did not start. */
async function startTogether(folder: string, count: number) {
  await using stack = new AsyncDisposableStack();
  const starts = await Promise.allSettled(Array.from({ length: count }, () => startLatchkey(folder)));
  for (const start of starts) if (start.status === 'fulfilled') stack.use(start.value);
  const running = starts.map((start) => {
    if (start.status === 'rejected') throw start.reason;
    return start.value;
  });
  const servers = stack.move();
  return { running, [Symbol.asyncDispose]: () => servers.disposeAsync() };
}

describe('three processes on one database', () => {
  it('start at the same moment on an empty folder, agree on key and tables, and stop in peace', async () => {
    await using folder = await temporaryFolder();
    await using together = await startTogether(folder.path, 3);
    const { running } = together;
    for (const [number, server] of running.entries()) {
      const who = person(`starter${number}`);
      const browser = server.browser();
      assertGoesTo(await signUp(browser, who), '/login');
      for (const other of running) {
        // The message is signed: whoever shows it has the same key.
        const login = at(other, browser.cookies);
        assert.match(await wordsOf(await login.get('/login')), /Account created successfully!/);
        assertGoesTo(await logIn(login, who), '/dashboard');
        for (const third of running)
          assert.equal((await at(third, login.cookies).get('/dashboard')).status, 200);
      }
    }
    const codes = await Promise.all(running.map((server) => server.stop()));
    assert.deepEqual(codes, [0, 0, 0]);
  });
});

describe('two processes on one database', () => {
  it('refuse a session at once that was logged out, disabled or ended by the other', async () => {
    await using folder = await temporaryFolder();
    await using together = await startTogether(folder.path, 2);
    const [one, two] = together.running;
    assert.ok(one && two);
    const browser = one.browser();
    await loggedIn(browser, ada, { remember: true });
    const stolen = at(two, browser.cookies);
    assert.equal((await stolen.get('/dashboard')).status, 200);
    await logOut(browser);
    assertGoesTo(await stolen.get('/dashboard'), '/login?next=%2Fdashboard');

    for (const command of ['end-sessions', 'disable']) {
      assertGoesTo(await logIn(browser, ada, { remember: true }), '/dashboard');
      const elsewhere = at(two, browser.cookies);
      assert.equal((await elsewhere.get('/dashboard')).status, 200);
      assert.equal((await runLatchkey(folder.path, ['users', command, 'ada'])).code, 0);
      assertGoesTo(await elsewhere.get('/dashboard'), '/login?next=%2Fdashboard');
      assertGoesTo(await browser.get('/dashboard'), '/login?next=%2Fdashboard');
    }
    assert.equal((await logIn(one.browser(), ada)).status, 422);
    assert.equal((await runLatchkey(folder.path, ['users', 'enable', 'ada'])).code, 0);
    assertGoesTo(await logIn(two.browser(), ada), '/dashboard');
  });

  it('make one account of two sign-ups with the same mail at the same moment', async () => {
    await using folder = await temporaryFolder();
    await using together = await startTogether(folder.path, 2);
    const [one, two] = together.running;
    assert.ok(one && two);
    const same = (name: string, email: string) => ({ ...person(name), email });
    const answers = await Promise.all([
      signUp(one.browser(), same('first', 'Twin@Example.org')),
      signUp(two.browser(), same('second', 'twin@example.org')),
      signUp(one.browser(), same('third', 'TWIN@EXAMPLE.ORG')),
    ]);
    assert.deepEqual(answers.map(({ status }) => status).sort(), [303, 422, 422]);
    const { stdout } = await runLatchkey(folder.path, ['users', 'list', '--json']);
    assert.equal(stdout.toLowerCase().split('twin@example.org').length - 1, 1);
  });
});

describe('a remember token, over a killed process', () => {
  it('still works when the server died between writing and answering', async () => {
    await using folder = await temporaryFolder();
    const env = { LIMITS: 'off', SECRET_KEY: secretKey };
    const first = await startLatchkey(folder.path, env);
    const browser = first.browser();
    await loggedIn(browser, ada, { remember: true });
    assert.equal(await first.stop(), 0);
    browser.restart();

    const database = new DatabaseSync(join(folder.path, 'data/latchkey.db'));
    using _open = { [Symbol.dispose]: () => database.close() };
    const tokenHashes = () => database.prepare('SELECT token_hash FROM remember_series').all();
    const handedOut = tokenHashes();
    const { signal, said } = await killBeforeAnswer(folder.path, browser.cookies);
    assert.deepEqual([signal, said], ['SIGKILL', 'written\n']);
    const unseen = tokenHashes();
    assert.notDeepEqual(unseen, handedOut);
    assert.equal(unseen.length, 1);

    await using second = await startLatchkey(folder.path, env);
    const atOnce = at(second, browser.cookies);
    assert.equal((await atOnce.get('/dashboard')).status, 200);
    assert.equal(atOnce.cookies.has('latchkey_session'), false, 'answered as known, without a session');
    assert.equal(atOnce.cookies.get('latchkey_remember'), browser.cookies.get('latchkey_remember'));
    assert.deepEqual(tokenHashes(), unseen);

    // A minute passes.
    database.exec('UPDATE remember_series SET rotated_at = rotated_at - 60001');
    const later = at(second, browser.cookies);
    assert.equal((await later.get('/dashboard')).status, 200);
    assert.ok(later.cookies.has('latchkey_session'));
    assert.notEqual(later.cookies.get('latchkey_remember'), browser.cookies.get('latchkey_remember'));
    assert.notDeepEqual(tokenHashes(), unseen);
    later.cookies.delete('latchkey_session');
    assert.equal((await later.get('/dashboard')).status, 200, 'the token that arrived works');
  });
});

const secretKey = '7b1e0c5d9a3f48e6b2d4c7a890f1e3d55c6b7a8910e2f3d4a5b6c7d8e9f0a1b2';

/** One request with these cookies to a server that is killed before it answers. */
async function killBeforeAnswer(folder: string, cookies: ReadonlyMap<string, string>) {
  const program = new URL('../kill-before-answer.ts', import.meta.url).pathname;
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, ['--conditions=latchkey-source', program], {
    cwd: folder,
    env: {
      PATH,
      HOME,
      SECRET_KEY: secretKey,
      DATABASE_URL: 'sqlite:data/latchkey.db',
      COOKIE: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [said] = await Promise.all([text(child.stdout), once(child, 'close')]);
  return { signal: child.signalCode, said };
}

describe('SIGKILL', () => {
  it('during 200 sign-ups and log-ins loses nothing that was confirmed, and needs no repair', async () => {
    await using folder = await temporaryFolder();
    const env = { LIMITS: 'off' };
    const people = Array.from({ length: 200 }, (_, number) => person(`person${number}`));
    const ledger = { signedUp: new Set<string>(), loggedIn: new Map<string, Map<string, string>>() };
    let rest = people;
    for (let round = 0; rest.length > 0; round++) {
      const server = await startLatchkey(folder.path, env);
      const last = round >= 4;
      const work = Promise.all(chunks(rest, 4).map((some) => workThrough(server, some, ledger)));
      if (!last) {
        await new Promise((resolve) => setTimeout(resolve, 350 + 130 * round));
        await server.kill();
      }
      await work;
      if (last) await server.stop();
      rest = last ? [] : people.filter(({ username }) => !ledger.loggedIn.has(username));
    }
    assert.equal(ledger.loggedIn.size, people.length);

    await using server = await startLatchkey(folder.path, env);
    const { stdout } = await runLatchkey(folder.path, ['users', 'list', '--json']);
    const found = people.filter(({ email }) => stdout.includes(`"${email}"`));
    assert.equal(found.length, people.length);
    for (const [username, cookies] of ledger.loggedIn) {
      assert.equal((await at(server, cookies).get('/dashboard')).status, 200, username);
    }
  });
});

interface Ledger {
  readonly signedUp: Set<string>;
  readonly loggedIn: Map<string, Map<string, string>>;
}

/** Signs up and logs in one after the other, and writes down what the server confirmed. Ends when the server does. */
async function workThrough(
  server: Running,
  people: ReturnType<typeof person>[],
  ledger: Ledger,
): Promise<void> {
  for (const who of people) {
    try {
      const browser = server.browser();
      if (!ledger.signedUp.has(who.username)) {
        const { status } = await signUp(browser, who);
        // 422: the account was made, and the server killed before it could say so.
        if (status === 303 || status === 422) ledger.signedUp.add(who.username);
      }
      const answer = await logIn(browser, who);
      assert.equal(answer.status, 303, `${who.username} had been confirmed`);
      ledger.loggedIn.set(who.username, new Map(browser.cookies));
    } catch (error) {
      if (error instanceof assert.AssertionError && server.process.signalCode === null) throw error;
      if (server.process.signalCode !== null || server.process.killed) return;
      throw error;
    }
  }
}

function chunks<Item>(items: readonly Item[], count: number): Item[][] {
  return Array.from({ length: count }, (_, start) => items.filter((_item, index) => index % count === start));
}
