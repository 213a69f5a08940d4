import assert from 'node:assert/strict';
import { test } from 'node:test';
import { html } from './layout/html.ts';
import { ourPages } from './pages.ts';
import { logIn, submit, testSite, textOf } from './test-site.ts';
import { press, signUp } from './verification/test-links.ts';

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

test('the status of an answer stays what it is, whoever wrote the page', async (t) => {
  const ours = { title: 'Ours', main: html`<h1>Ours</h1>` };
  // What a page says about the status in JavaScript, where no type stops it, counts no more.
  const brash = { ...ours, status: 200, headers: { 'X-Ours': '1' } };
  const site = await testSite(t, {
    mail: true,
    web: {
      pages: {
        deadLink: (_view, way) => ({
          ...brash,
          main: html`<a href="${way?.path}">${way?.label}</a>`,
        }),
        verify: (view, data) => ({
          ...ourPages.verify(view, data),
          ...brash,
          main: ourPages.verify(view, data).main,
        }),
      },
    },
  });
  const link = await signUp(site, site.browser());
  const wrong = await press(site.browser(), link, { password: 'nonsense' });
  assert.deepEqual([wrong.status, wrong.headers.has('x-ours')], [422, false]);
  assert.match(await wrong.text(), /<title>Error: Ours/);
  for (const [path, way] of [
    ['/verify', '<a href="/login">Log in</a>'],
    ['/reset', '<a href="/forgot">Ask for a new link</a>'],
    ['/email/cancel', '<a href="/account">Go to your account</a>'],
  ] as const) {
    const dead = await site.browser().get(path);
    assert.deepEqual([dead.status, dead.headers.has('x-ours')], [410, false], path);
    assert.ok((await dead.text()).includes(way), path);
  }
});
