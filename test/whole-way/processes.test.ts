import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createBrowser } from '@latchkey/session/testing';
import { type Running, runLatchkey, startLatchkey, temporaryFolder } from '../latchkey.ts';
import { ada, assertGoesTo, loggedIn, logIn, logOut, person, signUp } from '../person.ts';

/** The same browser, as if its requests reached another process. */
function at(server: Running, cookies: Map<string, string>) {
  const browser = createBrowser((request) => fetch(request, { redirect: 'manual' }), server.url);
  for (const [name, value] of cookies) browser.cookies.set(name, value);
  return browser;
}

describe('two processes on one database', () => {
  it('start at the same moment on an empty folder, and agree on key and tables', async () => {
    await using folder = await temporaryFolder();
    await using one = await startLatchkey(folder.path);
    const started = await Promise.all([startLatchkey(folder.path), startLatchkey(folder.path)]);
    const browser = one.browser();
    await loggedIn(browser, ada);
    for (const other of started) {
      assert.equal((await at(other, browser.cookies).get('/dashboard')).status, 200);
      assert.equal(await other.stop(), 0);
    }
  });

  it('refuse a session at once that was logged out, disabled or ended by the other', async () => {
    await using folder = await temporaryFolder();
    const [one, two] = await Promise.all([startLatchkey(folder.path), startLatchkey(folder.path)]);
    try {
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
    } finally {
      await Promise.all([one.stop(), two.stop()]);
    }
  });

  it('make one account of two sign-ups with the same mail at the same moment', async () => {
    await using folder = await temporaryFolder();
    const [one, two] = await Promise.all([startLatchkey(folder.path), startLatchkey(folder.path)]);
    try {
      const same = (name: string, email: string) => ({ ...person(name), email });
      const answers = await Promise.all([
        signUp(one.browser(), same('first', 'Twin@Example.org')),
        signUp(two.browser(), same('second', 'twin@example.org')),
        signUp(one.browser(), same('third', 'TWIN@EXAMPLE.ORG')),
      ]);
      assert.deepEqual(answers.map(({ status }) => status).sort(), [303, 422, 422]);
      const { stdout } = await runLatchkey(folder.path, ['users', 'list', '--json']);
      assert.equal(stdout.toLowerCase().split('twin@example.org').length - 1, 1);
    } finally {
      await Promise.all([one.stop(), two.stop()]);
    }
  });
});

describe('a remember token, over a killed process', () => {
  it('still works when the server died between writing and answering', async () => {
    await using folder = await temporaryFolder();
    let server = await startLatchkey(folder.path, { LIMITS: 'off' });
    const browser = server.browser();
    await loggedIn(browser, ada, { remember: true });
    browser.restart();
    for (let round = 0; round < 4; round++) {
      const lost = at(server, browser.cookies)
        .get('/dashboard')
        .catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, round * 3));
      await server.kill();
      await lost;
      server = await startLatchkey(folder.path, { LIMITS: 'off' });
    }
    const back = at(server, browser.cookies);
    assert.equal((await back.get('/dashboard')).status, 200);
    assert.equal(await server.stop(), 0);
  });
});

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
