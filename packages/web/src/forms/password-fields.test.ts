import assert from 'node:assert/strict';
import { test } from 'node:test';
import { logIn, submit, type TestSite, testSite } from '../test-site.ts';

/** Every field for a password on the page, whole. */
function passwordFields(page: string): string[] {
  return [...page.matchAll(/<input [^>]*name="\w*password"[^>]*>/g)].map(([field]) => field);
}

async function pagesWithPasswords(site: TestSite): Promise<Record<string, string>> {
  const browser = site.browser();
  const pages: Record<string, string> = {};
  for (const path of ['/signup', '/login']) pages[path] = await (await browser.get(path)).text();
  await site.makeUser();
  await submit(browser, '/forgot', { fields: { email: 'ada' } });
  const token = (await site.mails()).at(-1)?.token ?? '';
  await browser.get(`/reset?token=${token}`);
  pages['/reset'] = await (await browser.get('/reset')).text();
  await logIn(browser);
  pages['/account/password'] = await (await browser.get('/account/password')).text();
  const passwords = site.accounts.database.kysely.updateTable('users');
  const { password_hash } = await hashOf(site);
  await passwords.set({ password_hash: null }).execute();
  pages['the first one'] = await (await browser.get('/account/password')).text();
  await passwords.set({ password_hash }).execute();
  site.later(16 * 60_000);
  pages['/confirm'] = await (await browser.get('/confirm')).text();
  return pages;
}

async function hashOf({ accounts }: TestSite) {
  const users = accounts.database.kysely.selectFrom('users').select('password_hash');
  return await users.executeTakeFirstOrThrow();
}

test('a password is masked, is never on a page, can be pasted, and tells password managers which one it is', async (t) => {
  const pages = await pagesWithPasswords(await testSite(t, { mail: true }));
  const wanted = {
    '/signup': 2,
    '/login': 1,
    '/reset': 2,
    '/account/password': 3,
    'the first one': 2,
    '/confirm': 1,
  };
  for (const [path, count] of Object.entries(wanted)) {
    const page = pages[path] ?? '';
    const fields = passwordFields(page);
    assert.equal(fields.length, count, path);
    for (const field of fields) {
      assert.match(field, / type="password"/);
      assert.match(field, / autocomplete="(?:current|new)-password"/);
      assert.doesNotMatch(field, / (?:value|maxlength|pattern|readonly|on\w+)=/);
    }
    assert.doesNotMatch(page, / on[a-z]+=/, 'nothing on the page hears a paste');
  }
});
