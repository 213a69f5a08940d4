import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeResetLink } from '@latchkey/accounts';
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

const newPassword = 'a boojum, you see';
const over = /This Link Does Not Work Any More/;

async function scene(t: Parameters<typeof testSite>[0], options: TestSiteOptions = { mail: true }) {
  const site = await testSite(t, options);
  await site.makeUser();
  const browser = site.browser();
  return { site, browser };
}

/** Asks for a link, and gives the token in the mail. */
async function mailed(site: TestSite, identifier = 'ada'): Promise<string> {
  await submit(site.browser(), '/forgot', { fields: { email: identifier } });
  return (await site.mails()).at(-1)?.token ?? '';
}

/** Follows the link, and sends the form of the page it leads to. */
async function reset(browser: Browser, token: string, fields: Record<string, string> = {}) {
  await browser.get(`/reset?token=${token}`);
  const chosen = { password: newPassword, confirm_password: newPassword };
  return await submit(browser, '/reset', { fields: { token, ...chosen, ...fields } });
}

test('the link moves its token out of the address, and its page asks for the new password', async (t) => {
  const { site, browser } = await scene(t);
  const token = await mailed(site);
  const followed = await browser.get(`/reset?token=${token}`);
  assert.equal(followed.status, 303);
  assert.equal(followed.headers.get('location'), '/reset');
  assert.equal(followed.headers.get('cache-control'), 'no-store');
  assert.match(followed.headers.getSetCookie().join(), /HttpOnly/);
  const page = await (await browser.get('/reset')).text();
  assert.ok(page.includes(`<input type="hidden" name="token" value="${token}">`));
  assert.match(page, /autocomplete="username" value="ada" readonly/);
  assert.equal(page.split('autocomplete="new-password"').length - 1, 2);
});

test('whatever a mail program or a scanner opens by itself, nothing changes', async (t) => {
  const { site, browser } = await scene(t);
  const token = await mailed(site);
  for (const method of ['HEAD', 'GET', 'OPTIONS', 'GET']) {
    const headers = { cookie: `latchkey_link=reset.${token}` };
    await site.answer(new Request(`http://localhost/reset?token=${token}`, { method }));
    await site.answer(new Request('http://localhost/reset', { method, headers }));
  }
  assert.equal((await logIn(site.browser())).status, 303);
  assert.equal((await reset(browser, token)).status, 303);
});

test('the new password is set, nobody is logged in by it, and every other log-in ends', async (t) => {
  const { site, browser } = await scene(t);
  const [remembered, there] = [site.browser(), site.browser()];
  await logIn(remembered, { remember: '1' });
  await logIn(there);
  const old = remembered.copy();
  const response = await reset(browser, await mailed(site));
  assert.equal(response.status, 303);
  assert.equal(response.headers.get('location'), '/login');
  assert.ok(!browser.cookies.has('latchkey_session') && !browser.cookies.has('latchkey_link'));
  assert.match(
    await textOf(await browser.get('/login')),
    /Your password has been changed, and every browser has been logged out\. Please log in/,
  );
  remembered.restart();
  for (const one of [browser, remembered, old, there]) {
    assert.equal((await one.get('/dashboard')).headers.get('location'), '/login?next=%2Fdashboard');
  }
  const refused = await submit(browser, '/login', { fields: { email: 'ada', password } });
  assert.equal(refused.status, 422);
  assert.equal((await logIn(browser, { password: newPassword })).status, 303);
  assert.deepEqual((await site.mails()).map(({ template }) => template).slice(0, 2), [
    'reset-password',
    'password-changed',
  ]);
});

test('the browser that was logged in to the account loses its cookies, one of another account keeps them', async (t) => {
  const { site } = await scene(t);
  await site.makeUser('bob');
  const [hers, his] = [site.browser(), site.browser()];
  await logIn(hers, { remember: '1' });
  await logIn(his, { email: 'bob' });
  assert.equal((await reset(hers, await mailed(site))).status, 303);
  assert.ok(!hers.cookies.has('latchkey_session') && !hers.cookies.has('latchkey_remember'));
  const other = await reset(his, await mailed(site), { password: password, confirm_password: password });
  assert.equal(other.status, 303);
  assert.match(await textOf(await his.get('/dashboard')), /Welcome to your Dashboard, bob!/);
});

test('faults are said, the link stays good', async (t) => {
  const { site, browser } = await scene(t);
  const token = await mailed(site);
  const short = await reset(browser, token, { password: 'short', confirm_password: 'shirt' });
  assert.equal(short.status, 422);
  const page = await short.text();
  assert.match(page, /<title>Error: /);
  assert.match(page, /Password must be at least 8 characters long\.(.|\n)*Passwords do not match\./);
  assert.doesNotMatch(page, /value="short"/);
  const same = await reset(browser, token, { password, confirm_password: password });
  assert.match(await textOf(same), /Password must differ from your current one\./);
  assert.equal((await reset(browser, token)).status, 303);
});

test('pressed twice, one works and the other finds the link over', async (t) => {
  const { site, browser } = await scene(t);
  const token = await mailed(site);
  await browser.get(`/reset?token=${token}`);
  const csrf_token = tokenIn(await (await browser.get('/reset')).text());
  const fields = { csrf_token, token, password: newPassword, confirm_password: newPassword };
  const clicks = [browser.copy(), browser.copy()].map((click) => click.post('/reset', fields));
  const answers = await Promise.all(clicks);
  assert.deepEqual(answers.map(({ status }) => status).sort(), [303, 410]);
});

test('a dead link is one page, whatever it died of, and leads to a new one', async (t) => {
  const { site, browser } = await scene(t);
  const spent = await mailed(site);
  await reset(browser, spent);
  const old = await mailed(site);
  site.later(30 * minuteMs);
  const pages = await Promise.all(
    [spent, old, 'x'.repeat(43), 'no token', ''].map(async (token) => {
      const visitor = site.browser();
      await visitor.get(`/reset?token=${encodeURIComponent(token)}`);
      const response = await visitor.get('/reset');
      assert.equal(response.status, 410);
      return await response.text();
    }),
  );
  assert.match(pages[0] ?? '', over);
  assert.match(pages[0] ?? '', /<a class="button" href="\/forgot">Ask for a new link<\/a>/);
  assert.equal(new Set(pages).size, 1);
  assert.equal((await site.browser().get('/reset')).status, 410);
});

test('a form that another site sends is refused, and the link stays good', async (t) => {
  const { site, browser } = await scene(t);
  const token = await mailed(site);
  const fields = { token, password: newPassword, confirm_password: newPassword };
  const foreign = await browser.post('/reset', fields, { origin: 'https://evil.example' });
  assert.equal(foreign.status, 403);
  assert.equal((await browser.post('/reset', fields)).status, 403);
  assert.equal((await reset(browser, token)).status, 303);
});

test('the link of the operator works without mail, and its dead page leads to none', async (t) => {
  const { site, browser } = await scene(t, {});
  const ada = await site.makeUser('bob');
  const token = (await makeResetLink(site.accounts, ada)).reveal();
  site.later(23 * 60 * minuteMs);
  assert.equal((await reset(browser, token)).status, 303);
  assert.equal((await logIn(browser, { email: 'bob', password: newPassword })).status, 303);
  await submit(browser, '/logout');
  await browser.get(`/reset?token=${token}`);
  const dead = await (await browser.get('/reset')).text();
  assert.match(dead, over);
  assert.doesNotMatch(dead, /forgot/);
});
