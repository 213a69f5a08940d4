import assert from 'node:assert/strict';
import { request } from 'node:http';
import { it } from 'node:test';
import { bodyOf, cookieOf, type Open } from './test-adapter-scene.ts';

export function describeFailures(open: Open): void {
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
    assert.equal(await bodyOf(ada.get('/guarded')), 'hello ada');
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
        assert.equal(await bodyOf(ada.get('/guarded')), 'hello ada');
      }
    });
  }
}
