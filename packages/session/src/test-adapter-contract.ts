import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  describeCookies,
  describeRawAnswers,
  describeRefusals,
  describeStreams,
} from './test-adapter-answers.ts';
import { describeFailures } from './test-adapter-failures.ts';
import { bodyOf, type Framework, goesTo, type Open, openPlace } from './test-adapter-scene.ts';
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
    assert.equal(await bodyOf(ada.get('/public')), 'anonymous');
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
    assert.equal(await bodyOf(ada.post('/logout')), 'out');
    assert.equal(await bodyOf(ada.get('/public')), 'anonymous');
    assert.equal(await bodyOf(thief.get('/public')), 'anonymous');
  });

  it('remembers a browser that was closed, and hands out the next token', async (t) => {
    const ada = (await open(t)).browser();
    await ada.post('/login?remember');
    const first = ada.cookies.get('latchkey_remember');
    ada.restart();
    assert.equal(await bodyOf(ada.get('/guarded')), 'hello ada');
    assert.notEqual(ada.cookies.get('latchkey_remember'), first);
    assert.equal(await bodyOf(ada.get('/public')), 'known ada');
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
    assert.equal(await bodyOf((await open(t)).browser().get('/address')), '127.0.0.1');
  });

  it('says what is missing in front of a page: a visit, or a guard', async (t) => {
    const ada = (await open(t)).browser();
    await ada.post('/login');
    assert.equal(await bodyOf(ada.get('/without-visits')), 'visit-missing');
    assert.equal(await bodyOf(ada.get('/without-guard')), 'guard-missing');
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
    assert.equal(await bodyOf(ada.get('/fresh')), 'fresh');
    for (const path of ['/fresh/strict', '/wrapped-strict']) {
      goesTo(await ada.get(path), `/confirm?next=${encodeURIComponent(path)}`);
    }
    app.later(10 * minuteMs);
    for (const path of ['/fresh', '/wrapped-fresh', '/both']) {
      goesTo(await ada.get(path), `/confirm?next=${encodeURIComponent(path)}`);
    }
    assert.equal(await bodyOf(ada.get('/guarded')), 'hello ada');
  });

  it('asks for the factor that is missing, and for both where the proofs are too old', async (t) => {
    const { app, browser } = await open(t);
    const ada = browser();
    const guarded = { '/factors': 'fresh', '/factors/strict': 'strict', '/wrapped-factors': 'ada' };
    const refuses = async (paths: readonly string[], page: string) => {
      for (const path of paths) goesTo(await ada.get(path), `${page}?next=${encodeURIComponent(path)}`);
    };
    await refuses(Object.keys(guarded), '/login');
    await ada.post('/login');
    await refuses(Object.keys(guarded), '/confirm');
    await ada.post('/prove');
    for (const [path, expected] of Object.entries(guarded)) {
      assert.equal(await bodyOf(ada.get(path)), expected);
    }
    app.later(6 * minuteMs);
    await refuses(['/factors/strict'], '/confirm');
    assert.equal(await bodyOf(ada.get('/factors')), 'fresh');
    app.later(10 * minuteMs);
    await refuses(Object.keys(guarded), '/confirm');
    await ada.post('/prove');
    await refuses(Object.keys(guarded), '/confirm');
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
      assert.doesNotMatch(await bodyOf(send('OPTIONS', '/any-wrapped', who)), /secret/);
    }
    assert.equal(await bodyOf(ada.get('/any-wrapped')), 'secret');
  });
}

function describeTwoLogins(open: Open): void {
  it('keeps two logins of one application apart: a customer is no admin', async (t) => {
    const { browser } = await open(t);
    const ada = browser();
    await ada.post('/login');
    assert.equal(await bodyOf(ada.get('/guarded')), 'hello ada');
    assert.equal((await ada.get('/admin')).status, 303);
    assert.equal(await bodyOf(ada.get('/admin/either')), 'guard-missing guard-missing');
    goesTo(await ada.get('/admin/and-person'), '/login?next=%2Fadmin%2Fand-person');
  });

  it('and an admin no customer; who is both has both, each with cookies of its own', async (t) => {
    const { browser } = await open(t);
    const grace = browser();
    await grace.post('/admin/login?user=grace');
    assert.equal(await bodyOf(grace.get('/admin')), 'admin grace');
    assert.equal((await grace.get('/guarded')).status, 303);
    assert.equal((await grace.get('/admin/and-person')).status, 303);
    await grace.post('/login?user=ada');
    assert.equal(await bodyOf(grace.get('/admin/and-person')), 'ada grace');
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
    const answers = await Promise.all(browsers.map((one, number) => bodyOf(one.get(`/wrapped/${number}`))));
    assert.deepEqual(
      answers,
      ids.map((id, number) => `${number} ${id}`),
    );
    const hellos = await Promise.all(browsers.map((one) => bodyOf(one.get('/alone'))));
    assert.deepEqual(
      hellos,
      ids.map((id) => `hello ${id}`),
    );
  });
}
