import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createMemoryStore } from './memory-store.ts';
import { dayMs, hourMs, minuteMs, type Person, testApp } from './test-app.ts';

const read = async (answer: Promise<Response>) => (await answer).text();

describe('logging in', () => {
  it('makes a visitor fresh, and known after 15 minutes', async () => {
    const app = testApp();
    const ada = app.browser();
    assert.equal(await read(ada.get('/whoami')), 'anonymous');
    await ada.post('/login');
    assert.equal(await read(ada.get('/whoami')), 'fresh ada via login');
    app.later(15 * minuteMs);
    assert.equal(await read(ada.get('/whoami')), 'fresh ada via login');
    app.later(1);
    assert.equal(await read(ada.get('/whoami')), 'known ada via login');
  });

  it('gives a new session id each time, and the old one is worth nothing', async () => {
    const ada = testApp().browser();
    await ada.post('/login');
    const old = ada.copy();
    await ada.post('/login');
    assert.notEqual(ada.cookies.get('latchkey_session'), old.cookies.get('latchkey_session'));
    assert.equal(await read(old.get('/whoami')), 'anonymous');
  });

  it('never adopts a session id that was planted in the browser', async () => {
    const app = testApp();
    const victim = app.browser();
    const planted = 'A'.repeat(43);
    victim.cookies.set('latchkey_session', planted);
    await victim.post('/login');
    assert.notEqual(victim.cookies.get('latchkey_session'), planted);
    const attacker = app.browser();
    attacker.cookies.set('latchkey_session', planted);
    assert.equal(await read(attacker.get('/whoami')), 'anonymous');
  });

  it('refuses an inactive user', async () => {
    const app = testApp();
    app.people.set('ada', { id: 'ada', active: false });
    const ada = app.browser();
    assert.equal(await read(ada.post('/login')), 'inactive');
    assert.equal(ada.cookies.size, 0);
  });

  it('without a proof is known, not fresh', async () => {
    assert.equal(await read(testApp().browser().post('/login?stale')), 'known');
  });

  it('works for ids that are not ASCII', async () => {
    const zoe = testApp().browser();
    await zoe.post('/login?user=zo%C3%AB');
    assert.equal(await read(zoe.get('/whoami')), 'fresh zoë via login');
  });
});

describe('a session', () => {
  it('ends when it was not seen for 24 hours, and 30 days after the log-in', async () => {
    const app = testApp();
    const idle = app.browser();
    await idle.post('/login');
    app.later(dayMs + 1);
    assert.equal(await read(idle.get('/whoami')), 'anonymous');
    const busy = app.browser();
    await busy.post('/login');
    for (let passed = 0; passed < 30 * dayMs; passed += 20 * hourMs) {
      assert.equal(
        await read(busy.get('/whoami')),
        passed === 0 ? 'fresh ada via login' : 'known ada via login',
      );
      app.later(20 * hourMs);
    }
    app.later(1);
    assert.equal(await read(busy.get('/whoami')), 'anonymous');
  });

  it('is refused at once when its user is disabled or gone', async () => {
    const app = testApp();
    const ada = app.browser();
    await ada.post('/login');
    app.people.set('ada', { id: 'ada', active: false });
    assert.equal(await read(ada.get('/whoami')), 'anonymous');
    app.people.delete('ada');
    assert.equal(await read(ada.get('/whoami')), 'anonymous');
  });

  it('is seen at most once a minute', async () => {
    const store = createMemoryStore<Person>();
    let touched = 0;
    const counting = {
      ...store,
      touch(idHash: string, atMs: number) {
        touched++;
        return store.touch(idHash, atMs);
      },
    };
    const app = testApp({ store: counting });
    const ada = app.browser();
    await ada.post('/login');
    for (let second = 0; second < 150; second++) {
      await ada.get('/whoami');
      app.later(1000);
    }
    assert.equal(touched, 2);
  });
});

describe('logging out', () => {
  it('ends the session before the answer is sent: a copy of the cookie is worth nothing', async () => {
    const ada = testApp().browser();
    await ada.post('/login?remember');
    const thief = ada.copy();
    await ada.post('/logout');
    assert.deepEqual([...ada.cookies.keys()], []);
    assert.equal(await read(thief.get('/whoami')), 'anonymous');
  });

  it('without a login is no error', async () => {
    assert.equal(await read(testApp().browser().post('/logout')), 'out');
  });
});

