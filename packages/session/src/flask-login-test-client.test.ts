import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createLogin } from './login.ts';
import { createMemoryStore } from './memory-store.ts';
import type { LoginSettings } from './settings.ts';
import { type Page, type Person, secret, testApp, whoami } from './test-app.ts';
import { createBrowser, createSignedInBrowser, type SignedInOptions, signedInCookie } from './testing.ts';

const ada: Person = { id: 'ada', active: true };
const common = {
  store: createMemoryStore<Person>(),
  secrets: [secret],
  userId: (person: Person) => person.id,
  loadUser: (id: string) => ({ id, active: true }),
  isActive: (person: Person) => person.active,
};

/** An app, and `answer`, which the test client asks. */
function client(settings: Partial<LoginSettings<Person>> = {}) {
  // @ts-expect-error: whether parts of settings make whole ones the compiler cannot know
  const login = createLogin<Person>({ ...common, ...settings });
  const page: Page = async (visit) => {
    const visitor = await visit.visitor();
    return new Response(visitor.state === 'anonymous' ? 'anonymous' : `${visitor.state} ${visitor.user.id}`);
  };
  const answer = (request: Request) => login.handle(request, page);
  return { login, answer };
}

describe('the test client', () => {
  it('without a user is anonymous', async () => {
    assert.equal(await whoami(createBrowser(client().answer)), 'anonymous');
  });

  it('with a user is logged in, and fresh', async () => {
    const { login, answer } = client();
    const browser = await createSignedInBrowser(login, { user: ada, answer });
    assert.equal(await whoami(browser), 'fresh ada');
    assert.equal(await whoami(browser), 'fresh ada');
  });

  it('with a user may be not fresh', async () => {
    const { login, answer } = client();
    const browser = await createSignedInBrowser(login, { user: ada, answer, fresh: false });
    assert.equal(await whoami(browser), 'known ada');
  });

  const address = (_request: unknown, context: unknown) =>
    typeof context === 'string' ? context : undefined;
  for (const protection of ['off', 'basic', 'strong'] as const) {
    for (const fresh of [true, false]) {
      it(`is ${fresh ? 'fresh' : 'known'} as asked, whatever the session protection: ${protection}`, async () => {
        const { login, answer } = client({ protection, clientAddress: address });
        const browser = await createSignedInBrowser(login, { user: ada, answer, fresh });
        const expected = fresh ? 'fresh ada' : 'known ada';
        assert.equal(await whoami(browser), expected);
        assert.equal(await whoami(browser, { 'user-agent': 'Firefox' }), expected);
      });
    }
  }

  const looks: [protection: 'off' | 'basic' | 'strong', elsewhere: string][] = [
    ['off', 'fresh ada'],
    ['basic', 'known ada'],
    ['strong', 'anonymous'],
  ];
  for (const [protection, elsewhere] of looks) {
    it(`may have looks, and is ${elsewhere} with others, in ${protection}`, async () => {
      const { login, answer } = client({ protection, clientAddress: address });
      const headers = { 'user-agent': 'Firefox' };
      const browser = await createSignedInBrowser(login, { user: ada, answer, headers });
      assert.equal(await whoami(browser, headers), 'fresh ada');
      assert.equal(await whoami(browser, { 'user-agent': 'different' }), elsewhere);
    });
  }

  it('may come from an address', async () => {
    const { login } = client({ protection: 'basic', clientAddress: address });
    const cookie = await signedInCookie(login, ada, { context: '192.0.2.1' });
    const stateAt = async (context: string) =>
      (await login.open(new Request('http://localhost/', { headers: { cookie } }), context).visitor()).state;
    assert.equal(await stateAt('192.0.2.1'), 'fresh');
    assert.equal(await stateAt('198.51.100.7'), 'known');
  });

  it('is refused where the user would be', async () => {
    const { login, answer } = client();
    const creeper = { id: 'creeper', active: false };
    await assert.rejects(createSignedInBrowser(login, { user: creeper, answer }), /inactive/);
    await assert.rejects(signedInCookie(login, creeper), /inactive/);
  });

  it('works on the site that the app believes to be on', async () => {
    const origin = 'https://example.org';
    const { login, answer } = client({ baseUrl: origin });
    const seen: string[] = [];
    const noting = (request: Request) => {
      seen.push(request.url);
      return answer(request);
    };
    const browser = await createSignedInBrowser(login, { user: ada, answer: noting, origin });
    assert.equal(await whoami(browser), 'fresh ada');
    assert.deepEqual([...browser.cookies.keys()], ['__Host-latchkey_session']);
    assert.deepEqual(seen, [`${origin}/whoami`]);
  });

  it('can log out and is anonymous then', async () => {
    const app = testApp();
    const cookie = await signedInCookie(app.login, ada);
    const browser = app.browser();
    const [name = '', value = ''] = cookie.split('=');
    browser.cookies.set(name, value);
    assert.equal(await whoami(browser), 'fresh ada via login');
    await browser.post('/logout');
    assert.equal(await whoami(browser), 'anonymous');
  });
});

describe('the cookie of somebody who is signed in', () => {
  const cases: [what: string, options: SignedInOptions, state: string][] = [
    ['by default', {}, 'fresh'],
    ['when it is asked to be fresh', { fresh: true }, 'fresh'],
    ['when it is asked not to be', { fresh: false }, 'known'],
  ];
  for (const [what, options, state] of cases) {
    it(`is the whole Cookie header, and ${state} ${what}`, async () => {
      const { login } = client();
      const cookie = await signedInCookie(login, ada, options);
      assert.match(cookie, /^latchkey_session=[\w-]{43}$/);
      const visit = login.open(new Request('http://localhost/', { headers: { cookie } }));
      assert.equal((await visit.visitor()).state, state);
    });
  }

  it('is as real as any: it ends with a log-out, and with the store', async () => {
    const { login } = client();
    const headers = { cookie: await signedInCookie(login, ada) };
    await login.open(new Request('http://localhost/', { headers })).logOut();
    const again = login.open(new Request('http://localhost/', { headers }));
    assert.equal((await again.visitor()).state, 'anonymous');
  });

  it('is there for a sealed cookie, too', async () => {
    const login = createLogin<Person>({
      ...common,
      store: 'sealed-cookie',
      sessionStamp: (person) => person.id,
    });
    for (const fresh of [true, false]) {
      const headers = { cookie: await signedInCookie(login, ada, { fresh }) };
      const visitor = await login.open(new Request('http://localhost/', { headers })).visitor();
      assert.equal(visitor.state, fresh ? 'fresh' : 'known');
    }
  });
});

describe('somebody who is signed in for a test', () => {
  it('holds in every browser, from every address, where protection is strong', async () => {
    const clientAddress = (_request: unknown, context: unknown) => String(Reflect.get(Object(context), 'ip'));
    const { login } = testApp({ protection: 'strong', clientAddress });
    const cookie = await signedInCookie(login, ada);
    const headers = { cookie, 'user-agent': 'node' };
    const visit = login.open(new Request('http://localhost/', { headers }), { ip: '127.0.0.1' });
    assert.equal((await visit.visitor()).state, 'fresh');
  });
});
