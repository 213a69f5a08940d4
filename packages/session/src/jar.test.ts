import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createCookies } from './cookies.ts';
import { Jar } from './jar.ts';
import { createLogin } from './login.ts';
import { createMemoryStore } from './memory-store.ts';
import { secret } from './test-app.ts';

const cookies = createCookies(undefined);
const asIs = (value: string) => value;
const refused = () => undefined;
const cleared = 'latchkey_flash=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0';
const sent = { code: 'answer-sent' };

function jarOf(cookie?: string): Jar {
  return new Jar(
    cookies,
    new Request('http://localhost/', cookie === undefined ? {} : { headers: { cookie } }),
  );
}

const answerOf = (jar: Jar, response = new Response('hello')) => jar.close(response);

describe('the cookies of an answer', () => {
  it('go out in the order they were set, one header each', () => {
    const jar = jarOf();
    jar.set('session', 'one');
    jar.set('flash', 'two', 300);
    jar.add('theirs=three; Path=/shop');
    const set = answerOf(jar).headers.getSetCookie();
    assert.deepEqual(set, [
      'latchkey_session=one; Path=/; HttpOnly; SameSite=Lax',
      'latchkey_flash=two; Path=/; HttpOnly; SameSite=Lax; Max-Age=300',
      'theirs=three; Path=/shop',
    ]);
  });

  it('of one name: the later one goes out, set or cleared', () => {
    const jar = jarOf();
    jar.set('session', 'one');
    jar.clear('session');
    jar.set('session', 'two');
    jar.set('flash', 'three');
    jar.clear('flash');
    assert.deepEqual(answerOf(jar).headers.getSetCookie(), [
      'latchkey_session=two; Path=/; HttpOnly; SameSite=Lax',
      cleared,
    ]);
  });

  it('come beside those that the application set itself', () => {
    const jar = jarOf();
    jar.set('session', 'one');
    const response = new Response('hello', {
      headers: [
        ['Set-Cookie', 'a=1'],
        ['Set-Cookie', 'b=2'],
      ],
    });
    assert.equal(answerOf(jar, response).headers.getSetCookie().length, 3);
  });

  it('go out once, however often the answer is completed', () => {
    const jar = jarOf('latchkey_flash=abc');
    jar.read('flash', asIs);
    jar.set('session', 'one');
    assert.deepEqual(jar.send(), {
      setCookies: ['latchkey_session=one; Path=/; HttpOnly; SameSite=Lax'],
      noStore: true,
    });
    assert.deepEqual(jar.send(), { setCookies: [], noStore: true });
  });
});

describe('an answer', () => {
  it('that depends on no cookie is left alone', () => {
    const response = new Response('hello', { headers: { 'Cache-Control': 'public, max-age=60' } });
    const answer = answerOf(jarOf('latchkey_session=abc'), response);
    assert.equal(answer, response);
    assert.equal(answer.headers.get('cache-control'), 'public, max-age=60');
  });

  it('that read a cookie is no-store, whether there was one or not, and whatever the application says', () => {
    for (const cookie of [undefined, 'other=1', 'latchkey_flash=abc']) {
      const jar = jarOf(cookie);
      jar.read('flash', asIs);
      const response = new Response('hello', { headers: { 'Cache-Control': 'public, max-age=60' } });
      assert.equal(answerOf(jar, response).headers.get('cache-control'), 'no-store');
    }
  });

  it('that sets a cookie is no-store', () => {
    for (const change of [
      (jar: Jar) => jar.set('flash', 'a'),
      (jar: Jar) => jar.clear('flash'),
      (jar: Jar) => jar.add('a=1'),
    ]) {
      const jar = jarOf();
      change(jar);
      assert.equal(answerOf(jar).headers.get('cache-control'), 'no-store');
    }
  });

  it('whose headers cannot be changed is completed all the same, body and status as they were', async () => {
    const unchangeable = [
      Response.redirect('http://localhost/next', 303),
      await fetch('data:text/plain,hello'),
    ];
    for (const response of unchangeable) {
      const jar = jarOf();
      jar.set('session', 'one');
      const answer = answerOf(jar, response);
      assert.equal(answer.status, response.status);
      assert.equal(answer.headers.get('location'), response.headers.get('location'));
      assert.equal(answer.headers.get('cache-control'), 'no-store');
      assert.equal(answer.headers.getSetCookie().length, 1);
      assert.equal(await answer.text(), response.status === 303 ? '' : 'hello');
    }
  });
});

