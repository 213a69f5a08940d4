import assert from 'node:assert/strict';
import { request } from 'node:http';
import { describe, it } from 'node:test';
import {
  cookieOf,
  type Framework,
  type Open,
  openPlace,
  ownCookies,
  type Place,
  rawAnswers,
} from './test-adapter-scene.ts';
import { minuteMs } from './test-app.ts';

/** What every adapter does, shown on the same application in each framework, over real HTTP; with a store that answers at once, and with one that lets us wait. */
export function describeAdapter(framework: Framework): void {
  for (const isSlow of [false, true]) {
    describe(`Latchkey in ${framework.name}, ${isSlow ? 'a store with promises' : 'a store without promises'}`, () => {
      const open: Open = (t, options) => openPlace(framework, t, { isSlow, ...options });
      describePages(open);
      describeGuards(open);
      describeRefusals(open);
      describeCookies(open);
      describeStreams(open);
      if (framework.noRawAnswers === undefined) describeRawAnswers(open);
      else
        it('completes an answer that the application wrote to Node itself', { skip: framework.noRawAnswers });
      describeFailures(open);
      describeTwoLogins(open);
      describeCrowds(open);
    });
  }
}

function describePages(open: Open): void {
  it('leaves a page alone that does not ask who the visitor is, whatever cookies come', async (t) => {
    const ada = (await open(t)).browser();
    await ada.post('/login');
    ada.cookies.set('latchkey_remember', 'damaged');
    for (const path of ['/untouched', '/quiet']) {
      const answer = await ada.get(path);
      assert.equal(await answer.text(), path.slice(1));
      assert.deepEqual(answer.headers.getSetCookie(), []);
      assert.equal(answer.headers.get('cache-control'), null);
    }
  });

  it('knows the visitor on a public page, which no proxy may keep, whatever the page says', async (t) => {
    const ada = (await open(t)).browser();
    assert.equal(await textOf(ada.get('/public')), 'anonymous');
    await ada.post('/login');
    const answer = await ada.get('/public');
    assert.equal(await answer.text(), 'fresh ada');
    assert.equal(answer.headers.get('cache-control'), 'no-store');
  });

  it('logs in, and logs out for good', async (t) => {
    const ada = (await open(t)).browser();
    const answer = await ada.post('/login');
    goesTo(answer, '/public');
    assert.equal(answer.headers.get('cache-control'), 'no-store');
    const thief = ada.copy();
    assert.equal(await textOf(ada.post('/logout')), 'out');
    assert.equal(await textOf(ada.get('/public')), 'anonymous');
    assert.equal(await textOf(thief.get('/public')), 'anonymous');
  });

  it('remembers a browser that was closed, and hands out the next token', async (t) => {
    const ada = (await open(t)).browser();
    await ada.post('/login?remember');
    const first = ada.cookies.get('latchkey_remember');
    ada.restart();
    assert.equal(await textOf(ada.get('/guarded')), 'hello ada');
    assert.notEqual(ada.cookies.get('latchkey_remember'), first);
    assert.equal(await textOf(ada.get('/public')), 'known ada');
  });

  it('opens one visit for each request, however many adapters of a login stand in a row', async (t) => {
    const { app, browser } = await open(t);
    const ada = browser();
    await ada.post('/login?remember');
    ada.restart();
    const answer = await ada.get('/again');
    assert.equal(await answer.text(), 'ada ada');
    assert.equal(answer.headers.getSetCookie().length, 2);
    assert.deepEqual(app.happened, ['loggedIn', 'restored']);
  });

  it('tells the login where the client is', async (t) => {
    assert.equal(await textOf((await open(t)).browser().get('/address')), '127.0.0.1');
  });

  it('says what is missing in front of a page: a visit, or a guard', async (t) => {
    const ada = (await open(t)).browser();
    await ada.post('/login');
    assert.equal(await textOf(ada.get('/without-visits')), 'visit-missing');
    assert.equal(await textOf(ada.get('/without-guard')), 'guard-missing');
  });
}

