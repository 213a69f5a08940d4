import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Browser } from '@latchkey/session/testing';
import { addApp, addPasskeyTo, addRecoveryCodes, stepTwo } from './test-factors.ts';
import { logIn, type TestScope, testSite, tokenIn } from './test-site.ts';

/** Each id stands once, and what the summary of faults leads to is there, and takes the focus. */
async function checkIds(response: Response, name: string): Promise<void> {
  const page = await response.text();
  const ids = [...page.matchAll(/<(\w+)([^>]*) id="([^"]+)"([^>]*)>/g)].map(
    ([, tag = '', before, id = '', after]) => ({ tag, id, rest: `${before}${after}` }),
  );
  const names = ids.map(({ id }) => id);
  assert.deepEqual(
    names.filter((id, at) => names.indexOf(id) !== at),
    [],
    name,
  );
  for (const [, goal = ''] of page.matchAll(/<li><a href="#([^"]+)"/g)) {
    const found = ids.find(({ id }) => id === goal);
    const takesFocus = /^(?:input|button)$/.test(found?.tag ?? '') || found?.rest.includes(' tabindex');
    assert.ok(takesFocus, `${name} leads to #${goal}, which is ${found?.tag ?? 'not there'}`);
  }
}

/** ada, with everything that an account can have. */
async function adaWithAll(scope: TestScope) {
  const site = await testSite(scope, { mail: true, web: { magicLink: true } });
  await site.makeUser();
  await site.accounts.database.kysely.updateTable('users').set({ email_verified_at: 1 }).execute();
  await addPasskeyTo(site);
  const app = await addApp(site);
  await addRecoveryCodes(site);
  return { site, app };
}

async function walk(browser: Browser, paths: readonly string[]): Promise<void> {
  for (const path of paths) await checkIds(await browser.get(path), path);
}

/** Forms that are wrong in every way there is. */
async function sendWrong(browser: Browser, sent: readonly (readonly [string, Record<string, string>])[]) {
  for (const [path, fields] of sent) {
    const csrf_token = tokenIn(
      await (await browser.get(path.replace(/\/(?:passkey|confirm)\?/, '?'))).text(),
    );
    const refused = await browser.post(path, { csrf_token, ...fields });
    assert.equal(refused.status, 422, path);
    await checkIds(refused, `${path} with ${JSON.stringify(fields)}`);
  }
}

const security = '/account/security';

test('no page has an id twice, and every line about a fault leads to where it is put right', async (t) => {
  const { site, app } = await adaWithAll(t);
  const browser = site.browser();
  await walk(browser, ['/', '/login', '/signup', '/forgot', '/login/link', '/nowhere']);
  await sendWrong(browser, [
    ['/login', { email: 'ada', password: 'wrong' }],
    ['/login/passkey?', { response: '{}' }],
    ['/signup', {}],
  ]);
  await logIn(browser);
  await walk(browser, ['/login/factor', '/login/factor?by=passkey', '/login/factor?by=recovery-code']);
  await sendWrong(browser, [
    ['/login/factor', { by: 'totp' }],
    ['/login/factor', { by: 'passkey', response: '{}' }],
    ['/login/factor', { by: 'recovery-code', code: 'x' }],
  ]);
  await stepTwo(browser, app);
  await walk(browser, ['/dashboard', '/confirm', '/confirm/factor', '/logout', '/account']);
  await walk(
    browser,
    ['password', 'username', 'email', 'sessions', 'history', 'data', 'delete'].map((at) => `/account/${at}`),
  );
  await walk(
    browser,
    ['', '/totp', '/totp/remove', '/passkeys/add', '/recovery-codes', '/password/remove'].map(
      (at) => security + at,
    ),
  );
  const codes = await browser.post(`${security}/recovery-codes`, {
    csrf_token: tokenIn(await (await browser.get(security)).text()),
  });
  await checkIds(codes, 'new codes');
  await sendWrong(browser, [
    ['/confirm', { password: 'wrong' }],
    ['/confirm', { response: '{}' }],
    ['/confirm/factor', { by: 'passkey', response: '{}' }],
    ['/confirm/factor', { by: 'totp', code: 'x' }],
    [`${security}/totp`, { code: '' }],
    [`${security}/passkeys/add`, { response: '{}' }],
    [`${security}/recovery-codes/confirm?`, { code: 'x' }],
  ]);
});

test('where everybody needs a second factor, so at the page that sets it up and at the one that takes the last away', async (t) => {
  const site = await testSite(t, { accounts: { factors: { second: 'required' } } });
  await site.makeUser();
  const fresh = site.browser();
  await logIn(fresh);
  await walk(fresh, ['/login/set-up', '/login/set-up/totp']);
  await sendWrong(fresh, [['/login/set-up/totp', { code: '' }]]);
  const csrf_token = tokenIn(await (await fresh.get('/login/set-up')).text());
  await checkIds(await fresh.post('/login/set-up/passkey', { csrf_token, response: '{}' }), 'set-up');
  const app = await addApp(site);
  const browser = site.browser();
  await logIn(browser);
  await stepTwo(browser, app);
  await sendWrong(browser, [[`${security}/totp/remove`, {}]]);
});
