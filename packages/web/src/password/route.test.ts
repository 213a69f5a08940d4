import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addApp, stepTwo } from '../test-factors.ts';
import { logIn, minuteMs, password, submit, testSite, textOf, tokenIn } from '../test-site.ts';

const changed = {
  current_password: password,
  password: 'a boojum, you see',
  confirm_password: 'a boojum, you see',
};

test('a changed password ends every other log-in, and this one goes on under a new id', async (t) => {
  const site = await testSite(t);
  await site.makeUser();
  const [here, there, elsewhere] = [site.browser(), site.browser(), site.browser()];
  await logIn(here, { remember: '1' });
  await logIn(there);
  await logIn(elsewhere, { remember: '1' });
  elsewhere.restart();
  const [idBefore, seriesBefore] = [
    here.cookies.get('latchkey_session'),
    here.cookies.get('latchkey_remember'),
  ];
  const copied = here.copy();
  const response = await submit(here, '/account/password', { fields: changed });
  assert.equal(response.status, 303);
  assert.equal(response.headers.get('location'), '/dashboard');
  assert.notEqual(here.cookies.get('latchkey_session'), idBefore);
  assert.notEqual(here.cookies.get('latchkey_remember'), seriesBefore);
  assert.match(await textOf(await here.get('/dashboard')), /Your password has been changed\./);
  for (const other of [there, elsewhere, copied]) assert.equal((await other.get('/dashboard')).status, 303);
  here.restart();
  assert.equal((await here.get('/dashboard')).status, 200);
});

test('the old password is worth nothing afterwards, and the browser stays a known one', async (t) => {
  const site = await testSite(t, { accounts: { limits: { logInsPerMinute: 1000 } } });
  await site.makeUser();
  const browser = site.browser();
  await logIn(browser);
  await submit(browser, '/account/password', { fields: changed });
  await submit(browser, '/logout');
  const stranger = site.browser();
  for (let tries = 0; tries < 6; tries++) {
    const refused = await submit(stranger, '/login', { fields: { email: 'ada', password } });
    assert.ok(refused.status === 422 || refused.status === 429);
  }
  assert.equal((await logIn(browser, { password: changed.password })).status, 303);
});

test('a second click takes nothing away that the first one brought', async (t) => {
  const site = await testSite(t);
  await site.makeUser();
  const browser = site.browser();
  await logIn(browser);
  const fields = { ...changed, csrf_token: tokenIn(await (await browser.get('/account/password')).text()) };
  const clicks = [browser.copy(), browser.copy()];
  const answers = await Promise.all(clicks.map((click) => click.post('/account/password', fields)));
  const cookies = answers.map((answer) => answer.headers.getSetCookie().join());
  assert.ok(answers.every(({ status }) => status === 303));
  assert.ok(cookies.every((set) => !set.includes('latchkey_session=;')));
  const stillIn = await Promise.all(clicks.map(async (click) => (await click.get('/dashboard')).status));
  assert.deepEqual(stillIn.sort(), [200, 303]);
});

test('a log-in that was not remembered is not remembered afterwards', async (t) => {
  const site = await testSite(t);
  await site.makeUser();
  const browser = site.browser();
  await logIn(browser);
  await submit(browser, '/account/password', { fields: changed });
  assert.ok(!browser.cookies.has('latchkey_remember'));
});

test('a log-in with a duration and by force of its own goes on with both', async (t) => {
  const site = await testSite(t, { login: { isActive: () => false } });
  const ada = await site.makeUser();
  const visit = site.login.open(new Request('http://localhost/'));
  await visit.logIn(ada, { remember: true, duration: { hours: 1 }, force: true });
  const browser = site.browser();
  for (const text of visit.headers().setCookies) {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(text) ?? [];
    browser.cookies.set(name, value);
  }
  const response = await submit(browser, '/account/password', { fields: changed });
  assert.equal(response.headers.get('location'), '/dashboard');
  assert.equal((await browser.get('/dashboard')).status, 200);
  assert.match(response.headers.getSetCookie().join('\n'), /^latchkey_remember=.*; Max-Age=3600$/m);
});

test('faults are said at once, and nothing is changed', async (t) => {
  const site = await testSite(t);
  await site.makeUser();
  const browser = site.browser();
  await logIn(browser);
  const fields = { current_password: 'a wrong one', password: 'short', confirm_password: 'other' };
  const response = await submit(browser, '/account/password', { fields });
  assert.equal(response.status, 422);
  const page = await response.text();
  for (const sentence of [
    'This is not your current password.',
    'Password must be at least 8 characters long.',
    'Passwords do not match.',
  ]) {
    assert.equal(page.split(sentence).length - 1, 2, sentence);
  }
  assert.doesNotMatch(page, /a wrong one|value="short"/);
  assert.match(
    page,
    /id="username" name="username" type="text" autocomplete="username" value="ada" readonly/,
  );
  assert.equal((await browser.get('/dashboard')).status, 200);
});