function describeGuards(open: Open): void {
  const guarded = {
    '/guarded': 'hello ada',
    '/alone': 'hello ada',
    '/area/page': 'area ada',
    '/wrapped/7': '7 ada',
    '/fresh': 'fresh',
    '/wrapped-fresh': 'ada',
    '/both': 'both',
  };
  for (const [path, expected] of Object.entries(guarded)) {
    it(`guards ${path}`, async (t) => {
      const ada = (await open(t)).browser();
      const refused = await ada.get(path);
      goesTo(refused, `/login?next=${encodeURIComponent(path)}`);
      assert.equal(refused.headers.get('cache-control'), 'no-store');
      assert.match(refused.headers.getSetCookie().join(), /^latchkey_flash=/);
      await ada.post('/login');
      const answer = await ada.get(path);
      assert.equal(await answer.text(), expected);
      assert.equal(answer.headers.get('cache-control'), 'no-store');
    });
  }

  it('asks for a confirmation where the proof is too old', async (t) => {
    const { app, browser } = await open(t);
    const ada = browser();
    await ada.post('/login');
    app.later(6 * minuteMs);
    assert.equal(await textOf(ada.get('/fresh')), 'fresh');
    for (const path of ['/fresh/strict', '/wrapped-strict']) {
      goesTo(await ada.get(path), `/confirm?next=${encodeURIComponent(path)}`);
    }
    app.later(10 * minuteMs);
    for (const path of ['/fresh', '/wrapped-fresh', '/both']) {
      goesTo(await ada.get(path), `/confirm?next=${encodeURIComponent(path)}`);
    }
    assert.equal(await textOf(ada.get('/guarded')), 'hello ada');
  });

  it('answers HEAD like GET, without the body', async (t) => {
    const { browser, send } = await open(t);
    const ada = browser();
    const refused = await send('HEAD', '/guarded');
    goesTo(refused, '/login?next=%2Fguarded');
    assert.equal(refused.headers.getSetCookie().length, 1);
    await ada.post('/login');
    for (const path of ['/guarded', '/wrapped/7']) {
      const answer = await send('HEAD', path, ada);
      assert.deepEqual([answer.status, await answer.text()], [200, '']);
      assert.equal(answer.headers.get('cache-control'), 'no-store');
    }
  });

  it('lets OPTIONS pass, without a user, and never into a wrapped handler', async (t) => {
    const { browser, send } = await open(t);
    const ada = browser();
    goesTo(await send('GET', '/any'), '/login?next=%2Fany');
    await ada.post('/login');
    for (const who of [undefined, ada]) {
      const passed = await send('OPTIONS', '/any', who);
      assert.deepEqual([passed.status, await passed.text()], [200, 'guard-missing']);
      assert.deepEqual(passed.headers.getSetCookie(), []);
      assert.doesNotMatch(await textOf(send('OPTIONS', '/any-wrapped', who)), /secret/);
    }
    assert.equal(await textOf(ada.get('/any-wrapped')), 'secret');
  });
}

function describeRefusals(open: Open): void {
  it('answers a program with a problem', async (t) => {
    const someone = (await open(t)).browser();
    for (const path of ['/guarded', '/wrapped/7']) {
      const answer = await someone.get(path, { accept: 'application/json' });
      assert.equal(answer.status, 401);
      assert.equal(answer.headers.get('content-type'), 'application/problem+json');
      assert.match(answer.headers.get('www-authenticate') ?? '', /^Cookie realm=/);
      assert.equal(answer.headers.get('cache-control'), 'no-store');
      assert.match(await answer.text(), /"status":401/);
    }
  });

  it('sends who posted a form too late back to the page that held it', async (t) => {
    const { browser, url } = await open(t);
    const refused = await browser().post(
      '/guarded',
      { text: 'x'.repeat(100_000) },
      { referer: `${url}/page?a=1` },
    );
    goesTo(refused, '/login?next=%2Fpage%3Fa%3D1');
  });

  it("gives the application's own answer whole: status, several cookies, body", async (t) => {
    const unauthorized = () =>
      new Response('tea?', {
        status: 418,
        headers: [...ownCookies.map((text): [string, string] => ['Set-Cookie', text]), ['X-Own', '1']],
      });
    const { browser } = await open(t, { settings: { answers: { unauthorized } } });
    for (const path of ['/guarded', '/wrapped/7']) {
      const answer = await browser().get(path);
      assert.deepEqual([answer.status, await answer.text(), answer.headers.get('x-own')], [418, 'tea?', '1']);
      assert.deepEqual(answer.headers.getSetCookie(), ownCookies);
      assert.equal(answer.headers.get('cache-control'), 'no-store');
    }
  });

  it('lets nobody through with an answer that was fetched elsewhere, or comes from another realm', async (t) => {
    const elsewhere = await open(t);
    const fetched = () => fetch(`${elsewhere.url}/untouched`);
    const foreign = () => Object.assign(Object.create(null), { status: 403, headers: new Map(), body: null });
    for (const unauthorized of [fetched, foreign]) {
      const { browser } = await open(t, { settings: { answers: { unauthorized } } });
      for (const path of ['/guarded', '/alone', '/area/page', '/wrapped/7', '/fresh']) {
        assert.doesNotMatch(await textOf(browser().get(path)), /hello|area|7|fresh/, path);
      }
    }
  });

  it('takes any Host and any form of the address, and never gets them into a redirect', async (t) => {
    const place = await open(t);
    for (const [path, host] of [
      ['/guarded', 'a b/c'],
      ['http://evil.example/guarded', 'x'],
      ['/guarded', ''],
    ] as const) {
      const { status, location } = await raw(place, path, { host });
      assert.ok(
        status === 400 || location === '/login?next=%2Fguarded',
        `${path} ${host}: ${status} ${location}`,
      );
    }
  });
}

