import assert from 'node:assert/strict';
import { test } from 'node:test';
import { disableUser } from '@latchkey/accounts';
import type { Browser } from '@latchkey/session/testing';
import {
  logIn,
  minuteMs,
  password,
  submit,
  type TestSite,
  type TestSiteOptions,
  testSite,
  textOf,
  tokenIn,
} from '../test-site.ts';

const on: TestSiteOptions = { mail: true, web: { magicLink: true } };

async function scene(t: Parameters<typeof testSite>[0], options: TestSiteOptions = on) {
  const site = await testSite(t, options);
  const ada = await site.makeUser();
  const users = site.accounts.database.kysely.updateTable('users').set({ email_verified_at: 1 });
  await users.where('id', '=', ada.id).execute();
  return { site, ada, browser: site.browser() };
}

/** Asks for a link in this browser, and gives the token in the mail. */
async function ask(site: TestSite, browser: Browser, { path = '/login/link', email = 'ada' } = {}) {
  const asked = await submit(browser, path, { fields: { email } });
  assert.equal(asked.headers.get('location'), '/login/link/sent');
  return (await site.mails()).at(-1)?.token ?? '';
}

async function codeShownIn(browser: Browser): Promise<string> {
  const page = await (await browser.get('/login/link/sent')).text();
  return /<strong class="code">([^<]+)</.exec(page)?.[1] ?? 'none';
}

/** Follows the link, and sends the form of the page it leads to. */
async function open(browser: Browser, token: string, fields: Record<string, string> = {}) {
  const followed = await browser.get(`/login/link/open?token=${token}`);
  assert.equal(followed.headers.get('location'), '/login/link/open');
  return await submit(browser, '/login/link/open', { fields: { token, ...fields } });
}

test('in the browser that asked, a click on the button logs in, under a new id, and goes on where it was to go', async (t) => {
  const { site, browser } = await scene(t);
  const login = await (await browser.get('/login?next=/account/password')).text();
  const path = /href="(\/login\/link[^"]*)"/.exec(login)?.[1] ?? '';
  assert.equal(path, '/login/link?next=%2Faccount%2Fpassword');
  const token = await ask(site, browser, { path });
  await browser.get(`/login/link/open?token=${token}`);
  const page = await (await browser.get('/login/link/open')).text();
  assert.match(page, /One more click, and you are logged in\./);
  assert.doesNotMatch(page, /name="code"/);
  assert.ok(!browser.cookies.has('latchkey_session'));
  const response = await open(browser, token);
  assert.equal(response.status, 303);
  assert.equal(response.headers.get('location'), '/account/password');
  assert.ok(browser.cookies.has('latchkey_session') && browser.cookies.has('latchkey_browser'));
  for (const gone of ['latchkey_magic', 'latchkey_link', 'latchkey_csrf']) {
    assert.ok(!browser.cookies.has(gone), gone);
  }
  assert.equal((await browser.get('/account/password')).status, 200, 'the log-in is fresh');
  assert.match(await textOf(await browser.get('/dashboard')), /Welcome to your Dashboard, ada!/);
});

test('a link is good once, and for ten minutes', async (t) => {
  const { site, browser } = await scene(t);
  const token = await ask(site, browser);
  const copy = browser.copy();
  assert.equal((await open(browser, token)).status, 303);
  await copy.get(`/login/link/open?token=${token}`);
  const spent = await copy.get('/login/link/open');
  assert.equal(spent.status, 410);
  assert.match(await spent.text(), /<a class="button" href="\/login\/link">Ask for a new link<\/a>/);
  const late = site.browser();
  const old = await ask(site, late);
  site.later(10 * minuteMs);
  await late.get(`/login/link/open?token=${old}`);
  assert.equal((await late.get('/login/link/open')).status, 410);
});

