import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLogin } from '@latchkey/session';
import { honoLogin } from '@latchkey/session/hono';
import { createBrowser } from '@latchkey/session/testing';
import { Hono } from 'hono';
import { loginFor } from './login-for.ts';
import { createMails } from './mail/mails.ts';
import { logIn, minuteMs, password, send, submit, testSite, textOf } from './test-site.ts';
import { createWeb } from './web.ts';

test('the style sheet and the icon are files that may be kept for a year', async (t) => {
  const site = await testSite(t);
  const page = await (await send(site, '/', {})).text();
  const paths = Array.from(page.matchAll(/<link rel="\w+"[^>]* href="([^"]+)"/g), ([, path = '']) => path);
  assert.equal(paths.length, 2);
  for (const path of paths) {
    assert.match(path, /^\/assets\/\w+-[0-9a-f]{12}\.(css|svg)$/);
    const response = await send(site, path, {});
    assert.equal(response.status, 200);
    assert.equal(response.headers.get('cache-control'), 'public, max-age=31536000, immutable');
    assert.match(response.headers.get('content-type') ?? '', /^(text\/css|image\/svg\+xml); charset=UTF-8$/);
    assert.equal(response.headers.get('x-content-type-options'), 'nosniff');
  }
  assert.equal((await send(site, '/assets/style-000000000000.css', {})).status, 404);
});

test('mounted under a prefix, every link has it, and nothing outside is touched', async (t) => {
  const site = await testSite(t, { web: { prefix: '/auth' } });
  await site.makeUser();
  const browser = site.browser();
  for (const path of ['/auth', '/auth/login', '/auth/signup', '/auth/nowhere']) {
    const page = await (await browser.get(path)).text();
    const links = Array.from(page.matchAll(/ (?:href|action)="([^"]+)"/g), ([, link = '']) => link);
    assert.ok(links.length > 4);
    for (const link of links) assert.match(link, /^(\/auth(\/|$)|#)/, `${link} on ${path}`);
  }
  assert.equal((await browser.get('/auth/')).headers.get('location'), '/auth');
  assert.equal(
    (await browser.get('/auth/dashboard')).headers.get('location'),
    '/auth/login?next=%2Fauth%2Fdashboard',
  );
  const response = await submit(browser, '/auth/login', { fields: { email: 'ada', password } });
  assert.equal(response.headers.get('location'), '/auth/dashboard');
  site.later(16 * minuteMs);
  const asked = await browser.get('/auth/account/password');
  assert.equal(asked.headers.get('location'), '/auth/confirm?next=%2Fauth%2Faccount%2Fpassword');
  assert.equal((await submit(browser, '/auth/logout')).headers.get('location'), '/auth/login');
  assert.equal((await browser.get('/login')).headers.get('content-security-policy'), null);
});

test('an application of somebody else mounts the pages beside its own', async (t) => {
  const site = await testSite(t, { web: { prefix: '/auth' } });
  await site.makeUser();
  const guards = honoLogin(site.login);
  const own = new Hono();
  own.use(guards.visits);
  own.route('/', site.web);
  own.get('/own', guards.requireLogin(), (c) => c.text(`own page of ${c.var.visitor.user.name}`));
  const browser = createBrowser((request) => own.fetch(request));
  const guarded = await browser.get('/own?tab=2');
  const path = guarded.headers.get('location') ?? '';
  assert.equal(path, '/auth/login?next=%2Fown%3Ftab%3D2');
  assert.equal(guarded.headers.has('content-security-policy'), false);
  const response = await submit(browser, path, { fields: { email: 'ada', password } });
  assert.equal(response.headers.get('location'), '/own?tab=2');
  const names = response.headers.getSetCookie().map((text) => text.split('=')[0]);
  assert.deepEqual(names.sort(), ['latchkey_browser', 'latchkey_csrf', 'latchkey_flash', 'latchkey_session']);
  assert.equal(await (await browser.get('/own')).text(), 'own page of ada');
  assert.equal((await browser.get('/auth/nowhere')).status, 404);
});

test('the texts, the name of the site and the accent are settings', async (t) => {
  const site = await testSite(t, {
    web: {
      siteName: 'Tea & Co',
      language: 'fr',
      accent: { light: '#1a3f8f' },
      messages: {
        fr: { 'nav.log-in': 'Se connecter', 'flash.welcome-back': ({ name }) => `Bienvenue, ${name} !` },
      },
    },
  });
  await site.makeUser();
  const browser = site.browser();
  const page = await (await browser.get('/')).text();
  assert.match(page, /<html lang="fr">/);
  assert.match(page, /<title>Home – Tea &amp; Co<\/title>/);
  assert.match(page, />Se connecter</);
  await logIn(browser);
  assert.match(await textOf(await browser.get('/dashboard')), /Bienvenue, ada !/);
  const style = /href="(\/assets\/style[^"]+)"/.exec(page)?.[1] ?? '';
  assert.match(await (await browser.get(style)).text(), /--accent-light: #1a3f8f;/);
});

test('what counts tries by address does not build without addresses', async (t) => {
  const site = await testSite(t);
  const secrets = ['nT0pGvQd2mZs8yW1kXrB6uJh4cLfEaVo9iPxSgDwYbM'];
  const login = createLogin({ ...loginFor(site.accounts), secrets });
  const accounts = { ...site.accounts, limits: {} };
  assert.throws(() => createWeb({ login, accounts }), { code: 'client-address-missing' });
});

test('a log-in by mail does not build without mail', async (t) => {
  const { login, accounts } = await testSite(t);
  assert.throws(() => createWeb({ login, accounts, magicLink: true }), { code: 'mail-missing' });
});

test('a prefix that the login does not know is noticed when the app is built', async (t) => {
  const site = await testSite(t);
  const secrets = ['nT0pGvQd2mZs8yW1kXrB6uJh4cLfEaVo9iPxSgDwYbM'];
  const login = createLogin({ ...loginFor(site.accounts), secrets });
  const { accounts } = site;
  assert.throws(() => createWeb({ login, accounts, prefix: '/auth' }), { code: 'prefix-mismatch' });
});

test('mails with another prefix are noticed when the app is built', async (t) => {
  const { accounts, login } = await testSite(t);
  const compose = createMails({ baseUrl: 'https://example.org', prefix: '/auth' });
  const mail = { compose, verification: 'required', notices: true } as const;
  assert.throws(() => createWeb({ login, accounts: { ...accounts, mail } }), {
    code: 'prefix-mismatch',
    message: /createMails/,
  });
});