function describeCookies(open: Open): void {
  it("keeps the application's own cookies beside ours, each once", async (t) => {
    const ada = (await open(t)).browser();
    const names = (await ada.post('/login?remember')).headers
      .getSetCookie()
      .map((text) => text.split('=', 1)[0]);
    assert.deepEqual(names.sort(), ['lang', 'latchkey_remember', 'latchkey_session', 'theme']);
  });

  it("never puts a visitor's cookies into a list of the application's, to be given to the next one", async (t) => {
    const { browser } = await open(t);
    await browser().post('/login?user=ada');
    const answer = await browser().post('/login?user=grace');
    assert.equal(answer.headers.getSetCookie().length, 3);
    assert.deepEqual(ownCookies, ['theme=dark; Path=/', 'lang=en; Path=/']);
  });

  it('clears a damaged cookie where it was looked at', async (t) => {
    const someone = (await open(t)).browser();
    someone.cookies.set('latchkey_session', 'damaged');
    const answer = await someone.get('/public');
    assert.equal(await answer.text(), 'anonymous');
    assert.equal(answer.headers.getSetCookie().length, 1);
    assert.equal(someone.cookies.has('latchkey_session'), false);
  });

  it('completes an answer without a body', async (t) => {
    const ada = (await open(t)).browser();
    ada.cookies.set('latchkey_session', 'damaged');
    const answer = await ada.get('/not-modified');
    assert.equal(answer.status, 304);
    assert.equal(answer.headers.get('cache-control'), 'no-store');
    assert.equal(answer.headers.getSetCookie().length, 1);
  });
}

function describeRawAnswers(open: Open): void {
  for (const how of Object.keys(rawAnswers)) {
    it(`completes an answer that the application wrote to Node itself: ${how}`, async (t) => {
      const ada = (await open(t)).browser();
      const answer = await ada.get(`/raw/${how}`);
      assert.deepEqual([answer.status, await answer.text(), answer.headers.get('x-own')], [200, 'raw', '1']);
      assert.equal(answer.headers.get('cache-control'), 'no-store');
      assert.deepEqual(answer.headers.getSetCookie().slice(0, 2), ownCookies);
      assert.equal(answer.headers.getSetCookie().length, 3);
      assert.equal(await textOf(ada.get('/guarded')), 'hello ada');
    });
  }

  for (const path of ['/flushed-first', '/flushed-early']) {
    it(`lets nobody through whose answer was sent before the guard could ask: ${path}`, async (t) => {
      const { app, browser, url } = await open(t);
      const ada = browser();
      await ada.post('/login');
      for (const cookie of [cookieOf(ada), '']) {
        const answer = await fetch(url + path, { headers: { cookie } });
        assert.deepEqual(answer.headers.getSetCookie(), []);
        await assert.rejects(answer.text());
      }
      assert.deepEqual(app.happened, ['loggedIn']);
    });
  }

  for (const path of ['/busy', '/busy-wrapped']) {
    it(`is silent where somebody else has answered meanwhile: ${path}`, async (t) => {
      const { store, ran, browser } = await open(t);
      const ada = browser();
      await ada.post('/login');
      for (const who of [ada, browser()]) {
        if (who !== ada) who.cookies.set('latchkey_session', 'x'.repeat(43));
        const held = store.holdNext();
        const answer = await who.get(path);
        held.letGo();
        assert.deepEqual([answer.status, await answer.text()], [200, 'busy']);
        assert.equal(await textOf(ada.get('/guarded')), 'hello ada');
        assert.deepEqual(ran, []);
      }
    });
  }
}