test('in another browser the link asks for the code that the first one shows', async (t) => {
  const { site, browser } = await scene(t);
  const token = await ask(site, browser);
  const code = await codeShownIn(browser);
  assert.match(code, /^[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}$/);
  const phone = site.browser();
  const none = await open(phone, token);
  assert.equal(none.status, 422);
  const page = await none.text();
  assert.match(page, /Code is required\./);
  assert.match(page, /autocomplete="one-time-code"/);
  const wrong = await open(phone, token, { code: 'AAAA-AAAA' });
  assert.equal(wrong.status, 422);
  assert.match(await textOf(wrong), /This is not the code that the other browser shows\./);
  const right = await open(phone, token, { code: ` ${code.toLowerCase().replace('-', ' ')}` });
  assert.equal(right.headers.get('location'), '/dashboard');
  assert.equal((await phone.get('/dashboard')).status, 200);
  assert.equal((await browser.get('/dashboard')).status, 303, 'whoever asked is not logged in by it');
});

test('five wrong codes end the link', async (t) => {
  const { site, browser } = await scene(t);
  const token = await ask(site, browser);
  const phone = site.browser();
  await phone.get(`/login/link/open?token=${token}`);
  const csrf_token = tokenIn(await (await phone.get('/login/link/open')).text());
  const statuses: number[] = [];
  for (let count = 0; count < 6; count++) {
    const fields = { csrf_token, token, code: 'AAAA-AAAA' };
    statuses.push((await phone.post('/login/link/open', fields)).status);
  }
  assert.deepEqual(statuses, [422, 422, 422, 422, 410, 410]);
  await browser.get(`/login/link/open?token=${token}`);
  assert.equal((await browser.get('/login/link/open')).status, 410);
});

test('whatever a mail program or a scanner opens by itself, nothing changes', async (t) => {
  const { site, browser } = await scene(t);
  const token = await ask(site, browser);
  for (const method of ['HEAD', 'GET', 'OPTIONS', 'GET']) {
    const cookie = `latchkey_link=login.${token}; latchkey_magic=${browser.cookies.get('latchkey_magic')}`;
    await site.answer(new Request(`http://localhost/login/link/open?token=${token}`, { method }));
    await site.answer(new Request('http://localhost/login/link/open', { method, headers: { cookie } }));
  }
  assert.equal(await site.count('sessions'), 0);
  assert.equal((await open(browser, token)).status, 303);
});

test('known, unknown, unproven and disabled get the same answer, and a code', async (t) => {
  const { site } = await scene(t);
  await site.makeUser('unproven');
  await disableUser(site.accounts, await site.makeUser('disabled'));
  const asked = async (identifier: string) => {
    const browser = site.browser();
    const response = await submit(browser, '/login/link', { fields: { email: identifier } });
    const secret = browser.cookies.get('latchkey_magic') ?? '';
    assert.match(secret, /^[\w-]{43}$/);
    const page = await (await browser.get('/login/link/sent')).text();
    const code = /<strong class="code">([^<]+)</.exec(page)?.[1] ?? '';
    assert.match(code, /^\w{4}-\w{4}$/);
    const headers = [...response.headers].map(([name, value]) => [name, value.replace(secret, 'secret')]);
    return { status: response.status, headers, page: page.replace(code, 'code') };
  };
  const known = await asked('ada@example.org');
  assert.equal(known.status, 303);
  for (const identifier of [
    'ada',
    'nobody@example.org',
    'nobody',
    'unproven',
    'disabled',
    'x'.repeat(5000),
  ]) {
    assert.deepEqual(await asked(identifier), known, identifier.slice(0, 20));
  }
  assert.deepEqual(
    (await site.mails()).map(({ to }) => to),
    ['ada@example.org', 'ada@example.org', 'unproven@example.org'],
  );
});

