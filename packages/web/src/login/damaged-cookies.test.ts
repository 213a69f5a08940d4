import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createBrowser } from '@latchkey/session/testing';
import { logIn, password, type TestScope, type TestSite, testSite, tokenIn } from '../test-site.ts';

/** What a browser holds after a remembered log-in, with a message waiting. */
async function goodCookies(site: TestSite): Promise<Map<string, string>> {
  const browser = site.browser();
  await browser.get('/login');
  const form = new Map(browser.cookies);
  await logIn(browser, { remember: '1' });
  return new Map([...form, ...browser.cookies]);
}

const damages: Readonly<Record<string, (value: string) => string[]>> = {
  doubled: (value) => [value, value],
  'not ASCII': (value) => [`${value.slice(1)}é`],
  truncated: (value) => [value.slice(0, -5)],
  'of the wrong shape': () => ['x'],
  empty: () => [''],
};

/** A request with one cookie damaged, and others in front of it as they are. */
function send(site: TestSite, cookies: readonly string[], init: RequestInit = {}): Promise<Response> {
  const headers = { ...init.headers, cookie: Buffer.from(cookies.join('; ')).toString('latin1') };
  return site.answer(new Request('http://localhost/login', { ...init, headers, redirect: 'manual' }));
}

function setIn(response: Response, name: string): string | undefined {
  return response.headers.getSetCookie().find((text) => text.startsWith(`${name}=`));
}

async function open(t: TestScope) {
  const site = await testSite(t);
  await site.makeUser();
  return { site, good: await goodCookies(site) };
}

for (const kind of ['session', 'remember', 'flash', 'csrf', 'browser']) {
  const name = `latchkey_${kind}`;
  describe(`the cookie ${name}`, () => {
    for (const [how, damage] of Object.entries(damages)) {
      test(`${how}: counts as absent at /login, and is cleared`, async (t) => {
        const { site, good } = await open(t);
        const damaged = damage(good.get(name) ?? '').map((value) => `${name}=${value}`);
        const page = await send(site, damaged);
        assert.equal(page.status, 200);
        const shown = setIn(page, name);
        if (kind === 'csrf') assert.match(shown ?? '', /^latchkey_csrf=[\w-]{43};/);
        else assert.match(shown ?? '', /=; .*Max-Age=0/);
      });

      test(`${how}: keeps nobody from logging in, and does not take away what the log-in sets`, async (t) => {
        const { site, good } = await open(t);
        const fresh = createBrowser(site.answer);
        const csrf_token = tokenIn(await (await fresh.get('/login')).text());
        const others = kind === 'csrf' ? [] : [`latchkey_csrf=${fresh.cookies.get('latchkey_csrf')}`];
        const damaged = damage(good.get(name) ?? '').map((value) => `${name}=${value}`);
        const body = new URLSearchParams({ csrf_token, email: 'ada', password, remember: '1' });
        const answer = await send(site, [...others, ...damaged], { method: 'POST', body });
        assert.equal(answer.status, kind === 'csrf' ? 403 : 303);
        const set = setIn(answer, name);
        assert.match(set ?? '', /^\w+=[^;]+;/);
        assert.doesNotMatch(set ?? '', /Max-Age=0/);
      });

      if (kind === 'browser') {
        test(`${how}: is cleared also by a log-in that fails`, async (t) => {
          const { site, good } = await open(t);
          const fresh = createBrowser(site.answer);
          const csrf_token = tokenIn(await (await fresh.get('/login')).text());
          const damaged = damage(good.get(name) ?? '').map((value) => `${name}=${value}`);
          const cookies = [`latchkey_csrf=${fresh.cookies.get('latchkey_csrf')}`, ...damaged];
          const body = new URLSearchParams({ csrf_token, email: 'ada', password: 'a wrong one' });
          const answer = await send(site, cookies, { method: 'POST', body });
          assert.equal(answer.status, 422);
          assert.match(setIn(answer, name) ?? '', /=; .*Max-Age=0/);
        });
      }
    }
  });
}
