import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hourMs, logIn, minuteMs, testSite, textOf } from '../test-site.ts';
import { follow, linkIn, open, path, press } from './test-change.ts';

test('the page asks for a fresh log-in, and says what happens', async (t) => {
  const { site, browser } = await open(t);
  const text = await textOf(await browser.get(path));
  assert.match(text, /Change Your Email Address – Latchkey/);
  assert.match(text, /ada@example\.org/);
  assert.match(text, /The old address is told, and can stop the change\./);
  site.later(16 * minuteMs);
  assert.equal((await browser.get(path)).headers.get('location'), '/confirm?next=%2Faccount%2Femail');
  const stranger = await site.browser().get(path);
  assert.equal(stranger.headers.get('location'), '/login?next=%2Faccount%2Femail');
});

test('the request mails both addresses, and the page shows what waits', async (t) => {
  const { site, browser, ask } = await open(t);
  const response = await ask('Ada@new.example');
  assert.equal(response.status, 303);
  assert.equal(response.headers.get('location'), path);
  const text = await textOf(await browser.get(path));
  assert.match(text, /We have sent a mail to the new address\./);
  assert.match(text, /Change Your Email Address.*A Change Is Waiting/s);
  assert.match(text, /New email address Ada@new\.example Link works until 1 January 2026 at 01:00 UTC/);
  assert.deepEqual(
    (await site.mails()).map(({ to, template, data }) => [to, template, data.email]),
    [
      ['Ada@new.example', 'confirm-email', 'Ada@new.example'],
      ['ada@example.org', 'email-change-asked', 'Ada@new.example'],
    ],
  );
  site.later(hourMs);
  await logIn(site.browser());
  assert.doesNotMatch(await textOf(await browser.get(path)), /A Change Is Waiting/);
});

test('faults are said at the field, with what was typed', async (t) => {
  const { site, browser, ask } = await open(t);
  for (const [email, sentence] of [
    ['', 'Email address is required.'],
    ['nonsense', 'Enter an email address like name@example.com.'],
    ['ada@example.org', 'That is your email address already.'],
  ] as const) {
    const response = await ask(email);
    assert.equal(response.status, 422);
    const page = await response.text();
    assert.equal(page.split(sentence).length - 1, 2, sentence);
    assert.ok(page.includes(`value="${email}"`));
    assert.match(page, /<title>Error: /);
  }
  assert.deepEqual(await site.mails(), []);
  assert.equal((await browser.get(path)).status, 200);
});

test('whether another account has the address, the answer and the page are the same, byte for byte', async (t) => {
  const { site, browser, ask } = await open(t);
  await site.makeUser('bob');
  const sent = async (email: string) => {
    const answer = await ask(email);
    const page = (await (await browser.get(path)).text()).replaceAll(email, 'X');
    return {
      status: answer.status,
      headers: [...answer.headers].filter(([name]) => name !== 'set-cookie'),
      cookies: answer.headers.getSetCookie().map((cookie) => cookie.replace(/=[^;]*/, `=`)),
      body: await answer.text(),
      page: page.replace(/value="[^"]{40,}"/g, ''),
    };
  };
  assert.deepEqual(await sent('bob@example.org'), await sent('ann@example.org'));
  const toBob = (await site.mails()).filter(({ to }) => to === 'bob@example.org');
  assert.deepEqual(
    toBob.map(({ template, token }) => [template, token]),
    [['already-registered', undefined]],
  );
});

test('whoever asked can take it back', async (t) => {
  const { site, browser, ask } = await open(t);
  await ask('ada@new.example');
  const page = await (await browser.get(path)).text();
  assert.match(page, /action="\/account\/email\/withdraw"/);
  const csrf_token = /name="csrf_token" value="([^"]+)"/.exec(page)?.[1] ?? '';
  const response = await browser.post(`${path}/withdraw`, { csrf_token });
  assert.equal(response.headers.get('location'), path);
  const text = await textOf(await browser.get(path));
  assert.match(text, /The change was cancelled\./);
  assert.doesNotMatch(text, /A Change Is Waiting/);
  assert.equal((await follow(browser, await linkIn(site, 'confirm-email'))).status, 410);
  assert.equal((await browser.get(`${path}/withdraw`)).headers.get('location'), path);
});

test('an account without an address gets its first one here', async (t) => {
  const { site, ada, browser, ask } = await open(t);
  const { kysely } = site.accounts.database;
  await kysely
    .updateTable('users')
    .set({ email: null, email_canonical: null, email_verified_at: null })
    .where('id', '=', ada.id)
    .execute();
  assert.match(await textOf(await browser.get('/account')), /Add an email address/);
  assert.match(await textOf(await browser.get(path)), /Add an Email Address/);
  await ask('ada@new.example');
  assert.equal((await press(browser, await linkIn(site, 'confirm-email'))).status, 303);
  assert.deepEqual(
    (await site.mails()).map(({ template }) => template),
    ['confirm-email'],
  );
});

test('the twenty-first request of an hour is told when to come back', async (t) => {
  const { ask } = await open(t, { accounts: { limits: { mailsPerRecipient: 1000 } } });
  for (let count = 0; count < 20; count++) assert.equal((await ask(`ada${count}@new.example`)).status, 303);
  const response = await ask('ada@new.example');
  assert.equal(response.status, 429);
  assert.equal(response.headers.get('retry-after'), '3600');
});

test('another site can send none of the forms', async (t) => {
  const { site, browser, ask } = await open(t);
  await ask('ada@new.example');
  const token = (await linkIn(site, 'confirm-email')).split('=')[1] ?? '';
  const foreign = { 'sec-fetch-site': 'cross-site' };
  for (const form of [path, `${path}/withdraw`, '/email/confirm', '/email/cancel']) {
    const fields = { email: 'thief@example.net', token };
    assert.equal((await browser.post(form, fields, foreign)).status, 403, form);
    assert.equal((await browser.post(form, fields)).status, 403, form);
  }
  assert.equal((await follow(site.browser(), await linkIn(site, 'confirm-email'))).status, 200);
});

test('without mail there is none of it, and no page leads there', async (t) => {
  const site = await testSite(t);
  await site.makeUser();
  const browser = site.browser();
  await logIn(browser);
  for (const gone of [path, `${path}/withdraw`, '/email/confirm?token=x', '/email/cancel?token=x']) {
    assert.equal((await browser.get(gone)).status, 404, gone);
  }
  assert.doesNotMatch(await (await browser.get('/account')).text(), /account\/email/);
});

test('in German as well', async (t) => {
  const { site, browser, ask } = await open(t);
  await site.accounts.database.kysely.updateTable('users').set({ language: 'de' }).execute();
  await ask('ada@new.example');
  const text = await textOf(await browser.get(path));
  assert.match(text, /Eine Änderung steht aus/);
  assert.deepEqual(
    (await site.mails()).map(({ data }) => data.language),
    ['de', 'de'],
  );
  assert.match(
    await textOf(await follow(browser, await linkIn(site, 'email-change-asked'))),
    /Änderung aufhalten/,
  );
});
