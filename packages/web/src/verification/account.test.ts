import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Browser } from '@latchkey/session/testing';
import { logIn, minuteMs, password, submit, type TestSite, testSite, textOf, tokenIn } from '../test-site.ts';

const banner = { mail: { verification: 'banner' } } as const;

/** Opens the newest link. */
async function openLink(site: TestSite, browser: Browser): Promise<string> {
  await browser.get(`/verify?token=${(await site.mails()).at(-1)?.token}`);
  return (await browser.get('/verify')).text();
}

async function press(
  site: TestSite,
  browser: Browser,
  fields: Record<string, string> = {},
): Promise<Response> {
  const page = await openLink(site, browser);
  const token = /name="token" value="([^"]*)"/.exec(page)?.[1] ?? '';
  return browser.post('/verify', { csrf_token: tokenIn(page), token, ...fields });
}

test('with a banner the account is there at once, and the link goes out', async (t) => {
  const site = await testSite(t, banner);
  const browser = site.browser();
  const fields = { username: 'bob', email: 'bob@example.org', password, confirm_password: password };
  const response = await submit(browser, '/signup', { fields });
  assert.equal(response.headers.get('location'), '/login');
  assert.equal(await site.count('users'), 1);
  assert.deepEqual(
    (await site.mails()).map(({ to, template }) => [to, template]),
    [['bob@example.org', 'verify-address']],
  );
  const again = await submit(site.browser(), '/signup', { fields: { ...fields, username: 'eve' } });
  assert.match(await textOf(again), /An account with that email already exists\./);
});

test('where the owner is logged in one button confirms the address, and the banner goes', async (t) => {
  const site = await testSite(t, banner);
  await site.makeUser();
  const browser = site.browser();
  await logIn(browser);
  assert.match(await textOf(await browser.get('/dashboard')), /ada@example\.org has not been confirmed yet/);
  assert.doesNotMatch(await openLink(site, browser), /name="password"/);
  const response = await press(site, browser);
  assert.equal(response.headers.get('location'), '/dashboard');
  const text = await textOf(await browser.get('/dashboard'));
  assert.match(text, /Your email address is confirmed\./);
  assert.doesNotMatch(text, /has not been confirmed/);
});

test('elsewhere it takes the password, and the page shows how to take the account over', async (t) => {
  const site = await testSite(t, banner);
  await site.makeUser();
  const browser = site.browser();
  const page = await openLink(site, browser);
  assert.match(page, /Password of your account<\/label>/);
  assert.match(page, /href="\/forgot"/);
  assert.doesNotMatch(page, /ada</);
  for (const [typed, sentence] of [
    ['', /Password is required\./],
    ['nonsense', /This is not the password of the account\./],
  ] as const) {
    const response = await press(site, browser, { password: typed });
    assert.equal(response.status, 422);
    assert.match(await textOf(response), sentence);
  }
  const right = await press(site, browser, { password });
  assert.equal(right.headers.get('location'), '/login');
  assert.match(await textOf(await browser.get('/login')), /Your email address is confirmed\./);
  assert.equal((await site.audited('email-verified')).at(-1)?.result, 'success');
});

test('the button of the banner mails the same link, once a minute', async (t) => {
  const site = await testSite(t, banner);
  await site.makeUser();
  const browser = site.browser();
  await logIn(browser);
  const again = async () => {
    const csrf_token = tokenIn(await (await browser.get('/dashboard')).text());
    const response = await browser.post('/verify/resend?next=%2Fdashboard', { csrf_token });
    assert.equal(response.headers.get('location'), '/dashboard');
    return textOf(await browser.get('/dashboard'));
  };
  assert.match(await again(), /A link is on its way already\./);
  site.later(minuteMs);
  assert.match(await again(), /We have sent you a mail\. Open the link in it/);
  const tokens = (await site.mails()).map(({ token }) => token);
  assert.equal(tokens.length, 2);
  assert.equal(tokens[0], tokens[1]);
  await press(site, browser);
  site.later(minuteMs);
  const csrf_token = tokenIn(await (await browser.get('/dashboard')).text());
  await browser.post('/verify/resend', { csrf_token });
  assert.match(await textOf(await browser.get('/dashboard')), /There is no address to confirm\./);
});

test('an account from before mail was on logs in as ever, and sees the banner; with verification off nobody does', async (t) => {
  for (const [mail, isReminded] of [
    [true, true],
    [{ verification: 'off' }, false],
  ] as const) {
    const site = await testSite(t, { mail });
    await site.makeUser();
    const browser = site.browser();
    await logIn(browser);
    const text = await textOf(await browser.get('/dashboard'));
    assert.equal(text.includes('has not been confirmed'), isReminded);
  }
  const off = await testSite(t);
  await off.makeUser();
  const browser = off.browser();
  await logIn(browser);
  assert.doesNotMatch(await textOf(await browser.get('/dashboard')), /has not been confirmed/);
});

test('nobody asks for a link without a log-in', async (t) => {
  const site = await testSite(t, banner);
  const response = await site.browser().post('/verify/resend');
  assert.equal(response.status, 303);
  assert.match(response.headers.get('location') ?? '', /^\/login/);
  assert.equal((await site.mails()).length, 0);
});

test('a sign-up says that a link is on its way', async (t) => {
  const site = await testSite(t, banner);
  const browser = site.browser();
  const fields = { username: 'eve', email: 'eve@example.org', password, confirm_password: password };
  assert.equal((await submit(browser, '/signup', { fields })).status, 303);
  assert.match(
    await textOf(await browser.get('/login')),
    /Account created successfully! Please log in\. We have mailed you a link to confirm your address\./,
  );
});
