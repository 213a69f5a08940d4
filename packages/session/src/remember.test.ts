import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createMemoryStore } from './memory-store.ts';
import { dayMs, minuteMs, type Person, type TestSettings, testApp } from './test-app.ts';
import type { Browser } from './testing.ts';

const whoami = async (browser: Browser) => (await browser.get('/whoami')).text();
const restored = 'known ada via remember';

/** Ada, remembered, with her browser just closed. */
async function closedBrowser(settings: TestSettings = {}) {
  const app = testApp(settings);
  const ada = app.browser();
  await ada.post('/login?remember');
  ada.restart();
  return { app, ada };
}

describe('a remember token', () => {
  it('brings the login back after the browser was closed, as known', async () => {
    const { ada } = await closedBrowser();
    assert.equal(await whoami(ada), restored);
    assert.equal((await ada.get('/account')).headers.get('location'), '/confirm?next=%2Faccount');
  });

  it('is not handed out unless asked for', async () => {
    const ada = testApp().browser();
    await ada.post('/login');
    ada.restart();
    assert.equal(await whoami(ada), 'anonymous');
  });

  it('changes on every use', async () => {
    const { ada } = await closedBrowser();
    const before = ada.cookies.get('latchkey_remember');
    await whoami(ada);
    assert.notEqual(ada.cookies.get('latchkey_remember'), before);
  });

  it('thief first: the owner comes back, and the next use of the stolen line ends everything', async () => {
    const { app, ada } = await closedBrowser();
    const thief = ada.copy();
    assert.equal(await whoami(thief), restored);
    app.later(2 * minuteMs);
    assert.equal(await whoami(ada), restored);
    thief.restart();
    assert.equal(await whoami(thief), 'anonymous');
    assert.equal(await whoami(ada), 'anonymous');
    assert.equal(app.happened.at(-1), 'replayed');
  });

  it('thief first: the session that the thief was given ends when the owner comes back', async () => {
    const { app, ada } = await closedBrowser();
    const thief = ada.copy();
    assert.equal(await whoami(thief), restored);
    thief.cookies.delete('latchkey_remember');
    app.later(2 * minuteMs);
    assert.equal(await whoami(ada), restored);
    assert.equal(await whoami(thief), 'anonymous');
    assert.equal(await whoami(ada), restored);
  });

  it('owner first: a copy that comes after the owner has moved on ends everything', async () => {
    const { app, ada } = await closedBrowser();
    const thief = ada.copy();
    await whoami(ada);
    ada.restart();
    await whoami(ada);
    assert.equal(await whoami(thief), 'anonymous');
    assert.equal(app.happened.at(-1), 'replayed');
    assert.equal(await whoami(ada), 'anonymous');
    assert.equal(ada.cookies.has('latchkey_remember'), false);
  });

  it('two tabs at once: both are known, and nobody is called a thief', async () => {
    const { app, ada } = await closedBrowser();
    const tabs = [ada.copy(), ada.copy(), ada.copy()];
    assert.deepEqual(await Promise.all(tabs.map(whoami)), [restored, restored, restored]);
    assert.equal(tabs.filter((tab) => tab.cookies.has('latchkey_session')).length, 1);
    assert.deepEqual(new Set(app.happened), new Set(['loggedIn', 'restored']));
  });

  it('within 60 s of its rotation answers one request, with no session and no cookie of its own', async () => {
    const { app, ada } = await closedBrowser();
    const late = ada.copy();
    await whoami(ada);
    app.later(minuteMs);
    const answer = await late.get('/whoami');
    assert.equal(await answer.text(), restored);
    assert.deepEqual(answer.headers.getSetCookie(), []);
  });

  it('does not answer in that time whom the application would ask for more, and the token goes on', async () => {
    const asked: string[] = [];
    const graceFor = async ({ id }: { readonly id: string }) => asked.push(id) === 0;
    const { app, ada } = await closedBrowser({ graceFor });
    const late = ada.copy();
    assert.equal(await whoami(ada), restored);
    assert.deepEqual([await whoami(late), asked], ['anonymous', ['ada']]);
    assert.equal(late.cookies.has('latchkey_remember'), true);
    ada.restart();
    app.later(minuteMs + 1);
    assert.equal(await whoami(ada), restored, 'and the browser that moved on is remembered');
  });

  it('answer lost: the old one works again and again, until its successor was seen', async () => {
    const { app, ada } = await closedBrowser();
    for (let lost = 0; lost < 3; lost++) {
      assert.equal(await whoami(ada.copy()), restored);
      app.later(minuteMs + 1);
    }
    assert.equal(await whoami(ada), restored);
    ada.restart();
    assert.equal(await whoami(ada), restored);
  });

  it('ends 30 days after its last use, and 365 days after the log-in', async () => {
    const { app, ada } = await closedBrowser();
    const unused = ada.copy();
    for (let days = 0; days < 360; days += 30) {
      app.later(30 * dayMs);
      ada.restart();
      assert.equal(await whoami(ada), restored);
    }
    assert.equal(await whoami(unused), 'anonymous');
    const other = await closedBrowser();
    other.app.later(30 * dayMs + 1);
    assert.equal(await whoami(other.ada), 'anonymous');
    assert.equal(other.ada.cookies.size, 0);
  });

  it('dies with a log-out, in this browser and in every copy', async () => {
    const { ada } = await closedBrowser();
    await whoami(ada);
    const copy = ada.copy();
    await ada.post('/logout');
    copy.restart();
    assert.equal(await whoami(copy), 'anonymous');
  });

  it('dies when the browser logs in anew without asking to be remembered', async () => {
    const { ada } = await closedBrowser();
    const copy = ada.copy();
    await ada.post('/login');
    assert.equal(ada.cookies.has('latchkey_remember'), false);
    assert.equal(await whoami(copy), 'anonymous');
  });

  it('does not restore the login of an inactive user', async () => {
    const { app, ada } = await closedBrowser();
    app.people.set('ada', { id: 'ada', active: false });
    assert.equal(await whoami(ada), 'anonymous');
  });

  it('refused once by the application is refused on every later request, within the minute too', async () => {
    let refusals = 0;
    const restored = (): never => {
      refusals++;
      throw new Error('a second factor is missing, and its table is down');
    };
    const app = testApp({ events: { restored } });
    const ada = app.browser();
    await ada.post('/login?remember');
    ada.restart();
    const cookies = [...ada.cookies];
    for (let tries = 0; tries < 3; tries++) {
      await assert.rejects(ada.get('/whoami'), /second factor/);
      assert.deepEqual([...ada.cookies], cookies);
    }
    app.later(minuteMs + 1);
    await assert.rejects(ada.get('/dashboard'), /second factor/);
    assert.equal(refusals, 4);
  });

  it('that the application answers with a log-out is over', async () => {
    const app = testApp({ events: { restored: (_user, visit) => visit.logOut() } });
    const ada = app.browser();
    await ada.post('/login?remember');
    ada.restart();
    assert.equal(await whoami(ada), 'anonymous');
    assert.equal(ada.cookies.size, 0);
  });

  it('whose session cannot begin lets nobody in who asks a second time in the same request', async () => {
    const store = createMemoryStore<Person>();
    const app = testApp({ store });
    const ada = app.browser();
    await ada.post('/login?remember');
    const start = () => Promise.reject(new Error('the disk is full'));
    const { login } = testApp({ store: { ...store, start } });
    const cookie = `latchkey_remember=${ada.cookies.get('latchkey_remember')}`;
    const visit = login.open(new Request('http://localhost/', { headers: { cookie } }));
    for (let asks = 0; asks < 3; asks++) {
      await assert.rejects(async () => visit.visitor(), { code: 'store-unavailable' });
    }
    await assert.rejects(async () => visit.requireLogin(), { code: 'store-unavailable' });
  });
});

