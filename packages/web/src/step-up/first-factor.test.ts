import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { createAuthenticator } from '@latchkey/accounts/testing';
import type { Browser } from '@latchkey/session/testing';
import { codeAt, optionsIn } from '../test-factors.ts';
import { logIn, submit, textOf, tokenIn } from '../test-site.ts';
import { goal, press, send, testHost } from './test-host.ts';

/** ada without a second factor, in front of what asks for two. */
async function adaWithNone(t: TestContext) {
  const host = await testHost(t);
  await host.site.makeUser();
  const ada = host.browser();
  await logIn(ada);
  return { ...host, ada };
}

async function linkOn(browser: Browser, path: string, to: string): Promise<string> {
  const page = await (await browser.get(path)).text();
  const links = [...page.matchAll(/href="([^"]+)"/g)].map(([, link = '']) => link.replaceAll('&amp;', '&'));
  return links.find((link) => link.startsWith(to)) ?? assert.fail(`no link to ${to}`);
}

/** As somebody does who follows the links: one wrong try, then the right one. */
async function addAppAt(browser: Browser, path: string, now: number): Promise<string> {
  const first = await (await browser.get(path)).text();
  const [, action = ''] = /<form class="form" method="post" action="([^"]+)"/.exec(first) ?? [];
  const [, sealed = ''] = /name="sealed" value="([^"]+)"/.exec(first) ?? [];
  const [, key = ''] = /<span class="code">([^<]+)</.exec(first) ?? [];
  const csrf_token = tokenIn(first);
  const wrong = await browser.post(action, { csrf_token, sealed, code: '' });
  const [, again = ''] = /<form class="form" method="post" action="([^"]+)"/.exec(await wrong.text()) ?? [];
  return goal(await browser.post(again, { csrf_token, sealed, code: codeAt(key, now) }));
}

test('whoever must first get a second factor comes back to the page that asked for two: by an app', async (t) => {
  const { site, ada } = await adaWithNone(t);
  const security = goal(await ada.get('/two?of=1'));
  const totp = await linkOn(ada, security, '/account/security/totp');
  const codes = await addAppAt(ada, totp, site.accounts.clock());
  assert.equal(codes, '/account/security/recovery-codes?next=%2Ftwo%3Fof%3D1');
  const shown = await (await submit(ada, codes)).text();
  const [, code = ''] = /<li class="code">([^<]+)</.exec(shown) ?? [];
  const [, action = ''] = /<form class="form" method="post" action="([^"]+)"/.exec(shown) ?? [];
  assert.equal(goal(await ada.post(action, { csrf_token: tokenIn(shown), code })), '/two?of=1');
  assert.equal((await ada.get('/two?of=1')).status, 200);
});

test('and by a passkey, whose codes wait for another day', async (t) => {
  const { ada } = await adaWithNone(t);
  const security = goal(await ada.get('/two'));
  const add = await linkOn(ada, security, '/account/security/passkeys/add');
  const page = await (await ada.get(add)).text();
  const [, action = ''] = /action="([^"]+)" data-passkey="create"/.exec(page) ?? [];
  const response = await createAuthenticator({ origin: 'http://localhost' }).create(optionsIn(page));
  const codes = goal(await ada.post(action, { csrf_token: tokenIn(page), response, name: '' }));
  assert.equal(await linkOn(ada, codes, '/two'), '/two');
  assert.equal((await ada.get('/two')).status, 200);
});

test('whoever turns back on the way keeps it all the same', async (t) => {
  const { ada } = await adaWithNone(t);
  const security = goal(await ada.get('/two'));
  for (const way of ['totp', 'passkeys/add']) {
    const path = await linkOn(ada, security, `/account/security/${way}`);
    assert.equal(await linkOn(ada, path, '/account/security?'), security, way);
  }
});

test('no other site is gone on to', async (t) => {
  const { ada } = await adaWithNone(t);
  const page = await (await ada.get('/account/security?next=https://evil.example/')).text();
  assert.doesNotMatch(page, /evil\.example/);
});

test('a form that waits survives it: one click sends it once the factor is there', async (t) => {
  const { site, ada, done } = await adaWithNone(t);
  const refused = goal(await send(ada, '/gift', { fields: { amount: '5', to: 'bob' } }));
  assert.match(refused, /^\/account\/security\?next=%2Fconfirm%2Fresume%3Fof%3D/);
  const totp = await linkOn(ada, refused, '/account/security/totp');
  const codes = await addAppAt(ada, totp, site.accounts.clock());
  const resume = await linkOn(ada, codes, '/confirm/resume');
  assert.match(await textOf(await ada.get(resume)), /Give 5 to <b>bob<\/b>/);
  assert.equal(goal(await press(ada, resume)), '/done');
  assert.deepEqual(
    done.map(({ path }) => path),
    ['/gift'],
  );
});