test('whoever signed up with the address of another loses the account to its owner', async (t) => {
  const { site, browser } = await scene(t);
  await site.makeUser('bob');
  const thief = site.browser();
  await logIn(thief, { email: 'bob', remember: '1' });
  const token = await ask(site, browser, { email: 'bob@example.org' });
  assert.equal((await open(browser, token)).status, 303);
  assert.match(await textOf(await browser.get('/dashboard')), /your email address is confirmed\./);
  thief.restart();
  assert.equal((await thief.get('/dashboard')).status, 303);
  const refused = await submit(thief, '/login', { fields: { email: 'bob', password } });
  assert.equal(refused.status, 422);
});

test('a disabled account finds its link dead', async (t) => {
  const { site, ada, browser } = await scene(t);
  const token = await ask(site, browser);
  await browser.get(`/login/link/open?token=${token}`);
  const csrf_token = tokenIn(await (await browser.get('/login/link/open')).text());
  await disableUser(site.accounts, ada);
  assert.equal((await browser.post('/login/link/open', { csrf_token, token })).status, 410);
});

test('somebody who is logged in already goes on, and the token leaves the address', async (t) => {
  const { site, browser } = await scene(t);
  const token = await ask(site, browser);
  await logIn(browser);
  const followed = await browser.get(`/login/link/open?token=${token}`);
  assert.equal(followed.headers.get('location'), '/login/link/open');
  assert.equal((await browser.get('/login/link/open')).headers.get('location'), '/dashboard');
});

test('a cookie that somebody planted leads nobody away', async (t) => {
  const { site, browser } = await scene(t);
  const token = await ask(site, browser);
  const evil = Buffer.from('https://evil.example/').toString('base64url');
  browser.cookies.set('latchkey_magic', `${browser.cookies.get('latchkey_magic')}.${evil}`);
  assert.equal((await open(browser, token)).headers.get('location'), '/dashboard');
  const damaged = site.browser();
  damaged.cookies.set('latchkey_magic', 'damaged');
  const sent = await damaged.get('/login/link/sent');
  assert.equal(sent.headers.get('location'), '/login/link');
  assert.match(sent.headers.getSetCookie().join(), /^latchkey_magic=;/);
});

test('an empty field is said, and too many links asked for are 429', async (t) => {
  const { site, browser } = await scene(t, {
    ...on,
    accounts: { limits: { mailRequestsPerHour: 1 } },
  });
  assert.equal((await submit(browser, '/login/link')).status, 422);
  await ask(site, browser);
  const refused = await submit(browser, '/login/link', { fields: { email: 'ada' } });
  assert.equal(refused.status, 429);
  assert.match(refused.headers.get('retry-after') ?? '', /^\d+$/);
});

test('it is off by default: no page, no link to one', async (t) => {
  const site = await testSite(t, { mail: true });
  for (const path of ['/login/link', '/login/link/sent', '/login/link/open']) {
    assert.equal((await site.browser().get(path)).status, 404, path);
  }
  assert.doesNotMatch(await (await site.browser().get('/login')).text(), /login\/link/);
});

test('a code of blanks and dashes is an empty one, and costs no guess', async (t) => {
  const { site, browser } = await scene(t);
  const token = await ask(site, browser);
  const other = site.browser();
  for (const code of ['', ' - ', '– –', '----', '\u00a0', '—']) {
    const response = await open(other, token, { code });
    assert.equal(response.status, 422);
    assert.match(await textOf(response), /There is a problem Code is required\./);
  }
  assert.equal((await open(other, token, { code: await codeShownIn(browser) })).status, 303);
});

test('a page too long for a cookie is left out, and the link still knows this browser', async (t) => {
  const { site, browser } = await scene(t);
  const long = `/login/link?next=${encodeURIComponent(`/search?q=${encodeURIComponent('漢'.repeat(400))}`)}`;
  const token = await ask(site, browser, { path: long });
  assert.ok((browser.cookies.get('latchkey_magic')?.length ?? 0) < 2000);
  assert.equal((await open(browser, token)).headers.get('location'), '/dashboard');
});
