import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Browser } from '@latchkey/session/testing';
import { press } from '../step-up/test-host.ts';
import {
  logIn,
  minuteMs,
  password,
  submit,
  type TestScope,
  testSite,
  textOf,
  tokenIn,
} from '../test-site.ts';

const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

/** Ada, logged in here and, remembered, there. */
async function open(scope: TestScope) {
  const site = await testSite(scope, { mail: { verification: 'off' } });
  const ada = await site.makeUser();
  const [here, there] = [site.browser('192.0.2.1'), site.browser('198.51.100.7')];
  await logIn(there, { remember: '1' });
  site.later(1000);
  await logIn(here);
  return { ...site, ada, here, there };
}

/** The page, and the handles on it in its order. */
async function look(browser: Browser) {
  const response = await browser.get('/account/sessions');
  assert.equal(response.status, 200);
  const page = await response.text();
  const handles = [...page.matchAll(/name="session" value="([^"]*)"/g)].map(([, handle = '']) => handle);
  return { page, text: await textOf(new Response(page)), handles };
}

async function end(browser: Browser, session: string): Promise<Response> {
  const csrf_token = tokenIn((await look(browser)).page);
  return browser.post('/account/sessions/end', { csrf_token, session });
}

test('every browser is there, this one first, with its address and when it was seen', async (t) => {
  const { here } = await open(t);
  const { text, handles, page } = await look(here);
  assert.equal(handles.length, 2);
  assert.ok(text.indexOf('This browser') < text.indexOf('192.0.2.1'));
  assert.ok(text.indexOf('192.0.2.1') < text.indexOf('198.51.100.7'));
  assert.match(text, /First seen 1 January 2026 at 00:00 UTC/);
  assert.match(text, /Logged in by password/);
  assert.match(text, /Stays logged in when the browser is closed\./);
  assert.match(page, /<time datetime="2026-01-01T00:00:01\.000Z">/);
});

test('a User-Agent is said in words, and what is none shows nothing of itself', async (t) => {
  const site = await testSite(t);
  await site.makeUser();
  for (const agent of [firefox, '<script>alert(1)</script>', `${'x'.repeat(5000)}`]) {
    const browser = site.browser();
    const csrf_token = tokenIn(await (await browser.get('/login')).text());
    const fields = { csrf_token, email: 'ada', password: 'hunting a snark' };
    assert.equal((await browser.post('/login', fields, { 'user-agent': agent })).status, 303);
    const { page } = await look(browser);
    assert.match(page, agent === firefox ? /<h2>Firefox on Linux<\/h2>/ : /<h2>Unknown browser<\/h2>/);
    assert.doesNotMatch(page, /<script|xxxxx/);
  }
});

test('no id of a session is on the page, neither as it is in a cookie nor as it is stored', async (t) => {
  const { here, there, accounts } = await open(t);
  const { page } = await look(here);
  const rows = await accounts.database.kysely.selectFrom('sessions').select(['id_hash', 'series']).execute();
  const ids = rows.flatMap(({ id_hash, series }) => [id_hash, series ?? id_hash]);
  const cookies = [...here.cookies.values(), ...there.cookies.values()];
  for (const secret of [...ids, ...cookies]) assert.ok(!page.includes(secret));
});

test('one that is ended is out at once, with its remember token, and this one goes on', async (t) => {
  const { here, there, audited, ada } = await open(t);
  const [, theirs = ''] = (await look(here)).handles;
  const response = await end(here, theirs);
  assert.deepEqual([response.status, response.headers.get('location')], [303, '/account/sessions']);
  assert.match((await look(here)).text, /That session has ended\./);
  assert.equal((await there.get('/dashboard')).status, 303);
  there.restart();
  assert.equal((await there.get('/dashboard')).status, 303);
  assert.deepEqual(await audited('session-ended'), [{ result: 'success', detail: null, userId: ada.id }]);
});

test('a browser that was closed and is remembered can be ended before it comes back', async (t) => {
  const { here, there, later } = await open(t);
  later(25 * 3_600_000);
  await logIn(here);
  const { text, handles } = await look(here);
  assert.match(text, /Not logged in at the moment, but it will be without a password/);
  await end(here, handles[1] ?? '');
  there.restart();
  assert.equal((await there.get('/dashboard')).status, 303);
});

test('ending the session one is in is a log-out', async (t) => {
  const { here, there } = await open(t);
  const [mine = ''] = (await look(here)).handles;
  const response = await end(here, mine);
  assert.deepEqual([response.status, response.headers.get('location')], [303, '/login']);
  assert.equal(response.headers.get('clear-site-data'), '"cache"');
  assert.ok(!here.cookies.has('latchkey_session'));
  assert.match(await textOf(await here.get('/login')), /You have been logged out successfully\./);
  assert.equal((await there.get('/dashboard')).status, 200);
});

