import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addUser, disableUser } from '@latchkey/accounts';
import { logIn, submit, type TestSite, testSite, textOf } from '../test-site.ts';

/** Everything that an outsider sees of an answer. */
async function seen(response: Response) {
  const headers = [...response.headers].filter(([name]) => name !== 'date').sort();
  return { status: response.status, headers, body: await response.text() };
}

async function ask(site: TestSite, identifier: string, at = '192.0.2.1') {
  const browser = site.browser(at);
  const answer = await seen(await submit(browser, '/forgot', { fields: { email: identifier } }));
  return [answer, await seen(await browser.get('/forgot/sent'))];
}

test('known, unknown, unproven, disabled, without an address, asked too often: the same answer, byte for byte', async (t) => {
  const site = await testSite(t, { mail: true, accounts: { limits: {} } });
  const ada = await site.makeUser();
  const proven = site.accounts.database.kysely.updateTable('users').set({ email_verified_at: 1 });
  await proven.where('id', '=', ada.id).execute();
  await site.makeUser('unproven');
  await disableUser(site.accounts, await site.makeUser('disabled'));
  await addUser(site.accounts, { username: 'mute', password: 'hunting a snark' });
  const [answer, page] = await ask(site, 'ada@example.org', '198.51.100.1');
  assert.equal(answer?.status, 303);
  assert.deepEqual(
    answer.headers.filter(([name]) => ['location', 'set-cookie', 'cache-control'].includes(name)),
    [
      ['cache-control', 'no-store'],
      ['location', '/forgot/sent'],
    ],
  );
  assert.match(
    page?.body ?? '',
    /If there is an account with that address or username, a mail is on its way\./,
  );
  let number = 1;
  for (const identifier of [
    'ada',
    'nobody@example.org',
    'nobody',
    'unproven@example.org',
    'disabled@example.org',
    'mute',
    'not an address@',
    `${'x'.repeat(5000)}@example.org`,
    'ada@example.org',
    'ada@example.org',
    'ada@example.org',
  ]) {
    number += 1;
    const other = await ask(site, identifier, `198.51.100.${number}`);
    assert.deepEqual(other, [answer, page], identifier.slice(0, 20));
  }
  const mails = (await site.mails()).map(({ to }) => to);
  assert.deepEqual(mails, ['ada@example.org', 'ada@example.org', 'unproven@example.org', 'ada@example.org']);
});

test('an empty field is said, and nothing is mailed', async (t) => {
  const site = await testSite(t, { mail: true });
  const response = await submit(site.browser(), '/forgot', { fields: { email: ' ' } });
  assert.equal(response.status, 422);
  assert.match(await response.text(), /<title>Error: .*Email address or username is required\./s);
  assert.deepEqual(await site.mails(), []);
});

test('too many links asked for from one address are answered with 429, whoever they are for', async (t) => {
  const site = await testSite(t, { mail: true, accounts: { limits: { mailRequestsPerHour: 1 } } });
  const browser = site.browser();
  const again = () => submit(browser, '/forgot', { fields: { email: 'nobody' } });
  assert.equal((await again()).status, 303);
  const refused = await again();
  assert.equal(refused.status, 429);
  assert.match(refused.headers.get('retry-after') ?? '', /^\d+$/);
});

test('the log-in page leads there, and says to everyone who fails that the address is proven first', async (t) => {
  const site = await testSite(t, { mail: true });
  const browser = site.browser();
  const page = await (await browser.get('/login')).text();
  assert.match(page, /<a href="\/forgot">Forgot your password\?<\/a>/);
  assert.doesNotMatch(page, /just signed up|\/login\/link/);
  const failed = await submit(browser, '/login', { fields: { email: 'nobody', password: 'x' } });
  assert.match(await textOf(failed), /If you have just signed up, open the link in our mail first\./);
});

test('where addresses are not proven first, the failed log-in does not speak of it', async (t) => {
  const site = await testSite(t, { mail: { verification: 'banner' } });
  const failed = await submit(site.browser(), '/login', { fields: { email: 'nobody', password: 'x' } });
  assert.doesNotMatch(await textOf(failed), /just signed up/);
});

test('somebody who is logged in may have forgotten the password too', async (t) => {
  const site = await testSite(t, { mail: true });
  await site.makeUser();
  const browser = site.browser();
  await logIn(browser);
  const response = await submit(browser, '/forgot', { fields: { email: 'ada' } });
  assert.equal(response.headers.get('location'), '/forgot/sent');
  assert.equal((await browser.get('/forgot/sent')).status, 200);
});

test('without mail there is no such page, and no link to one', async (t) => {
  const site = await testSite(t);
  for (const path of ['/forgot', '/forgot/sent']) {
    assert.equal((await site.browser().get(path)).status, 404, path);
  }
  assert.doesNotMatch(await (await site.browser().get('/login')).text(), /forgot/i);
});

test('in German too', async (t) => {
  const site = await testSite(t, { mail: true });
  await site.makeUser();
  const browser = site.browser();
  const headers = { 'accept-language': 'de' };
  assert.match(await textOf(await browser.get('/forgot', headers)), /Passwort vergessen/);
  await submit(browser, '/forgot', { fields: { email: 'ada' }, headers });
  assert.equal((await site.mails())[0]?.data.language, 'de');
});
