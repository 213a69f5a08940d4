import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { it } from 'node:test';
import { bodyOf, cookieOf, goesTo, type Open, ownCookies, rawAnswers } from './test-adapter-scene.ts';

export function describeRefusals(open: Open): void {
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
      for (const path of ['/both', '/fresh/strict', '/wrapped-strict', '/any', '/any-wrapped']) {
        assert.doesNotMatch(await bodyOf(browser().get(path)), /both|strict|guard-missing|secret/, path);
      }
    }
  });

  it('takes any Host and any form of the address, and never gets them into a redirect', async (t) => {
    const { url } = await open(t);
    const heads = [
      'GET /guarded HTTP/1.1\r\nHost: a b/c',
      'GET /guarded HTTP/1.1\r\nHost: evil.example/other?',
      'GET /guarded HTTP/1.1\r\nHost: me@evil.example',
      'GET /guarded HTTP/1.1\r\nHost: evil.example:x',
      'GET http://evil.example/guarded HTTP/1.1\r\nHost: x',
      'GET /guarded HTTP/1.0',
    ];
    for (const head of heads) {
      const answer = await written(url, `${head}\r\nConnection: close\r\n\r\n`);
      assert.match(answer, /^HTTP\/1\.1 (?:400|303 .*\r\nlocation: \/login\?next=%2Fguarded\r\n)/is, head);
    }
  });
}

/** The answer to a request as no client would write it. */
async function written(url: string, head: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.end(head);
  return Buffer.concat(await socket.toArray()).toString();
}

export function describeCookies(open: Open): void {
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

export function describeRawAnswers(open: Open): void {
  for (const how of Object.keys(rawAnswers)) {
    it(`completes an answer that the application wrote to Node itself: ${how}`, async (t) => {
      const ada = (await open(t)).browser();
      const answer = await ada.get(`/raw/${how}`);
      assert.deepEqual([answer.status, await answer.text(), answer.headers.get('x-own')], [200, 'raw', '1']);
      assert.equal(answer.headers.get('cache-control'), 'no-store');
      assert.deepEqual(answer.headers.getSetCookie().slice(0, 2), ownCookies);
      assert.equal(answer.headers.getSetCookie().length, 3);
      assert.equal(await bodyOf(ada.get('/guarded')), 'hello ada');
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
        assert.equal(await bodyOf(ada.get('/guarded')), 'hello ada');
        assert.deepEqual(ran, []);
      }
    });
  }
}

export function describeStreams(open: Open): void {
  it('sets the cookies of a log-in before a stream, and refuses one inside it', async (t) => {
    const ada = (await open(t)).browser();
    const answer = await ada.get('/stream');
    assert.equal(answer.headers.getSetCookie().length, 1);
    assert.equal(answer.headers.get('cache-control'), 'no-store');
    assert.equal(await answer.text(), 'one answer-sent');
    assert.equal(await bodyOf(ada.get('/guarded')), 'hello ada');
  });
}