describe('a cookie of the request', () => {
  it('that is damaged, doubled or not taken counts as absent, and is cleared once', () => {
    const requests: [cookie: string, open: typeof asIs | typeof refused][] = [
      ['latchkey_flash=a b', asIs],
      ['latchkey_flash=', asIs],
      ['latchkey_flash=a; latchkey_flash=b', asIs],
      [`latchkey_flash=${'a'.repeat(4097)}`, asIs],
      ['latchkey_flash=abc', refused],
    ];
    for (const [cookie, open] of requests) {
      const jar = jarOf(cookie);
      for (let times = 0; times < 3; times++) assert.equal(jar.read('flash', open), undefined);
      assert.deepEqual(answerOf(jar).headers.getSetCookie(), [cleared]);
    }
  });

  it('that is damaged is never handed to whoever opens it', () => {
    const open = () => assert.fail('it was handed over');
    jarOf('latchkey_flash=a b').read('flash', open);
    jarOf(`latchkey_flash=${'a'.repeat(4097)}`).read('flash', open);
  });

  it('that is damaged does not take a new one away, in whichever order', () => {
    for (const readsFirst of [true, false]) {
      const jar = jarOf('latchkey_flash=%');
      if (readsFirst) jar.read('flash', asIs);
      jar.set('flash', 'new');
      jar.read('flash', asIs);
      assert.match(answerOf(jar).headers.getSetCookie().join(), /^latchkey_flash=new;[^,]*$/);
    }
  });

  it('that is not there is not cleared', () => {
    const jar = jarOf('other=1; x_latchkey_flash=%');
    assert.equal(jar.read('flash', asIs), undefined);
    assert.deepEqual(answerOf(jar).headers.getSetCookie(), []);
  });
});

describe('once the headers are out', () => {
  const ways: Record<string, (jar: Jar) => unknown> = {
    closed: (jar) => jar.close(new Response()),
    sent: (jar) => jar.send(),
  };
  for (const [what, how] of Object.entries(ways)) {
    it(`(${what}) no cookie can be read, set or cleared, and a code says so`, () => {
      const jar = jarOf('latchkey_flash=abc');
      how(jar);
      assert.throws(() => jar.read('flash', asIs), sent);
      assert.throws(() => jar.set('flash', 'a'), sent);
      assert.throws(() => jar.clear('flash'), sent);
      assert.throws(() => jar.add('a=1'), sent);
      assert.throws(() => jar.refuseIfSent(), sent);
      assert.deepEqual(jar.send().setCookies, []);
    });
  }
});

describe('of what one request does, the last counts:', () => {
  const [ada, grace] = ['ada', 'grace'].map((id) => ({ id }));
  assert.ok(ada && grace);
  const login = createLogin({
    store: createMemoryStore<{ readonly id: string }>(),
    secrets: [secret],
    loadUser: (id) => ({ id }),
    userId: ({ id }) => id,
  });
  /** Who comes back with the cookies of this answer after the browser was closed. */
  async function afterRestart(setCookies: readonly string[]) {
    const lasting = setCookies.filter((text) => /Max-Age=[1-9]/.test(text)).map((text) => text.split(';', 1));
    const headers = { cookie: lasting.join('; ') };
    const visitor = await login.open(new Request('http://localhost/', { headers })).visitor();
    return visitor.state === 'anonymous' ? 'anonymous' : visitor.user.id;
  }

  it('a log-in after a remembered one leaves nobody else remembered', async () => {
    const visit = login.open(new Request('http://localhost/'));
    await visit.logIn(ada, { remember: true });
    await visit.logIn(grace);
    assert.equal(await afterRestart(visit.headers().setCookies), 'anonymous');
  });

  it('a log-out after a remembered log-in hands out no cookie', async () => {
    const visit = login.open(new Request('http://localhost/'));
    await visit.logIn(ada, { remember: true });
    await visit.logOut();
    const { setCookies } = visit.headers();
    assert.equal(setCookies.length, 2);
    for (const text of setCookies) assert.match(text, /Max-Age=0$/);
  });

  it('a log-in after a log-out holds', async () => {
    const visit = login.open(new Request('http://localhost/'));
    await visit.logIn(ada, { remember: true });
    await visit.logOut();
    await visit.logIn(grace, { remember: true });
    assert.equal(await afterRestart(visit.headers().setCookies), 'grace');
  });
});

// The attack by accident: a program's interface beside the web site, on one host, with the default names.
it('a login by requests alone sets no cookie ever, and clears none of the login beside it', async () => {
  const login = createLogin<{ readonly id: string }>({
    secrets: [secret],
    userId: ({ id }) => id,
    loadUserFromRequest: () => undefined,
  });
  for (const session of ['A'.repeat(43), 'damaged!', 'x'.repeat(300)]) {
    const headers = { cookie: `latchkey_session=${session}; latchkey_remember=${session}` };
    const visit = login.open(new Request('http://localhost/', { headers }));
    assert.equal((await visit.visitor()).state, 'anonymous');
    assert.deepEqual(visit.close(new Response()).headers.getSetCookie(), []);
  }
});