function describeStreams(open: Open): void {
  it('sets the cookies of a log-in before a stream, and refuses one inside it', async (t) => {
    const ada = (await open(t)).browser();
    const answer = await ada.get('/stream');
    assert.equal(answer.headers.getSetCookie().length, 1);
    assert.equal(answer.headers.get('cache-control'), 'no-store');
    assert.equal(await answer.text(), 'one answer-sent');
    assert.equal(await textOf(ada.get('/guarded')), 'hello ada');
  });
}

function describeFailures(open: Open): void {
  it("passes an error to the application's own page for errors", async (t) => {
    const ada = (await open(t)).browser();
    await ada.post('/login');
    ada.cookies.set('latchkey_remember', 'damaged');
    for (const path of ['/throws', '/rejects', '/wrapped-throws', '/wrapped-rejects']) {
      const answer = await ada.get(path);
      assert.equal(await answer.text(), path.endsWith('throws') ? 'sorry: thrown' : 'sorry: rejected');
      assert.equal(answer.headers.get('cache-control'), 'no-store');
    }
  });

  it('answers 503 while the store is down, and takes no cookie away', async (t) => {
    const { store, browser } = await open(t, { hasErrorPage: false });
    const ada = browser();
    await ada.post('/login?remember');
    const before = new Map(ada.cookies);
    store.isDown = true;
    for (const path of [
      '/guarded',
      '/alone',
      '/area/page',
      '/wrapped/7',
      '/fresh',
      '/wrapped-fresh',
      '/public',
    ]) {
      const answer = await ada.get(path);
      assert.deepEqual([answer.status, answer.headers.get('retry-after')], [503, '5'], path);
      assert.deepEqual(answer.headers.getSetCookie(), []);
      assert.doesNotMatch(await answer.text(), /hello|anonymous/);
    }
    for (const path of ['/login', '/logout']) assert.equal((await ada.post(path)).status, 503);
    ada.cookies.delete('latchkey_session');
    assert.equal((await ada.get('/guarded')).status, 503);
    assert.equal(ada.cookies.get('latchkey_remember'), before.get('latchkey_remember'));
    store.isDown = false;
    for (const [name, value] of before) ada.cookies.set(name, value);
    assert.equal(await textOf(ada.get('/guarded')), 'hello ada');
  });

  it("leaves the store's failure to the application's own page for errors, where it has one", async (t) => {
    const { store, browser } = await open(t);
    const ada = browser();
    await ada.post('/login');
    store.isDown = true;
    for (const path of ['/guarded', '/wrapped/7']) {
      const answer = await ada.get(path);
      assert.equal(await answer.text(), 'sorry: store-unavailable');
      assert.equal(answer.headers.get('cache-control'), 'no-store');
    }
  });

  it('sends no cookie of a restored log-in that the application did not let through', async (t) => {
    const failing = { restored: () => assert.fail('the event failed') };
    for (const path of ['/alone', '/guarded', '/wrapped/7']) {
      const { browser } = await open(t, { settings: { events: failing } });
      const ada = browser();
      await ada.post('/login?remember');
      const first = ada.cookies.get('latchkey_remember');
      ada.restart();
      const answer = await ada.get(path);
      assert.match(await answer.text(), /^sorry/);
      assert.deepEqual([...ada.cookies], [['latchkey_remember', first]], path);
    }
  });

  it('hands out the next remember token even where the guard fails afterwards', async (t) => {
    const needsConfirm = () => assert.fail('the event failed');
    for (const path of ['/alone-fresh', '/fresh', '/wrapped-fresh']) {
      const { browser } = await open(t, { settings: { events: { needsConfirm } } });
      const ada = browser();
      await ada.post('/login?remember');
      const first = ada.cookies.get('latchkey_remember');
      ada.restart();
      const answer = await ada.get(path);
      assert.match(await answer.text(), /^sorry/);
      assert.equal(answer.headers.get('cache-control'), 'no-store');
      assert.notEqual(ada.cookies.get('latchkey_remember'), first, path);
    }
  });

  for (const path of ['/guarded', '/wrapped/7', '/alone', '/public']) {
    it(`lives on when the client hangs up while ${path} waits for the store`, async (t) => {
      const place = await open(t);
      const ada = place.browser();
      await ada.post('/login');
      for (const cookie of [cookieOf(ada), `latchkey_session=${'x'.repeat(43)}`]) {
        const held = place.store.holdNext();
        const sent = request(place.url + path, { headers: { cookie } }).on('error', () => undefined);
        sent.end();
        await held.asked;
        const closed = place.nextClose();
        sent.destroy();
        await closed;
        held.letGo();
        assert.equal(await textOf(ada.get('/guarded')), 'hello ada');
      }
    });
  }
}

