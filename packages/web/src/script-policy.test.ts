import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Browser } from '@latchkey/session/testing';
import { addApp, addPasskeyTo, stepTwo } from './test-factors.ts';
import { logIn, minuteMs, submit, type TestScope, testSite } from './test-site.ts';

/** Where the page in front of a log-in asks for a passkey, and where somebody logged in does. */
const withScript = new Set([
  '/login',
  '/login/factor',
  '/confirm',
  '/confirm/factor',
  '/account/security/passkeys/add',
]);

const forGuests = ['/', '/login', '/signup', '/forgot', '/login/link', '/nowhere'];
const forUsers = [
  '/dashboard',
  '/confirm',
  '/confirm/factor',
  '/logout',
  '/account',
  '/account/password',
  '/account/username',
  '/account/email',
  '/account/sessions',
  '/account/history',
  '/account/data',
  '/account/delete',
  '/account/security',
  '/account/security/totp',
  '/account/security/totp/remove',
  '/account/security/passkeys/add',
  '/account/security/recovery-codes',
  '/account/security/password/remove',
];

async function adaWithAll(scope: TestScope) {
  const site = await testSite(scope, { mail: true, web: { magicLink: true } });
  await site.makeUser();
  await site.accounts.database.kysely.updateTable('users').set({ email_verified_at: 1 }).execute();
  await addPasskeyTo(site);
  const app = await addApp(site);
  return { site, app };
}

/** Whether a script may run there; that, and what the page names, must be the same. */
async function runsScript(browser: Browser, path: string): Promise<boolean> {
  const response = await browser.get(path);
  assert.match(response.headers.get('content-type') ?? '', /^text\/html/, path);
  const policy = response.headers.get('content-security-policy') ?? '';
  const mayRun = policy.includes('script-src');
  if (mayRun) assert.match(policy, /script-src 'self'; require-trusted-types-for 'script'/, path);
  assert.equal((await response.text()).includes('<script '), mayRun, path);
  return mayRun;
}

test('a script may run where somebody asks for a passkey, and nowhere else', async (t) => {
  const { site, app } = await adaWithAll(t);
  const browser = site.browser();
  const walk = async (paths: readonly string[]) => {
    for (const path of paths) assert.equal(await runsScript(browser, path), withScript.has(path), path);
  };
  await walk(forGuests);
  await logIn(browser);
  await walk(['/login/factor']);
  await stepTwo(browser, app);
  await walk(forUsers);
});

test('an account without a passkey is asked for none, and its pages run no script for it', async (t) => {
  const site = await testSite(t);
  await site.makeUser();
  const app = await addApp(site);
  const browser = site.browser();
  await logIn(browser);
  await stepTwo(browser, app);
  for (const path of ['/confirm', '/confirm/factor'])
    assert.equal(await runsScript(browser, path), false, path);
});

test('the page with the new recovery codes may copy them; every other answer of its form runs nothing', async (t) => {
  const { site, app } = await adaWithAll(t);
  const browser = site.browser();
  await logIn(browser);
  await stepTwo(browser, app);
  const path = '/account/security/recovery-codes';
  const shown = await submit(browser, path);
  assert.match(shown.headers.get('content-security-policy') ?? '', /script-src 'self'/);
  assert.match(await shown.text(), /<script src="\/assets\/copy-[0-9a-f]{12}\.js" defer><\/script>/);
  site.later(21 * minuteMs);
  const refused = await browser.post(path, {});
  assert.doesNotMatch(refused.headers.get('content-security-policy') ?? '', /script-src/);
});
