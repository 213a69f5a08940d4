import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser } from '@latchkey/session/testing';
import { type Running, runLatchkey, startLatchkey, temporaryFolder } from '../latchkey.ts';
import {
  ada,
  assertGoesTo,
  loggedIn,
  logIn,
  logOut,
  person,
  signUp,
  submit,
  tokenIn,
  wordsOf,
} from '../person.ts';

/** The HTTP contract of docs/contract.md against the running server; what other settings change is in contract-settings.test.ts. */
describe('the HTTP contract', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let server: Running;
  let count = 0;
  const someone = () => person(`someone${++count}`);
  before(async () => {
    folder = await temporaryFolder();
    server = await startLatchkey(folder.path, { LIMITS: 'off' });
  });
  after(async () => {
    await server.stop();
    await folder[Symbol.asyncDispose]();
  });

  describe('GET /', () => {
    it('is public', async () => {
      const answer = await server.browser().get('/');
      assert.equal(answer.status, 200);
      assert.match(await wordsOf(answer), /Home .*Log in .*Sign up/);
    });
  });

  describe('/signup', () => {
    it('shows the form', async () => {
      const answer = await server.browser().get('/signup');
      const html = await answer.text();
      assert.equal(answer.status, 200);
      for (const name of ['username', 'email', 'password', 'confirm_password', 'csrf_token']) {
        assert.match(html, new RegExp(`name="${name}"`));
      }
      const words = await wordsOf(new Response(html));
      assert.match(
        words,
        /Create an Account.*Username.*Email Address.*Password.*At least 8 characters.*Confirm Password.*Create Account/,
      );
      assert.match(words, /Already have an account\? Log in here/);
    });

    it('is where /register leads, next and all', async () => {
      assertGoesTo(await server.browser().get('/register'), '/signup');
      assertGoesTo(
        await server.browser().get('/register?next=%2Fdashboard%3Ftab%3D2'),
        '/signup?next=%2Fdashboard%3Ftab%3D2',
      );
    });

    it('good: to the log-in page, with a message', async () => {
      const browser = server.browser();
      assertGoesTo(await signUp(browser, someone()), '/login');
      assert.match(
        await wordsOf(await browser.get('/login')),
        /Account created successfully! Please log in\./,
      );
      assert.doesNotMatch(await wordsOf(await browser.get('/login')), /Account created/);
    });

    it('bad: 422, all faults at once, each at its field and in a summary, and what was typed except passwords', async () => {
      const browser = server.browser();
      const answer = await submit(browser, '/signup', {
        username: 'a"<b>',
        email: 'no mail',
        password: 'short',
        confirm_password: 'other',
      });
      assert.equal(answer.status, 422);
      const html = await answer.text();
      assert.match(html, /value="a&quot;&lt;b&gt;"/);
      assert.match(html, /value="no mail"/);
      assert.doesNotMatch(html, /value="(short|other)"/);
      for (const sentence of ['Password must be at least 8 characters long.', 'Passwords do not match.']) {
        assert.equal(html.split(sentence).length - 1, 2, sentence);
      }
      assert.match(html, /<title>Error: /);
    });

    it('bad: empty, in the summary as a whole and at each field', async () => {
      const answer = await submit(server.browser(), '/signup', {
        username: '',
        email: '',
        password: '',
        confirm_password: '',
      });
      assert.equal(answer.status, 422);
      const html = await answer.text();
      assert.match(await wordsOf(new Response(html)), /There is a problem All fields are required\./);
      const lines = {
        username: 'Username is required.',
        email: 'Email address is required.',
        password: 'Password is required.',
        confirm_password: 'Confirm your password by entering it again.',
      };
      for (const [field, line] of Object.entries(lines)) assert.deepEqual(faultsAt(html, field), [line]);
    });

    it('bad: taken', async () => {
      const who = someone();
      await signUp(server.browser(), who);
      const other = { ...someone(), email: who.email.toUpperCase() };
      assert.match(
        await wordsOf(await signUp(server.browser(), other)),
        /An account with that email already exists\./,
      );
      const third = { ...someone(), username: who.username.toUpperCase() };
      assert.match(await wordsOf(await signUp(server.browser(), third)), /That username is already taken\./);
    });
  });

  describe('/login', () => {
    it('shows the form', async () => {
      const html = await (await server.browser().get('/login')).text();
      for (const name of ['email', 'password', 'remember', 'csrf_token'])
        assert.match(html, new RegExp(`name="${name}"`));
      const words = await wordsOf(new Response(html));
      assert.match(words, /Log In.*Email address or username.*Password.*Remember me/);
      assert.match(words, /Don't have an account\? Sign up here/);
    });

    it('good: to the dashboard, by mail or by user name, with a welcome', async () => {
      const who = someone();
      await signUp(server.browser(), who);
      for (const email of [who.email, who.username, ` ${who.email.toUpperCase()} `]) {
        const browser = server.browser();
        assertGoesTo(await submit(browser, '/login', { email, password: who.password }), '/dashboard');
        assert.match(
          await wordsOf(await browser.get('/dashboard')),
          new RegExp(`Welcome back, ${who.username}!`),
        );
      }
    });

    it('lands where the visitor wanted to go, query and all', async () => {
      const who = someone();
      const browser = server.browser();
      await signUp(browser, who);
      const sent = await browser.get('/dashboard?tab=2');
      assertGoesTo(sent, '/login?next=%2Fdashboard%3Ftab%3D2');
      const { email, password } = who;
      assertGoesTo(
        await submit(browser, '/login?next=%2Fdashboard%3Ftab%3D2', { email, password }),
        '/dashboard?tab=2',
      );
    });

    it('never leads to another site', async () => {
      const who = someone();
      await signUp(server.browser(), who);
      const { email, password } = who;
      for (const next of [
        'https://evil.example/',
        '//evil.example',
        '/\\evil.example',
        '/..//evil.example',
      ]) {
        const page = `/login?next=${encodeURIComponent(next)}`;
        assertGoesTo(await submit(server.browser(), page, { email, password }), '/dashboard');
      }
    });

    it('bad: the same bytes for an unknown account, a wrong password and a disabled account', async () => {
      const [known, disabled, unknown] = [person('known1'), person('kaput1'), person('nobody')];
      for (const who of [known, disabled]) await signUp(server.browser(), who);
      assert.equal((await runLatchkey(folder.path, ['users', 'disable', disabled.username])).code, 0);
      const answers = [
        await submit(server.browser(), '/login', { email: known.username, password: 'wrong password' }),
        await submit(server.browser(), '/login', { email: disabled.username, password: disabled.password }),
        await submit(server.browser(), '/login', { email: unknown.username, password: unknown.password }),
      ];
      const seen = await Promise.all(answers.map(neutral));
      assert.equal(seen[0]?.status, 422);
      assert.match(seen[0]?.body ?? '', /Invalid email or password\. Please try again\./);
      assert.deepEqual(seen[1], seen[0]);
      assert.deepEqual(seen[2], seen[0]);
    });
  });

  describe('/dashboard', () => {
    it('logged out: to the log-in page, with a message', async () => {
      const browser = server.browser();
      assertGoesTo(await browser.get('/dashboard'), '/login?next=%2Fdashboard');
      assert.match(await wordsOf(await browser.get('/login')), /Please log in to access this page\./);
    });

    it('logged in: shows the account', async () => {
      const who = someone();
      const browser = server.browser();
      await loggedIn(browser, who);
      const answer = await browser.get('/dashboard');
      assert.equal(answer.status, 200);
      const words = await wordsOf(answer);
      const { username, email } = who;
      assert.match(words, new RegExp(`Home Dashboard Hello, ${username}! Log out`));
      assert.match(words, new RegExp(`Welcome to your Dashboard, ${username}!`));
      assert.match(
        words,
        /You are successfully logged in\. This page is only visible to authenticated users\./,
      );
      assert.match(
        words,
        new RegExp(`Your Account Info.*Username.*${username}.*Email.*${email}.*Account ID [\\da-f-]{36}`),
      );
    });

    it('for a program: 401 with a problem', async () => {
      const answer = await server.browser().get('/dashboard', { accept: 'application/json' });
      assert.equal(answer.status, 401);
      assert.equal(answer.headers.get('content-type'), 'application/problem+json');
      assert.match(answer.headers.get('www-authenticate') ?? '', /^Cookie /);
      assert.equal(answer.headers.get('location'), null);
      assert.match(await answer.text(), /"type":"urn:latchkey:problem:login-required"/);
    });
  });

  it('/login and /signup when logged in: to next, or the dashboard', async () => {
    const browser = server.browser();
    await loggedIn(browser, someone());
    for (const page of ['/login', '/signup']) {
      assertGoesTo(await browser.get(page), '/dashboard');
      assertGoesTo(await browser.get(`${page}?next=%2F%3Fa%3D1`), '/?a=1');
      assertGoesTo(await browser.get(`${page}?next=%2F%2Fevil.example`), '/dashboard');
    }
  });

  describe('/confirm and /account/password', () => {
    async function known(): Promise<{ browser: Browser; who: ReturnType<typeof someone> }> {
      const who = someone();
      const browser = server.browser();
      await loggedIn(browser, who, { remember: true });
      browser.restart();
      return { browser, who };
    }

    it('a page that needs a fresh login sends the logged-out to the log-in page', async () => {
      assertGoesTo(await server.browser().get('/account/password'), '/login?next=%2Faccount%2Fpassword');
    });

    it('and the known to the confirmation, which leads back under a new session id', async () => {
      const { browser, who } = await known();
      assertGoesTo(await browser.get('/account/password'), '/confirm?next=%2Faccount%2Fpassword');
      const before = browser.cookies.get('latchkey_session');
      const page = await browser.get('/confirm?next=%2Faccount%2Fpassword');
      assert.match(await wordsOf(page), /Please confirm that it is you\./);
      const { password } = who;
      assertGoesTo(
        await submit(browser, '/confirm?next=%2Faccount%2Fpassword', { password }),
        '/account/password',
      );
      assert.notEqual(browser.cookies.get('latchkey_session'), before);
      assert.equal((await browser.get('/account/password')).status, 200);
    });

    it('for a program: 401 with a problem that asks for the confirmation', async () => {
      const { browser } = await known();
      const answer = await browser.get('/account/password', { accept: 'application/json' });
      assert.equal(answer.status, 401);
      assert.equal(answer.headers.get('content-type'), 'application/problem+json');
      assert.match(
        answer.headers.get('www-authenticate') ?? '',
        /error="insufficient_user_authentication", max_age=900/,
      );
      assert.match(await answer.text(), /"type":"urn:latchkey:problem:confirmation-required"/);
    });

    it('bad: 422, and the tenth wrong password ends the session and what could restore it', async () => {
      const { browser, who } = await known();
      const wrong = () => submit(browser, '/confirm', { password: 'wrong password' });
      for (let count = 1; count < 10; count++) assert.equal((await wrong()).status, 422);
      const before = browser.copy();
      assertGoesTo(await wrong(), '/login');
      assert.match(await wordsOf(await browser.get('/login')), /the password was wrong too often/);
      assertGoesTo(await before.get('/dashboard'), '/login?next=%2Fdashboard');
      assertGoesTo(await logIn(browser, who), '/dashboard');
    });

    it('changes the password: every other session ends, this one goes on under a new id', async () => {
      const { browser, who } = await known();
      const other = server.browser();
      await logIn(other, who, { remember: true });
      await submit(browser, '/confirm', { password: who.password });
      const before = browser.copy();
      const password = 'an entirely new password';
      const fields = { current_password: who.password, password, confirm_password: password };
      assert.equal(
        (await submit(browser, '/account/password', { ...fields, current_password: 'wrong' })).status,
        422,
      );
      assertGoesTo(await submit(browser, '/account/password', fields), '/dashboard');
      assert.match(await wordsOf(await browser.get('/dashboard')), /Your password has been changed\./);
      assert.equal((await other.get('/dashboard')).status, 303);
      assert.equal((await before.get('/dashboard')).status, 303);
      assert.equal((await logIn(server.browser(), who)).status, 422);
      assertGoesTo(await logIn(server.browser(), { ...who, password }), '/dashboard');
    });
  });

  describe('/logout', () => {
    it('GET shows one button and changes nothing; POST logs out', async () => {
      const browser = server.browser();
      await loggedIn(browser, someone());
      const page = await browser.get('/logout');
      assert.equal(page.status, 200);
      assert.equal((await browser.get('/dashboard')).status, 200);
      const answer = await logOut(browser);
      assertGoesTo(answer, '/login');
      assert.equal(answer.headers.get('clear-site-data'), '"cache"');
      assert.match(await wordsOf(await browser.get('/login')), /You have been logged out successfully\./);
      assertGoesTo(await browser.get('/dashboard'), '/login?next=%2Fdashboard');
    });
  });

  describe('an unsafe request', () => {
    it('without a valid token, or from another site, is refused and changes nothing', async () => {
      const browser = server.browser();
      await loggedIn(browser, someone());
      const csrf_token = tokenIn(await (await browser.get('/dashboard')).text());
      const stranger = tokenIn(await (await server.browser().get('/login')).text());
      const attacks: [fields: Record<string, string>, headers: Record<string, string>][] = [
        [{}, {}],
        [{ csrf_token: 'wrong' }, {}],
        [{ csrf_token: stranger }, {}],
        [{ csrf_token }, { origin: 'https://evil.example' }],
        [{ csrf_token }, { origin: 'null' }],
        [{ csrf_token }, { 'sec-fetch-site': 'cross-site' }],
        [{ csrf_token }, { 'sec-fetch-site': 'same-site' }],
      ];
      for (const [fields, headers] of attacks) {
        assert.equal((await browser.post('/logout', fields, headers)).status, 403);
      }
      assert.equal((await browser.get('/dashboard')).status, 200);
    });

    it('with the wrong method or content type is 405 or 415', async () => {
      const wrong = await fetch(`${server.url}/dashboard`, { method: 'DELETE' });
      assert.equal(wrong.status, 405);
      assert.match(wrong.headers.get('allow') ?? '', /GET/);
      const json = await fetch(`${server.url}/login`, {
        method: 'POST',
        body: '{}',
        headers: { 'content-type': 'application/json' },
      });
      assert.equal(json.status, 415);
    });

    it('that is too large is 413, one that is no form 400', async () => {
      const browser = server.browser();
      assert.equal((await browser.post('/login', { email: 'a'.repeat(65 * 1024) })).status, 413);
      assert.equal((await browser.post('/login', { 'email[]': ada.email })).status, 400);
    });
  });
});

/** What stands at one field of the form, without what the summary says of it. */
function faultsAt(html: string, field: string): string[] {
  const lines = new RegExp(`id="${field}-fault">(.*?)</div>`, 's').exec(html)?.[1] ?? '';
  return [...lines.matchAll(/<p>([^<]*)<\/p>/g)].map(([, line = '']) => line);
}

/** What must not differ: all but the token and the identifier as typed, and of that not the length. */
async function neutral(response: Response) {
  const body = (await response.text())
    .replace(/(name="csrf_token"[^>]*value=")[^"]*/g, '$1')
    .replace(/(data-options=")[^"]*/g, '$1')
    .replace(/value="(known1|kaput1|nobody)"/g, 'value=""');
  const headers = [...response.headers].filter(([name]) => name !== 'date');
  return {
    status: response.status,
    headers: headers.map(([name, value]) => [name, value.replace(/=[^;]*;/, '=;')]),
    body,
  };
}