describe('an event that refuses', () => {
  const no = () => {
    throw new Error('no');
  };
  for (const [event, refuse] of [
    ['accessed', no],
    ['accessed', async () => no()],
    ['protected', no],
    ['protected', async () => no()],
  ] as const) {
    it(`refuses whoever asks again in the same request, too (${event})`, async () => {
      const store = createMemoryStore<Person>();
      const ada = testApp({ store }).browser();
      await ada.post('/login', {}, { 'user-agent': 'one' });
      const { login } = testApp({ store, events: { [event]: refuse } });
      const headers = {
        cookie: `latchkey_session=${ada.cookies.get('latchkey_session')}`,
        'user-agent': 'two',
      };
      const visit = login.open(new Request('http://localhost/', { headers }));
      for (let asks = 0; asks < 3; asks++) await assert.rejects(async () => visit.requireLogin(), /no/);
    });
  }
});

describe('a log-in while somebody else is still being recognised', () => {
  it('is what counts afterwards', async () => {
    const store = createMemoryStore<Person>();
    const ada = testApp({ store }).browser();
    await ada.post('/login');
    const find = async (idHash: string) => store.find(idHash);
    const { login } = testApp({ store: { ...store, find } });
    const cookie = `latchkey_session=${ada.cookies.get('latchkey_session')}`;
    const visit = login.open(new Request('http://localhost/', { headers: { cookie } }));
    const asked = visit.visitor(); // and not awaited
    await visit.logIn({ id: 'grace', active: true });
    await asked;
    const visitor = await visit.visitor();
    assert.equal(visitor.state === 'fresh' && visitor.user.id, 'grace');
  });
});