test('a session of somebody else cannot be ended, and the answer is that of one that never was', async (t) => {
  const { here, makeUser, browser } = await open(t);
  await makeUser('bob');
  const bobs = browser();
  await logIn(bobs, { email: 'bob@example.org' });
  const [his = ''] = (await look(bobs)).handles;
  const answers: unknown[] = [];
  for (const handle of [his, 'nonsense', '']) {
    const response = await end(here, handle);
    const { text } = await look(here);
    answers.push([
      response.status,
      response.headers.get('location'),
      /That session has ended already/.test(text),
    ]);
  }
  assert.deepEqual(answers, Array(3).fill([303, '/account/sessions', true]));
  assert.equal((await bobs.get('/dashboard')).status, 200);
});

test('all others end with one button, also remembered ones, and a mail says so', async (t) => {
  const { here, there, mails } = await open(t);
  const csrf_token = tokenIn((await look(here)).page);
  const response = await here.post('/account/sessions/end-others', { csrf_token });
  assert.deepEqual([response.status, response.headers.get('location')], [303, '/account/sessions']);
  const { text, handles } = await look(here);
  assert.match(text, /All other sessions have ended\./);
  assert.match(text, /No other browser is logged in to your account\./);
  assert.equal(handles.length, 1);
  there.restart();
  assert.equal((await there.get('/dashboard')).status, 303);
  assert.deepEqual(
    (await mails()).map(({ template }) => template).filter((template) => template === 'sessions-ended'),
    ['sessions-ended'],
  );
});

test('a browser that was only remembered is asked for the password before it ends anything', async (t) => {
  const { here, there } = await open(t);
  there.restart();
  const { page, handles } = await look(there);
  const fields = { csrf_token: tokenIn(page), session: handles[1] ?? '' };
  for (const path of ['/account/sessions/end', '/account/sessions/end-others']) {
    const response = await there.post(path, fields, { referer: 'http://localhost/account/sessions' });
    assert.equal(response.status, 303);
    assert.match(response.headers.get('location') ?? '', /^\/confirm\?next=%2Fconfirm%2Fresume%3Fof%3D/);
  }
  for (const browser of [here, there]) assert.equal((await browser.get('/dashboard')).status, 200);
});

test('afterwards one click ends what was meant, which the page names', async (t) => {
  const { here, there, later } = await open(t);
  later(21 * minuteMs);
  for (const [path, named] of [
    ['/account/sessions/end', /What you want to do End This Session: \S+/],
    ['/account/sessions/end-others', /What you want to do End All Other Sessions/],
  ] as const) {
    const { page, handles } = await look(here);
    const session = handles[1] ?? handles[0] ?? '';
    const refused = await here.post(path, { csrf_token: tokenIn(page), session });
    const asked = refused.headers.get('location') ?? '';
    const next = (await submit(here, asked, { fields: { password } })).headers.get('location') ?? '';
    assert.match(await textOf(await here.get(next)), named);
    assert.equal((await press(here, next)).headers.get('location'), '/account/sessions');
    later(21 * minuteMs);
  }
  assert.equal((await here.get('/dashboard')).status, 200);
  assert.equal((await there.get('/dashboard')).status, 303);
});

test('another site ends nothing, and neither does a form without its token', async (t) => {
  const { here, there } = await open(t);
  const { page, handles } = await look(here);
  const fields = { csrf_token: tokenIn(page), session: handles[1] ?? '' };
  for (const path of ['/account/sessions/end', '/account/sessions/end-others']) {
    const foreign = await here.post(path, fields, { 'sec-fetch-site': 'cross-site' });
    const tokenless = await here.post(path, { session: fields.session });
    assert.deepEqual([foreign.status, tokenless.status], [403, 403]);
  }
  assert.equal((await there.get('/dashboard')).status, 200);
});

test('logged out, the page and its buttons lead to the log-in', async (t) => {
  const { browser } = await open(t);
  const stranger = browser();
  const page = await stranger.get('/account/sessions');
  assert.equal(page.headers.get('location'), '/login?next=%2Faccount%2Fsessions');
  const button = await stranger.post('/account/sessions/end-others');
  assert.equal(button.status, 303);
  assert.equal(
    (await stranger.get('/account/sessions/end-others')).headers.get('location'),
    '/account/sessions',
  );
  assert.equal((await submit(stranger, '/login')).status, 422);
});
