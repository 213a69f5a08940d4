import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hourMs, password, submit, testSite, textOf, tokenIn } from '../test-site.ts';
import { good, linkIn, press, signUp } from './test-links.ts';

test('in the browser that signed up one button makes the account, and leads to the log-in', async (t) => {
  const site = await testSite(t, { mail: true });
  const browser = site.browser();
  const link = await signUp(site, browser);
  const moved = await browser.get(link);
  assert.equal(moved.headers.get('location'), '/verify');
  const page = await (await browser.get('/verify')).text();
  assert.match(page, />Confirm My Address<\/button>/);
  assert.match(page, /bob@example\.org/);
  assert.doesNotMatch(page, /name="password"/);
  assert.equal(await site.count('users'), 0);
  const response = await press(browser, link);
  assert.equal(response.status, 303);
  assert.equal(response.headers.get('location'), '/login');
  assert.match(await textOf(await browser.get('/login')), /your account is ready\. Please log in\./);
  for (const kind of ['signup', 'link']) assert.ok(!browser.cookies.has(`latchkey_${kind}`), kind);
  const logIn = await submit(browser, '/login', { fields: { email: 'bob@example.org', password } });
  assert.equal(logIn.headers.get('location'), '/dashboard');
  assert.doesNotMatch(await textOf(await browser.get('/dashboard')), /has not been confirmed/);
});

test('with the setting for it the new account is logged in there at once, and goes on where it wanted to', async (t) => {
  const site = await testSite(t, { mail: true, web: { signUpLogsIn: true } });
  const browser = site.browser();
  const sent = await submit(browser, '/signup?next=%2Faccount%2Fpassword', { fields: good });
  assert.equal(sent.headers.get('location'), '/signup/sent?next=%2Faccount%2Fpassword');
  const response = await press(browser, await linkIn(site));
  assert.equal(response.headers.get('location'), '/account/password');
  assert.match(await textOf(await browser.get('/account/password')), /account is ready\. Welcome, bob!/);
  assert.deepEqual(await site.audited('log-in'), [
    { result: 'success', detail: 'sign-up-link', userId: (await site.audited('signed-up'))[0]?.userId ?? '' },
  ]);
  assert.ok(!browser.cookies.has('latchkey_signup-next'));
});

test('a planted address to go on to is not followed', async (t) => {
  const site = await testSite(t, { mail: true, web: { signUpLogsIn: true } });
  const browser = site.browser();
  const link = await signUp(site, browser);
  browser.cookies.set('latchkey_signup-next', Buffer.from('//evil.example/').toString('base64url'));
  assert.equal((await press(browser, link)).headers.get('location'), '/dashboard');
});

test('elsewhere the link asks for the password chosen at sign-up, and logs nobody in', async (t) => {
  const site = await testSite(t, { mail: true, web: { signUpLogsIn: true } });
  const link = await signUp(site, site.browser());
  const browser = site.browser();
  await browser.get(link);
  const page = await (await browser.get('/verify')).text();
  assert.match(page, /The password you chose when you signed up<\/label>/);
  assert.doesNotMatch(page, /bob</);
  const empty = await press(browser, link);
  assert.equal(empty.status, 422);
  assert.match(await textOf(empty), /Password is required\./);
  const wrong = await press(browser, link, { password: 'nonsense' });
  assert.equal(wrong.status, 422);
  assert.match(await textOf(wrong), /This is not the password of this sign-up\./);
  const right = await press(browser, link, { password });
  assert.equal(right.headers.get('location'), '/login');
  assert.equal(await site.count('users'), 1);
  assert.equal(await site.count('sessions'), 0);
});