test('the form of a page opened in time can still be sent, for five minutes', async (t) => {
  const site = await testSite(t);
  await site.makeUser();
  const browser = site.browser();
  await logIn(browser);
  site.later(14 * minuteMs);
  const csrf_token = tokenIn(await (await browser.get('/account/password')).text());
  site.later(5 * minuteMs);
  const sent = await browser
    .copy()
    .post('/account/password', { csrf_token, ...changed, confirm_password: 'other' });
  assert.equal(sent.status, 422);
  site.later(2 * minuteMs);
  const late = await browser.post('/account/password', { csrf_token, ...changed });
  assert.equal(late.status, 303);
  assert.equal(late.headers.get('location'), '/confirm?next=%2Faccount%2Fpassword');
});

test('a form whose log-in has ended gets the answer of the guard, and next is the page that held it', async (t) => {
  const site = await testSite(t);
  const headers = { referer: 'http://localhost/account/password?from=mail' };
  const response = await site.browser().post('/account/password', changed, headers);
  assert.equal(response.status, 303);
  assert.equal(response.headers.get('location'), '/login?next=%2Faccount%2Fpassword%3Ffrom%3Dmail');
});

test('password managers find the page', async (t) => {
  const site = await testSite(t, { web: { prefix: '/auth' } });
  const response = await site.browser().get('/.well-known/change-password');
  assert.equal(response.status, 303);
  assert.equal(response.headers.get('location'), '/auth/account/password');
});

test('an account that is disabled while its password changes leaves no known browser behind', async (t) => {
  const site = await testSite(t, { login: { isActive: (user) => user.credentialsVersion === 1 } });
  await site.makeUser();
  const browser = site.browser();
  await logIn(browser);
  const response = await submit(browser, '/account/password', { fields: changed });
  assert.equal(response.headers.get('location'), '/login');
  assert.doesNotMatch(response.headers.getSetCookie().join(), /latchkey_browser/);
});

test('whoever has forgotten the current one is led to a link, where there is mail', async (t) => {
  for (const [mail, links] of [
    [true, 1],
    [undefined, 0],
  ] as const) {
    const site = await testSite(t, mail && { mail });
    await site.makeUser();
    const browser = site.browser();
    await logIn(browser);
    const page = await (await browser.get('/account/password')).text();
    assert.equal(page.split('<a href="/forgot">').length - 1, links);
  }
});

test('an account without a password chooses its first one, and nobody asks for a current one', async (t) => {
  const site = await testSite(t, { mail: true });
  await site.makeUser();
  const browser = site.browser();
  await logIn(browser);
  await site.accounts.database.kysely.updateTable('users').set({ password_hash: null }).execute();
  const page = await (await browser.get('/account/password')).text();
  assert.match(page, /<h1>Choose a Password<\/h1>/);
  assert.doesNotMatch(page, /current_password|href="\/forgot"/);
  const refused = await submit(browser, '/account/password', {
    fields: { password: 'short', confirm_password: 'shirt' },
  });
  assert.equal(refused.status, 422);
  assert.match(await textOf(refused), /Password must be at least 8 characters long\./);
  const set = await submit(browser, '/account/password', { fields: changed });
  assert.deepEqual([set.status, set.headers.get('location')], [303, '/dashboard']);
  assert.match(await textOf(await browser.get('/dashboard')), /Your password is saved\./);
  assert.equal((await logIn(site.browser(), { password: changed.password })).status, 303);
});

test('whoever has a password cannot leave the current one out', async (t) => {
  const site = await testSite(t);
  await site.makeUser();
  const browser = site.browser();
  await logIn(browser);
  const { current_password: _left, ...rest } = changed;
  const answer = await submit(browser, '/account/password', { fields: rest });
  assert.equal(answer.status, 422);
  assert.match(await textOf(answer), /Current password is required\./);
});

test('who has proven two factors still has after a new password', async (t) => {
  const site = await testSite(t);
  await site.makeUser();
  const app = await addApp(site);
  const browser = site.browser();
  await logIn(browser);
  await stepTwo(browser, app);
  const answer = await submit(browser, '/account/password', { fields: changed });
  assert.equal(answer.headers.get('location'), '/dashboard');
  assert.equal((await browser.get('/account/security/totp/remove')).status, 200);
});