describe('confirming', () => {
  it('makes the login fresh again under a new session id, and keeps it remembered', async () => {
    const app = testApp();
    const ada = app.browser();
    await ada.post('/login?remember');
    app.later(hourMs);
    assert.equal(await read(ada.get('/whoami')), 'known ada via login');
    const old = ada.copy();
    assert.equal(await read(ada.post('/confirm')), 'confirmed');
    assert.equal(await read(ada.get('/whoami')), 'fresh ada via login');
    assert.notEqual(ada.cookies.get('latchkey_session'), old.cookies.get('latchkey_session'));
    ada.restart();
    assert.equal(await read(ada.get('/whoami')), 'known ada via remember');
  });

  it('does not make a session outlive the 30 days after its log-in', async () => {
    const app = testApp();
    const ada = app.browser();
    await ada.post('/login');
    for (let days = 0; days < 30; days++) {
      app.later(dayMs - minuteMs);
      assert.equal(await read(ada.post('/confirm')), 'confirmed');
    }
    app.later(31 * minuteMs);
    assert.equal(await read(ada.get('/whoami')), 'anonymous');
  });

  it('does nothing for someone who is not logged in', async () => {
    assert.equal(await read(testApp().browser().post('/confirm')), 'ended');
  });
});

describe('a page that does not ask', () => {
  it('loads nothing, sets nothing and stays cacheable', async () => {
    const refusing = createMemoryStore<Person>();
    const store = { ...refusing, find: () => assert.fail('the store was asked') };
    const app = testApp({ store });
    const ada = app.browser();
    ada.cookies.set('latchkey_session', 'A'.repeat(43));
    const answer = await ada.get('/public');
    assert.equal(answer.headers.get('cache-control'), null);
    assert.equal(answer.headers.getSetCookie().length, 0);
  });

  it('but every answer that depended on a cookie is no-store', async () => {
    const answer = await testApp().browser().get('/whoami');
    assert.equal(answer.headers.get('cache-control'), 'no-store');
  });
});

describe('cookies', () => {
  for (const [what, value] of Object.entries({
    truncated: 'A'.repeat(42),
    damaged: `${'A'.repeat(42)}!`,
    'not ASCII': `${'A'.repeat(40)}\u00e4`,
    empty: '',
  })) {
    it(`a ${what} session cookie counts as absent and is cleared`, async () => {
      const ada = testApp().browser();
      ada.cookies.set('latchkey_session', value);
      const answer = await ada.get('/whoami');
      assert.equal(await answer.text(), 'anonymous');
      assert.match(answer.headers.getSetCookie().join(), /^latchkey_session=; .*Max-Age=0/);
    });
  }

  it('a damaged remember cookie does not keep anyone from logging in', async () => {
    const ada = testApp().browser();
    ada.cookies.set('latchkey_remember', 'rubbish');
    await ada.post('/login');
    assert.equal(await read(ada.get('/whoami')), 'fresh ada via login');
    assert.equal(ada.cookies.has('latchkey_remember'), false);
  });

  it('a damaged remember cookie does not take the new one away', async () => {
    const ada = testApp().browser();
    ada.cookies.set('latchkey_remember', 'rubbish');
    await ada.post('/login?remember');
    ada.restart();
    assert.equal(await read(ada.get('/whoami')), 'known ada via remember');
  });

  it('over https they are Secure and bound to the host, and are deleted with the attributes they were set with', async () => {
    const ada = testApp({ baseUrl: 'https://example.org' }).browser();
    const set = await ada.post('/login?remember');
    const attributes = '; Path=/; Secure; HttpOnly; SameSite=Lax';
    const [session = '', remember = ''] = set.headers.getSetCookie();
    assert.match(session, new RegExp(`^__Host-latchkey_session=[\\w-]{43}${attributes}$`));
    assert.match(
      remember,
      new RegExp(`^__Host-latchkey_remember=[\\w.-]{66}${attributes}; Max-Age=2592000$`),
    );
    const cleared = (await ada.post('/logout')).headers.getSetCookie();
    assert.deepEqual(cleared.sort(), [
      `__Host-latchkey_remember=${attributes}; Max-Age=0`,
      `__Host-latchkey_session=${attributes}; Max-Age=0`,
    ]);
  });

  it('of other people are left alone', async () => {
    const ada = testApp().browser();
    ada.cookies.set('x_latchkey_session', 'theirs');
    const answer = await ada.get('/whoami');
    assert.equal(answer.headers.getSetCookie().length, 0);
  });
});
