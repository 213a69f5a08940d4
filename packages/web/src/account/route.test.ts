import assert from 'node:assert/strict';
import { test } from 'node:test';
import { logIn, submit, type TestScope, testSite, textOf, tokenIn } from '../test-site.ts';

async function open(scope: TestScope, options: Parameters<typeof testSite>[1] = {}) {
  const site = await testSite(scope, options);
  const ada = await site.makeUser();
  const browser = site.browser();
  await logIn(browser);
  const choose = async (language: string) => {
    const csrf_token = tokenIn(await (await browser.get('/account')).text());
    return browser.post('/account/language', { csrf_token, language });
  };
  return { site, ada, browser, choose };
}

test('the profile shows the account, and the ways to change it', async (t) => {
  const { browser } = await open(t, { mail: true });
  const response = await browser.get('/account');
  assert.equal(response.status, 200);
  assert.equal(response.headers.get('cache-control'), 'no-store');
  const page = await response.text();
  const text = await textOf(new Response(page));
  assert.match(text, /Your Account – Latchkey/);
  assert.match(text, /Username ada Email address ada@example\.org \(not confirmed yet\)/);
  assert.match(text, /Account made 1 January 2026 at 00:00 UTC/);
  assert.match(text, /Last log-in 1 January 2026 at 00:00 UTC/);
  for (const path of ['password', 'email', 'username', 'sessions', 'history', 'data', 'delete']) {
    assert.match(page, new RegExp(`<a class="link" href="/account/${path}">[^<]+</a><p class="hint">`), path);
  }
  assert.match(page, /<a href="\/account" aria-current="page">Profile<\/a>/);
});

test('a proven address is called so; without mail, or where none is proven, nothing is said of it', async (t) => {
  const { site, browser } = await open(t, { mail: true });
  await site.accounts.database.kysely.updateTable('users').set({ email_verified_at: 1 }).execute();
  assert.match(await textOf(await browser.get('/account')), /ada@example\.org \(confirmed\)/);
  for (const options of [{}, { mail: { verification: 'off' } }] as const) {
    const other = await open(t, options);
    assert.doesNotMatch(await textOf(await other.browser.get('/account')), /\((?:not )?confirmed/);
  }
});

test('a change of address that waits for its link is shown, and leads to its page', async (t) => {
  const { browser } = await open(t, { mail: true });
  assert.doesNotMatch(await (await browser.get('/account')).text(), /waiting/);
  await submit(browser, '/account/email', { fields: { email: 'ada@new.example' } });
  assert.match(
    await (await browser.get('/account')).text(),
    /<a class="link" href="\/account\/email">ada@new\.example is waiting to be confirmed<\/a>/,
  );
});

test('an address that was not proven is reminded of, and the way back is the profile', async (t) => {
  const { browser } = await open(t, { mail: { verification: 'banner' } });
  const page = await (await browser.get('/account')).text();
  assert.match(page, /action="\/verify\/resend\?next=%2Faccount"/);
});

test('logged out it leads to the log-in', async (t) => {
  const { site } = await open(t);
  const response = await site.browser().get('/account');
  assert.equal(response.headers.get('location'), '/login?next=%2Faccount');
});

test('pages below the profile stand below it in the navigation', async (t) => {
  const { browser } = await open(t);
  const page = await (await browser.get('/account/username')).text();
  assert.match(page, /<nav class="account-nav" aria-label="Your account">/);
  assert.match(page, /<a href="\/account" aria-current="true">Profile<\/a>/);
});

test('the language is chosen once and for all pages, and the answer is in the new one', async (t) => {
  const { site, ada, browser, choose } = await open(t);
  const response = await choose('de');
  assert.equal(response.status, 303);
  assert.equal(response.headers.get('location'), '/account');
  const page = await (await browser.get('/account')).text();
  assert.match(page, /<html lang="de">/);
  assert.match(page, /Das ist ab jetzt die Sprache Ihrer Seiten und E-Mails\./);
  assert.match(page, /<option value="de" lang="de" selected>Deutsch<\/option>/);
  assert.match(page, /<option value="en" lang="en">English<\/option>/);
  const elsewhere = site.browser();
  await logIn(elsewhere);
  assert.match(await (await elsewhere.get('/dashboard')).text(), /<html lang="de">/);
  await choose('');
  const english = await (await browser.get('/account')).text();
  assert.match(english, /<html lang="en">/);
  assert.match(english, /in the language that your browser asks for\./);
  assert.deepEqual(
    (await site.audited('language-changed')).map(({ userId }) => userId),
    [ada.id, ada.id],
  );
});

test('a language that the form does not offer is refused, and another site cannot choose', async (t) => {
  const { site, browser, choose } = await open(t);
  for (const language of ['xx', '../de', 'DE']) assert.equal((await choose(language)).status, 400, language);
  assert.equal((await browser.post('/account/language', { language: 'de' })).status, 403);
  assert.match(await (await browser.get('/account')).text(), /<html lang="en">/);
  assert.deepEqual(await site.audited('language-changed'), []);
  assert.equal((await browser.get('/account/language')).headers.get('location'), '/account');
});

test('where there is one language there is nothing to choose', async (t) => {
  const { browser } = await open(t, { web: { languages: ['en'] } });
  assert.doesNotMatch(await (await browser.get('/account')).text(), /account\/language/);
});

test('a second tab of a remembered log-in sees the profile without its form', async (t) => {
  const site = await testSite(t, { mail: true });
  await site.makeUser();
  const browser = site.browser();
  await logIn(browser, { remember: '1' });
  browser.restart();
  const second = browser.copy();
  assert.equal((await browser.get('/account')).status, 200);
  const page = await second.get('/account');
  assert.equal(page.status, 200);
  assert.doesNotMatch(await page.text(), /<form/);
});

test('the profile works under a prefix', async (t) => {
  const site = await testSite(t, { mail: true, web: { prefix: '/auth' } });
  await site.makeUser();
  const browser = site.browser();
  await submit(browser, '/auth/login', { fields: { email: 'ada', password: 'hunting a snark' } });
  const page = await (await browser.get('/auth/account')).text();
  assert.match(page, /href="\/auth\/account\/email"/);
  assert.doesNotMatch(page, /(?:href|action)="\/account/);
});
