import assert from 'node:assert/strict';
import { test } from 'node:test';
import { logIn, minuteMs, submit, type TestScope, testSite, textOf } from '../test-site.ts';

const path = '/account/username';

async function open(scope: TestScope, options: Parameters<typeof testSite>[1] = {}) {
  const site = await testSite(scope, options);
  const ada = await site.makeUser();
  const browser = site.browser();
  await logIn(browser);
  return {
    site,
    ada,
    browser,
    change: (username: string) => submit(browser, path, { fields: { username } }),
  };
}

test('the new name counts at once, and the log-in goes on', async (t) => {
  const { site, ada, browser, change } = await open(t);
  assert.match(await textOf(await browser.get(path)), /Change Your Username .* Current Username ada/);
  const response = await change('Lovelace');
  assert.equal(response.status, 303);
  assert.equal(response.headers.get('location'), '/account');
  const text = await textOf(await browser.get('/account'));
  assert.match(text, /Your username is now Lovelace\./);
  assert.match(text, /Username Lovelace/);
  assert.match(text, /Hello, Lovelace!/);
  await logIn(site.browser(), { email: 'lovelace' });
  assert.deepEqual(await site.audited('username-changed'), [
    { result: 'success', detail: null, userId: ada.id },
  ]);
});

test('a mail says so where the address is proven', async (t) => {
  const { site, change } = await open(t, { mail: true });
  await change('Lovelace');
  assert.deepEqual(await site.mails(), []);
  await site.accounts.database.kysely.updateTable('users').set({ email_verified_at: 1 }).execute();
  await change('Countess');
  assert.deepEqual(
    (await site.mails()).map(({ to, template, data }) => [to, template, data.name]),
    [['ada@example.org', 'username-changed', 'Countess']],
  );
});

test('a name of somebody else, or none, is said at the field with what was typed', async (t) => {
  const { site, browser, change } = await open(t);
  await site.makeUser('bob');
  for (const [typed, sentence] of [
    ['BOB', 'That username is already taken.'],
    ['ｂｏｂ', 'That username is already taken.'],
    ['x', 'Username must be at least 3 characters long.'],
    ['', 'Username is required.'],
  ] as const) {
    const response = await change(typed);
    assert.equal(response.status, 422, typed);
    const page = await response.text();
    assert.equal(page.split(sentence).length - 1, 2, typed);
    assert.ok(page.includes(`value="${typed}"`), typed);
  }
  assert.match(await textOf(await browser.get('/account')), /Username ada/);
});

test('the name there is already is no change', async (t) => {
  const { site, browser, change } = await open(t);
  assert.equal((await change('ada')).headers.get('location'), '/account');
  assert.match(await textOf(await browser.get('/account')), /That is your username already\./);
  assert.deepEqual(await site.audited('username-changed'), []);
});

test('an account without a user name chooses one', async (t) => {
  const { site, ada, browser, change } = await open(t);
  const { kysely } = site.accounts.database;
  const nameless = { username: null, username_canonical: null };
  await kysely.updateTable('users').set(nameless).where('id', '=', ada.id).execute();
  assert.match(await textOf(await browser.get('/account')), /Choose a username/);
  assert.match(await textOf(await browser.get(path)), /Choose a Username/);
  await change('lovelace');
  assert.match(await textOf(await browser.get('/account')), /Username lovelace/);
});

test('it needs a fresh log-in, our own form, and has an end of tries', async (t) => {
  const { site, browser, change } = await open(t, { accounts: { limits: {} } });
  assert.equal((await browser.post(path, { username: 'thief' })).status, 403);
  await site.makeUser('bob');
  for (let count = 0; count < 20; count++) assert.equal((await change('bob')).status, 422);
  const response = await change('bob');
  assert.equal(response.status, 429);
  assert.equal(response.headers.get('retry-after'), '3600');
  site.later(16 * minuteMs);
  assert.equal((await browser.get(path)).headers.get('location'), '/confirm?next=%2Faccount%2Fusername');
  const stranger = site.browser();
  assert.equal((await stranger.get(path)).headers.get('location'), '/login?next=%2Faccount%2Fusername');
});
