import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Browser } from '@latchkey/session/testing';
import { minuteMs, password, submit, testSite, textOf, tokenIn } from '../test-site.ts';
import { good, linkIn, signUp } from '../verification/test-links.ts';

test('a sign-up leads to a page that says to look into the mail, and makes no account', async (t) => {
  const site = await testSite(t, { mail: true });
  const browser = site.browser();
  const response = await submit(browser, '/signup', { fields: good });
  assert.equal(response.status, 303);
  assert.equal(response.headers.get('location'), '/signup/sent');
  const text = await textOf(await browser.get('/signup/sent'));
  assert.match(text, /We have sent you a mail\./);
  assert.match(text, /spam/);
  assert.doesNotMatch(text, /bob/);
  assert.equal(await site.count('users'), 0);
  assert.deepEqual(
    (await site.mails()).map(({ to, template }) => [to, template]),
    [['bob@example.org', 'verify-address']],
  );
});

test('a known address gets the same answer, byte for byte, and its owner a mail', async (t) => {
  const site = await testSite(t, { mail: true });
  await site.makeUser();
  const answers = ['ada@example.org', 'bob@example.org'].map(async (email) => {
    const browser = site.browser();
    const response = await submit(browser, '/signup', { fields: { ...good, email } });
    const headers = [...response.headers].map(([name, value]) => [name, value.replace(/[\w-]{43}/, '')]);
    const page = await (await browser.get('/signup/sent')).text();
    const shown = page.replace(/value="[^"]+"/g, '');
    return { status: response.status, headers, body: await response.text(), shown };
  });
  assert.deepEqual(await answers[0], await answers[1]);
  assert.deepEqual((await site.mails()).map(({ to, template }) => `${to} ${template}`).sort(), [
    'ada@example.org already-registered',
    'bob@example.org verify-address',
  ]);
});

test('a taken user name is a fault at its field', async (t) => {
  const site = await testSite(t, { mail: true });
  await site.makeUser();
  const response = await submit(site.browser(), '/signup', { fields: { ...good, username: 'Ada' } });
  assert.equal(response.status, 422);
  assert.match(await textOf(response), /That username is already taken\./);
});

test('the mail is sent again, the same link, once a minute, and the answer is the same without anything to send', async (t) => {
  const site = await testSite(t, { mail: true });
  const browser = site.browser();
  const link = await signUp(site, browser);
  const again = async (from: Browser) => {
    const csrf_token = tokenIn(await (await from.get('/signup/sent')).text());
    const response = await from.post('/signup/resend', { csrf_token });
    const shown = await textOf(await from.get('/signup/sent'));
    return [response.status, response.headers.get('location'), shown];
  };
  const early = await again(browser);
  assert.equal((await site.mails()).length, 1);
  site.later(minuteMs);
  const sent = await again(browser);
  assert.equal((await site.mails()).length, 2);
  assert.equal(await linkIn(site), link);
  assert.deepEqual([early[0], early[1]], [303, '/signup/sent']);
  assert.deepEqual(await again(site.browser()), early);
  assert.deepEqual(sent, early);
});

test('too many requests from one address are answered with 429', async (t) => {
  const site = await testSite(t, { mail: true, accounts: { limits: { mailRequestsPerHour: 1 } } });
  const browser = site.browser();
  const csrf_token = tokenIn(await (await browser.get('/signup/sent')).text());
  assert.equal((await browser.post('/signup/resend', { csrf_token })).status, 303);
  const response = await browser.post('/signup/resend', { csrf_token });
  assert.equal(response.status, 429);
  assert.match(await response.text(), /href="\/signup\/sent">Open the page again</);
});

test('until the address is proven, log-in answers as for an unknown account, and tells everyone of the link', async (t) => {
  const site = await testSite(t, { mail: true });
  const browser = site.browser();
  await signUp(site, browser);
  const shown: string[] = [];
  for (const email of ['bob@example.org', 'eve@example.org']) {
    const response = await submit(browser, '/login', { fields: { email, password } });
    assert.equal(response.status, 422);
    shown.push((await textOf(response)).replaceAll(email, ''));
  }
  assert.equal(shown[0], shown[1]);
  assert.match(shown[0] ?? '', /If you have just signed up, open the link in our mail first\./);
});

test('the pages are there only with mail on, and where addresses are proven first', async (t) => {
  const off = (await testSite(t)).browser();
  for (const path of ['/signup/sent', '/signup/resend', '/verify', '/verify/resend']) {
    assert.equal((await off.get(path)).status, 404, path);
  }
  const site = await testSite(t, { mail: { verification: 'off' } });
  assert.equal((await site.browser().get('/signup/sent')).status, 404);
  const response = await submit(site.browser(), '/signup', { fields: good });
  assert.equal(response.headers.get('location'), '/login');
  assert.deepEqual([await site.count('users'), (await site.mails()).length], [1, 0]);
});