test('a link that is used, killed, too old or invented shows one page with a way on', async (t) => {
  const site = await testSite(t, { mail: true });
  const browser = site.browser();
  const used = await signUp(site, browser);
  await press(browser, used);
  const killed = await signUp(site, browser, { username: 'eve', email: 'eve@example.org' });
  for (let count = 0; count < 10; count++) await press(site.browser(), killed, { password: 'nonsense' });
  const late = await signUp(site, browser, { username: 'zoe', email: 'zoe@example.org' });
  site.later(24 * hourMs);
  const pages: string[] = [];
  for (const link of [used, killed, late, `/verify?token=${'x'.repeat(43)}`, '/verify?token=x', '/verify']) {
    await browser.get(link);
    const response = await browser.get('/verify');
    assert.equal(response.status, 410, link);
    pages.push(await response.text());
  }
  assert.equal(new Set(pages).size, 1);
  assert.ok(pages[0]?.includes('<a class="button" href="/login">Log in<'));
});

test('the second of two clicks is told that all may be done already', async (t) => {
  const site = await testSite(t, { mail: true });
  const browser = site.browser();
  const link = await signUp(site, browser);
  await browser.get(link);
  const page = await (await browser.get('/verify')).text();
  const token = /name="token" value="([^"]*)"/.exec(page)?.[1] ?? '';
  const click = () => browser.post('/verify', { csrf_token: tokenIn(page), token });
  const answers = await Promise.all([click(), click()]);
  assert.deepEqual(answers.map(({ status }) => status).sort(), [303, 410]);
  const second = answers.find(({ status }) => status === 410);
  assert.match(second ? await textOf(second) : '', /If you have pressed its button before, all is done\./);
  assert.equal(await site.count('users'), 1);
});

test('a user name taken meanwhile is said, and another one is chosen right there', async (t) => {
  const site = await testSite(t, { mail: true });
  const browser = site.browser();
  const link = await signUp(site, browser);
  await site.makeUser('bob2');
  const { kysely } = site.accounts.database;
  await kysely.updateTable('users').set({ username: 'bob', username_canonical: 'bob' }).execute();
  const refused = await press(browser, link);
  assert.equal(refused.status, 422);
  const page = await refused.text();
  assert.match(page, /That username is already taken\./);
  assert.match(page, /name="username"/);
  const again = await press(browser, link, { username: 'b@b' });
  assert.match(await again.text(), /value="b@b"/);
  assert.equal((await press(browser, link, { username: 'bob lind' })).headers.get('location'), '/login');
});

test('whoever is logged in to another account stays there', async (t) => {
  const site = await testSite(t, { mail: true, web: { signUpLogsIn: true } });
  await site.makeUser();
  const browser = site.browser();
  const link = await signUp(site, browser);
  await submit(browser, '/login', { fields: { email: 'ada@example.org', password } });
  assert.equal((await press(browser, link)).headers.get('location'), '/dashboard');
  const text = await textOf(await browser.get('/dashboard'));
  assert.match(text, /The new account is ready\. To use it, log out here/);
  assert.match(text, /Hello, ada/);
});

test('the pages speak German, and so does the mail', async (t) => {
  const site = await testSite(t, { mail: true });
  const browser = site.browser();
  const german = { 'accept-language': 'de' };
  const csrf_token = tokenIn(await (await browser.get('/signup', german)).text());
  await browser.post('/signup', { ...good, csrf_token }, german);
  assert.match(
    await (await browser.get('/signup/sent', german)).text(),
    /Wir haben Ihnen eine E-Mail geschickt\./,
  );
  assert.equal((await site.mails())[0]?.data.language, 'de');
  await browser.get(await linkIn(site), german);
  assert.match(await (await browser.get('/verify', german)).text(), />Adresse bestätigen<\/button>/);
});

test('without a form of ours nothing happens: another site, a missing token', async (t) => {
  const site = await testSite(t, { mail: true });
  const browser = site.browser();
  const link = await signUp(site, browser);
  const token = new URL(link, 'http://localhost').searchParams.get('token') ?? '';
  assert.equal((await browser.post('/verify', { token })).status, 403);
  const foreign = await browser.post('/verify', { token }, { origin: 'https://evil.example' });
  assert.equal(foreign.status, 403);
  assert.equal(await site.count('users'), 0);
});
