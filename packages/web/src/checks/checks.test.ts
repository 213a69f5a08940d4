import assert from 'node:assert/strict';
import { test } from 'node:test';
import { endSessions, findUser } from '@latchkey/accounts';
import { logIn, send, submit, testSite, tokenIn } from '../test-site.ts';

const formType = 'application/x-www-form-urlencoded';

test('a page takes the methods it knows, and names them for the others', async (t) => {
  const site = await testSite(t);
  for (const [path, allow] of [
    ['/', 'GET, HEAD, OPTIONS'],
    ['/dashboard', 'GET, HEAD, OPTIONS'],
    ['/login', 'GET, HEAD, POST, OPTIONS'],
    ['/signup', 'GET, HEAD, POST, OPTIONS'],
    ['/logout', 'GET, HEAD, POST, OPTIONS'],
    ['/confirm', 'GET, HEAD, POST, OPTIONS'],
    ['/account/password', 'GET, HEAD, POST, OPTIONS'],
    ['/register', 'GET, HEAD, OPTIONS'],
  ] as const) {
    for (const method of [
      'PUT',
      'DELETE',
      'PATCH',
      'PROPFIND',
      ...(allow.includes('POST') ? [] : ['POST']),
    ]) {
      const response = await send(site, path, { method });
      assert.equal(response.status, 405, `${method} ${path}`);
      assert.equal(response.headers.get('allow'), allow);
    }
    const options = await send(site, path, { method: 'OPTIONS' });
    assert.equal(options.status, 204);
    assert.equal(options.headers.get('allow'), allow);
  }
});

test('the checks come in order: size, method, origin, guard, token', async (t) => {
  const site = await testSite(t);
  await site.makeUser();
  const everything = {
    'content-length': '70000',
    origin: 'https://evil.example',
    'content-type': 'application/json',
  };
  const status = async (path: string, method: string, headers: Record<string, string>) =>
    (await send(site, path, { method, headers })).status;
  assert.equal(await status('/dashboard', 'PUT', everything), 413);
  const { 'content-length': _size, ...small } = everything;
  assert.equal(await status('/dashboard', 'PUT', small), 405);
  assert.equal(await status('/account/password', 'POST', small), 403);
  const { origin: _origin, ...own } = small;
  assert.equal(await status('/account/password', 'POST', own), 303);
  const browser = site.browser();
  await logIn(browser);
  const wrongType = {
    method: 'POST',
    body: '{}',
    headers: { ...own, cookie: `latchkey_session=${browser.cookies.get('latchkey_session')}` },
  };
  assert.equal((await send(site, '/account/password', wrongType)).status, 415);
  assert.equal((await browser.post('/account/password', {})).status, 403);
  assert.equal((await submit(browser, '/account/password')).status, 422);
});

test('bad input is a clear page, and nothing is written', async (t) => {
  const site = await testSite(t);
  const browser = site.browser();
  const csrf_token = tokenIn(await (await browser.get('/signup')).text());
  const cookie = `latchkey_csrf=${browser.cookies.get('latchkey_csrf')}`;
  const start = `csrf_token=${csrf_token}&username=ada&email=ada%40example.org&password=x&confirm_password=x`;
  for (const [body, status, type] of [
    [`${start}&email=other`, 400, formType],
    [`${start}&email[]=other`, 400, formType],
    [`${start}&email%5B%5D=other`, 400, formType],
    [`${start}&x=%00`, 400, formType],
    [`${start}&x=%ff`, 400, formType],
    [`${start}&x=%ED%A0%80`, 400, formType],
    [`${start}&x=%`, 400, formType],
    [start + '&a=1'.repeat(100), 400, formType],
    [`${start}&x=${'a'.repeat(65_536)}`, 413, formType],
    [`${start}&x=${'a'.repeat(1_000_000)}`, 413, formType],
    [start, 415, 'application/json'],
    [start, 415, 'text/plain'],
    [start, 415, 'multipart/form-data; boundary=x'],
    [`${start}&unknown=1&unknown=2`, 422, formType],
  ] as const) {
    const response = await send(site, '/signup', {
      method: 'POST',
      body,
      headers: { cookie, 'content-type': type },
    });
    assert.equal(response.status, status, body.slice(start.length, start.length + 30));
    const page = await response.text();
    if (status !== 422) assert.match(page, /<a class="button" href="\/signup">Open the page again<\/a>/);
  }
  assert.equal(await site.count('users'), 0);
  assert.deepEqual(site.errors, []);
});

test('a damaged cookie of ours counts as absent and is cleared; those of others are left alone', async (t) => {
  const site = await testSite(t);
  for (const damaged of [
    'latchkey_session=x',
    'latchkey_session=a; latchkey_session=b',
    'latchkey_flash=%%%',
    'latchkey_remember=x.y',
  ]) {
    const response = await send(site, '/', { headers: { cookie: `theirs=1; ${damaged}` } });
    assert.equal(response.status, 200);
    const name = damaged.split('=')[0];
    assert.deepEqual(response.headers.getSetCookie(), [
      `${name}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0`,
    ]);
  }
});

test('a form whose last byte comes after the session has ended does nothing', async (t) => {
  const site = await testSite(t);
  const ada = await site.makeUser();
  const browser = site.browser();
  await logIn(browser);
  const csrf_token = tokenIn(await (await browser.get('/account')).text());
  const form = new TextEncoder().encode(new URLSearchParams({ csrf_token, language: 'de' }).toString());
  const lastByte = Promise.withResolvers<void>();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      controller.enqueue(form.subarray(0, -1));
      await lastByte.promise;
      controller.enqueue(form.subarray(-1));
      controller.close();
    },
  });
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const init = {
    method: 'POST',
    body,
    duplex: 'half' as const,
    headers: { 'content-type': formType, cookie },
  };
  const answer = send(site, '/account/language', init);
  await endSessions(site.accounts, ada);
  lastByte.resolve();
  assert.equal((await answer).headers.get('location'), '/login?next=%2Faccount%2Flanguage');
  assert.equal((await findUser(site.accounts, 'ada'))?.language, undefined);
});
