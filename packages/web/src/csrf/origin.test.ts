import assert from 'node:assert/strict';
import { test } from 'node:test';
import { password, type TestSite, testSite, textOf, tokenIn } from '../test-site.ts';

const account = { username: 'grace', email: 'grace@example.org', password, confirm_password: password };

async function signUpWith(site: TestSite, headers: Record<string, string>): Promise<number> {
  const browser = site.browser();
  const csrf_token = tokenIn(await (await browser.get('/signup')).text());
  const cookie = `latchkey_csrf=${browser.cookies.get('latchkey_csrf')}`;
  const body = new URLSearchParams({ csrf_token, ...account, email: 'broken' });
  const init = { method: 'POST', body, headers: { cookie, ...headers } };
  return (await site.answer(new Request('http://localhost/signup', init))).status;
}

test('what the headers say about the sender decides before the token does', async (t) => {
  const site = await testSite(t);
  const reached = 422;
  for (const [headers, status] of [
    [{}, reached],
    [{ origin: 'http://localhost' }, reached],
    [{ 'sec-fetch-site': 'same-origin' }, reached],
    [{ 'sec-fetch-site': 'same-origin', origin: 'http://localhost' }, reached],
    [{ 'sec-fetch-site': 'none' }, reached],
    [{ 'sec-fetch-site': 'same-site' }, 403],
    [{ 'sec-fetch-site': 'same-site', origin: 'http://localhost' }, 403],
    [{ 'sec-fetch-site': 'cross-site' }, 403],
    [{ 'sec-fetch-site': 'cross-site', origin: 'http://localhost' }, 403],
    [{ 'sec-fetch-site': 'nonsense' }, 403],
    [{ origin: 'http://evil.example' }, 403],
    [{ origin: 'https://localhost' }, 403],
    [{ origin: 'http://localhost:8080' }, 403],
    [{ origin: 'null' }, 403],
    [{ origin: '' }, 403],
    [{ 'sec-fetch-site': 'same-origin', origin: 'http://evil.example' }, 403],
  ] as [Record<string, string>, number][]) {
    assert.equal(await signUpWith(site, headers), status, JSON.stringify(headers));
  }
  assert.equal(await site.count('users'), 0);
});

test('with a base URL its origin is ours, whatever the Host header says', async (t) => {
  const site = await testSite(t, { login: { baseUrl: 'https://example.org' } });
  const post = (url: string, origin: string) =>
    site.answer(
      new Request(url, {
        method: 'POST',
        body: '',
        headers: { origin, 'content-type': 'application/x-www-form-urlencoded' },
      }),
    );
  assert.match(await textOf(await post('http://evil.example/login', 'http://evil.example')), /Not Accepted/);
  assert.match(await textOf(await post('http://internal:5000/login', 'https://example.org')), /Log In/);
});

test('an origin on the list may send forms', async (t) => {
  const site = await testSite(t, { login: { trustedOrigins: ['https://partner.example'] } });
  assert.equal(await signUpWith(site, { origin: 'https://partner.example' }), 422);
  assert.equal(await signUpWith(site, { origin: 'https://other.example' }), 403);
});