function describeTwoLogins(open: Open): void {
  it('keeps two logins of one application apart: a customer is no admin', async (t) => {
    const { browser } = await open(t);
    const ada = browser();
    await ada.post('/login');
    assert.equal(await textOf(ada.get('/guarded')), 'hello ada');
    assert.equal((await ada.get('/admin')).status, 303);
    assert.equal(await textOf(ada.get('/admin/either')), 'guard-missing guard-missing');
    goesTo(await ada.get('/admin/and-person'), '/login?next=%2Fadmin%2Fand-person');
  });

  it('and an admin no customer; who is both has both, each with cookies of its own', async (t) => {
    const { browser } = await open(t);
    const grace = browser();
    await grace.post('/admin/login?user=grace');
    assert.equal(await textOf(grace.get('/admin')), 'admin grace');
    assert.equal((await grace.get('/guarded')).status, 303);
    assert.equal((await grace.get('/admin/and-person')).status, 303);
    await grace.post('/login?user=ada');
    assert.equal(await textOf(grace.get('/admin/and-person')), 'ada grace');
    grace.cookies.set('latchkey_session', 'damaged').set('admin_session', 'damaged');
    grace.cookies.delete('latchkey_flash');
    const answer = await grace.get('/admin/either');
    assert.equal(await answer.text(), 'guard-missing guard-missing');
    const both = await grace.get('/admin/damaged');
    assert.equal(await both.text(), 'anonymous anonymous');
    assert.equal(both.headers.getSetCookie().length, 2);
  });
}

function describeCrowds(open: Open): void {
  it('never mixes 300 visitors who come at once', async (t) => {
    const { app, browser } = await open(t);
    const ids = Array.from({ length: 300 }, (_, number) => `user${number}`);
    for (const id of ids) app.people.set(id, { id, active: true });
    const browsers = await Promise.all(
      ids.map(async (id) => {
        const one = browser();
        await one.post(`/login?user=${id}`);
        return one;
      }),
    );
    const answers = await Promise.all(browsers.map((one, number) => textOf(one.get(`/wrapped/${number}`))));
    assert.deepEqual(
      answers,
      ids.map((id, number) => `${number} ${id}`),
    );
    const hellos = await Promise.all(browsers.map((one) => textOf(one.get('/alone'))));
    assert.deepEqual(
      hellos,
      ids.map((id) => `hello ${id}`),
    );
  });
}

function goesTo(answer: Response, location: string): void {
  assert.deepEqual([answer.status, answer.headers.get('location')], [303, location]);
}

async function textOf(answer: Promise<Response>): Promise<string> {
  return (await answer).text();
}

/** As no client would send it. */
function raw(
  { url }: Place,
  path: string,
  headers: Record<string, string>,
): Promise<{ status: number | undefined; location: string | undefined }> {
  const { port } = new URL(url);
  return new Promise((settle, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, headers }, (answer) => {
      answer.resume();
      settle({ status: answer.statusCode, location: answer.headers.location });
    });
    sent.on('error', reject).end();
  });
}
