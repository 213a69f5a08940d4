import assert from 'node:assert/strict';
import { test } from 'node:test';
import { disableUser, enableUser, recordAudit } from '@latchkey/accounts';
import { logIn, submit, testSite, textOf } from '../test-site.ts';

test('log-ins are there with time, browser and address, newest first, and wrong passwords too', async (t) => {
  const site = await testSite(t);
  await site.makeUser();
  const thief = site.browser('198.51.100.9');
  await submit(thief, '/login', { fields: { email: 'ada', password: 'wrong' } });
  site.later(60_000);
  const browser = site.browser();
  await logIn(browser);
  const response = await browser.get('/account/history');
  assert.equal(response.status, 200);
  const text = await textOf(response);
  assert.match(text, /1 January 2026 at 00:01 UTC Log-in \(password\) Unknown browser, 192\.0\.2\.1/);
  assert.match(
    text,
    /1 January 2026 at 00:00 UTC Log-in failed: wrong password Unknown browser, 198\.51\.100\.9/,
  );
  assert.ok(text.indexOf('Log-in (password)') < text.indexOf('Log-in failed'));
  assert.ok(text.indexOf('Log-in failed') < text.indexOf('You created your account'));
  assert.doesNotMatch(text, /Older|Newest/);
});

test('a refusal says why; of a reason without words of its own nothing is shown', async (t) => {
  const site = await testSite(t);
  const { id: userId } = await site.makeUser();
  for (const detail of ['wrong-code', 'waiting', 'closed', 'moon-phase', 'constructor'])
    await recordAudit(site.accounts, { event: 'log-in', result: 'failure', userId, detail });
  const browser = site.browser();
  await logIn(browser);
  const page = await (await browser.get('/account/history')).text();
  assert.deepEqual(
    [...page.matchAll(/<p>(Log-in failed[^<]*)</g)].map(([, line]) => line),
    [
      'Log-in failed',
      'Log-in failed',
      'Log-in failed: this way to log in was closed',
      'Log-in failed: too many wrong tries before, so it was not even looked at',
      'Log-in failed: wrong code',
    ],
  );
});

test('what the operator did says so', async (t) => {
  const site = await testSite(t);
  const ada = await site.makeUser();
  await disableUser(site.accounts, ada);
  await enableUser(site.accounts, ada);
  const browser = site.browser();
  await logIn(browser);
  const text = await textOf(await browser.get('/account/history'));
  assert.match(text, /Your account was opened again By whoever runs this site/);
});

test('fifty lines are a page; older ones are a link away, and so is the way back', async (t) => {
  const site = await testSite(t);
  const ada = await site.makeUser();
  for (let made = 0; made < 60; made++)
    await recordAudit(site.accounts, { event: 'language-changed', result: 'success', userId: ada.id });
  const browser = site.browser();
  await logIn(browser);
  const lines = (page: string) => page.split('<dt>').length - 1;
  const first = await (await browser.get('/account/history')).text();
  const older = /href="(\/account\/history\?before=[^"]+)">Older/.exec(first)?.[1] ?? '';
  assert.equal(lines(first), 50);
  const second = await (await browser.get(older)).text();
  assert.equal(lines(second), 12);
  assert.match(second, /href="\/account\/history">Newest/);
  assert.doesNotMatch(second, />Older</);
});

test('nobody sees what happened to somebody else, whatever stands in the address', async (t) => {
  const site = await testSite(t);
  const [ada] = [await site.makeUser(), await site.makeUser('bob')];
  await recordAudit(site.accounts, { event: 'email-changed', result: 'success', userId: ada.id });
  const browser = site.browser();
  await logIn(browser, { email: 'bob' });
  for (const query of ['', '?before=9999999999999-999', '?before=%27', `?user=${ada.id}`, '?before=<b>']) {
    const page = await (await browser.get(`/account/history${query}`)).text();
    assert.doesNotMatch(page, /Email address changed|<b>/);
    assert.match(page, /You created your account/);
  }
});

test('where nothing has happened the page says so', async (t) => {
  const site = await testSite(t);
  await site.makeUser();
  const browser = site.browser();
  await logIn(browser);
  await site.accounts.database.kysely.deleteFrom('audit').execute();
  assert.match(await textOf(await browser.get('/account/history')), /Nothing has happened yet\./);
  assert.equal((await browser.get('/account/history?before=1-1')).status, 200);
});

test('it is said in the language of the visitor', async (t) => {
  const site = await testSite(t);
  await site.makeUser();
  const browser = site.browser();
  await logIn(browser);
  const text = await textOf(await browser.get('/account/history', { 'accept-language': 'de' }));
  assert.match(text, /1\. Januar 2026 um 00:00 UTC Anmeldung \(Passwort\)/);
});

test('logged out it leads to the log-in', async (t) => {
  const site = await testSite(t);
  const response = await site.browser().get('/account/history');
  assert.equal(response.headers.get('location'), '/login?next=%2Faccount%2Fhistory');
});
