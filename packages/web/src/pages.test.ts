import assert from 'node:assert/strict';
import { test } from 'node:test';
import { html } from './layout/html.ts';
import { ourPages } from './pages.ts';
import { logIn, submit, testSite, textOf } from './test-site.ts';

test("an application's own log-in page stands in place of ours, and its form works", async (t) => {
  const site = await testSite(t, {
    web: {
      pages: {
        logIn: ({ link, token }, { typed, refused }) => ({
          title: 'Come in',
          main: html`<h1>Come in</h1>${refused === undefined ? '' : html`<p>No: ${typed?.get('email')}</p>`}
<form method="post" action="${link('/login')}"><input type="hidden" name="csrf_token" value="${token}">
<input name="email"><input name="password" type="password"></form>`,
        }),
      },
    },
  });
  await site.makeUser();
  const browser = site.browser();
  const wrong = await submit(browser, '/login', { fields: { email: '<b>ada', password: 'wrong' } });
  assert.equal(wrong.status, 422);
  assert.match(await wrong.text(), /<p>No: &lt;b&gt;ada<\/p>/);
  assert.equal((await logIn(browser)).headers.get('location'), '/dashboard');
});

test("an application's own layout stands around every page, error pages too", async (t) => {
  const site = await testSite(t, {
    web: {
      pages: {
        layout: ({ language, siteName, visitor }, { title, main, flashes }) =>
          html`<!doctype html><html lang="${language}"><title>${title} | ${siteName}</title>
<body data-visitor="${visitor.state}" data-flashes="${flashes.length}">${main}</body></html>`,
      },
    },
  });
  await site.makeUser();
  const browser = site.browser();
  const nowhere = await browser.get('/nowhere');
  assert.match(await nowhere.text(), /<title>Page Not Found \| Latchkey<\/title>/);
  await logIn(browser);
  assert.match(await (await browser.get('/dashboard')).text(), /data-visitor="fresh" data-flashes="1"/);
});

test('one of our pages can be wrapped instead of written anew', async (t) => {
  const site = await testSite(t, {
    web: {
      pages: {
        home: (view) => {
          const page = ourPages.home(view);
          return { ...page, main: html`<p>News: we are open.</p>${page.main}` };
        },
      },
    },
  });
  assert.match(await textOf(await site.browser().get('/')), /News: we are open\. Welcome to Latchkey/);
});

test('pages are in the language that the browser asks for, and caches are told so', async (t) => {
  const site = await testSite(t);
  const browser = site.browser();
  const german = await browser.get('/login', { 'accept-language': 'de-AT, en;q=0.5' });
  assert.equal(german.headers.get('vary'), 'Accept-Language');
  assert.match(await german.text(), /<html lang="de">/);
  const none = await browser.get('/login', { 'accept-language': 'fr' });
  assert.match(await none.text(), /<html lang="en">/);
});
